// What a character is, by its bytes.
#include "adapters/json/characters.hpp"

#include <algorithm>

namespace azwf {
namespace {

// U+202A to U+202E and U+2066 to U+2069: what is read is then not what stands there.
bool turns_direction(char32_t character) {
  return (character >= 0x202a && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069);
}

// U+0080 to U+009F: a terminal may take these for escape sequences too.
bool is_control(char32_t character) {
  return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

char32_t decoded(std::string_view character) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(character[at]); };
  if (character.size() == 1) return byte(0);
  char32_t value = byte(0) & (0xffU >> (character.size() + 1));
  for (std::size_t at = 1; at < character.size(); ++at) value = (value << 6U) | (byte(at) & 0x3fU);
  return value;
}

}  // namespace

std::optional<char32_t> steering_character(std::string_view character) {
  const auto value = decoded(character);
  if (is_control(value) || turns_direction(value)) return value;
  return std::nullopt;
}

std::size_t character_bytes(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || bytes.size() < size) return 0;
  const unsigned second = byte(1);
  const bool too_long = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool no_character = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
  if (too_long || no_character) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  return size;
}

std::string valid_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const auto size = character_bytes(bytes);
    if (size == 0) {
      text += "\xef\xbf\xbd";
    } else {
      text += bytes.substr(0, size);
    }
    bytes.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return text;
}

}  // namespace azwf
