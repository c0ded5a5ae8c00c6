// The versions a bug report needs to name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace azwf::cli {

struct LibraryVersion {
  std::string name;
  std::string version;
};

std::string_view azwf_version();
std::string_view azwf_date();   // of this version: 2026-01-31
std::string_view build_kind();  // "Release", and sanitizers
std::string_view compiler_version();
// As they were when this program was built.
std::vector<LibraryVersion> library_versions();

}  // namespace azwf::cli
