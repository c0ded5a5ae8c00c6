// The program's version stands in CMakeLists.txt and nowhere else.
#include "adapters/cli/versions.hpp"

namespace azwf::cli {

std::string_view azwf_version() { return AZWF_VERSION; }

}  // namespace azwf::cli
