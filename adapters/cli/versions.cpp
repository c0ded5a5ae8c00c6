// All come from CMakeLists.txt, which knows what it found: "rocksdb=7.8.3 lua=5.4.4".
#include "adapters/cli/versions.hpp"

#include <sstream>

namespace azwf::cli {

std::string_view azwf_version() { return AZWF_VERSION; }

std::string_view azwf_date() { return AZWF_DATE; }

std::string_view build_kind() { return AZWF_BUILD_KIND; }

std::string_view compiler_version() { return "g++ " __VERSION__; }

std::vector<LibraryVersion> library_versions() {
  std::vector<LibraryVersion> versions;
  std::istringstream words(AZWF_LIBRARIES);
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    versions.push_back({word.substr(0, equals), word.substr(equals + 1)});
  }
  return versions;
}

}  // namespace azwf::cli
