// Patterns of names, as people write them.
#pragma once

#include <string_view>

namespace azwf {

// `*` stands for any characters, `?` for one.
bool matches_glob(std::string_view glob, std::string_view text);

}  // namespace azwf
