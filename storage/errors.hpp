// The errors that twins of one seam word alike.
#pragma once

#include <cstdint>

#include "engine/base/result.hpp"
#include "engine/base/strong.hpp"

namespace azwf {

Error fenced(std::uint64_t epoch, std::uint64_t newer_epoch);
Error no_space();   // below the reserve
Error disk_full();  // the reserve is used up, too
Error read_only();
Error missing_blob(const Digest& digest);
Error damaged_blob(const Digest& digest);

}  // namespace azwf
