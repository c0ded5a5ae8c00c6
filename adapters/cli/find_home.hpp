// Which store a command is about: --home, else AZWF_HOME, else the nearest .azwf/ upwards.
#pragma once

#include "adapters/cli/command.hpp"
#include "storage/files/home.hpp"

namespace azwf::cli {

// For commands that write: without a store anywhere, it is ./.azwf, which is made on opening.
Result<Home> home_for_writing(const Invocation& invocation);
// For commands that read: Error{not_found} when there is no store.
Result<Home> home_for_reading(const Invocation& invocation);

// The nearest .azwf/ from `start` upwards, on the file system of `start`; empty when there is none.
std::filesystem::path nearest_home(const std::filesystem::path& start);

}  // namespace azwf::cli
