// The index of streams against the log it was made of.
#pragma once

#include <cstdint>

#include "engine/base/result.hpp"
#include "storage/files/home.hpp"

namespace azwf {

// The number of entries, one for each commit and with its hash; Error{damaged} otherwise. Beside a
// writer, and nothing is changed.
Result<std::uint64_t> count_stream_entries(const Home& home);

}  // namespace azwf
