// The paths are compiled in here, and only here, so that no other test depends on where it is.
#include "tests/support/paths.hpp"

namespace azwf::tests {

std::filesystem::path repository() { return AZWF_ROOT; }
std::filesystem::path build_folder() { return AZWF_BUILD; }
std::filesystem::path azwf_program() { return build_folder() / "azwf"; }

}  // namespace azwf::tests
