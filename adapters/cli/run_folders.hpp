// Where a run works, and where it may touch files.
#pragma once

#include <string>
#include <vector>

#include "engine/base/limits.hpp"
#include "engine/base/result.hpp"

namespace azwf::cli {

// The folder azwf was started in; empty when it was removed.
std::string working_folder();

// What the workflow declares, or else the run's folder, and what is added. Nothing when that is the
// run's folder alone, which goes without saying. Error{invalid} names a root that cannot be one.
Result<std::vector<std::string>> roots_of(std::vector<std::string> named,
                                          const std::vector<std::string>& added,
                                          const std::string& folder, const Limits& limits);

}  // namespace azwf::cli
