// What FILE or NAME means: a file, or a workflow of the project or of the installation.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.hpp"

namespace azwf::cli {

// Where workflows lie that have names: workflows/ of the project (the folder of the nearest .azwf,
// else the working folder), then those that were installed with this program; as far as they are
// there.
std::vector<std::filesystem::path> workflow_folders();
// The names there are, each once, sorted.
std::vector<std::string> workflow_names();

// A text with a / in it or .lua at its end names a file, and so does one that is a file's name.
// Error{not_found} says where was looked, and what may have been meant.
Result<std::filesystem::path> find_script(const std::string& text);

}  // namespace azwf::cli
