// UTF-8 as it is shown: whole characters, and those among them that a terminal may obey.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace azwf {

// The length of the UTF-8 character at the front; 0 when there is none.
std::size_t character_bytes(std::string_view bytes);
// What this one character, valid UTF-8, is when a terminal may obey it: a control character, or one
// that turns the direction of writing.
std::optional<char32_t> steering_character(std::string_view character);
// Every byte that is no part of valid UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view bytes);

}  // namespace azwf
