// The versions a bug report needs to name.
#pragma once

#include <string_view>

namespace azwf::cli {

std::string_view azwf_version();

}  // namespace azwf::cli
