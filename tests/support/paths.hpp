// Where tests find the repository and the programs built from it, wherever they are started from.
#pragma once

#include <filesystem>

namespace azwf::tests {

std::filesystem::path repository();    // the root: examples/, workflows/, tests/<suite>/golden …
std::filesystem::path build_folder();  // where the program azwf and the test executables lie
std::filesystem::path azwf_program();  // the azwf executable of this build

}  // namespace azwf::tests
