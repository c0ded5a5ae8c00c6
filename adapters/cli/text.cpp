// Small helpers for what people read.
#include "adapters/cli/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/time_text.hpp"

namespace azwf::cli {
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

std::string printable(std::string_view text) {
  std::string safe;
  const auto valid = valid_utf8(text);
  for (std::string_view rest = valid; !rest.empty();) {
    const auto character = rest.substr(0, character_bytes(rest));
    const auto steering = steering_character(character);
    if (!steering || *steering == '\n' || *steering == '\t') {
      safe += character;
    } else if (*steering < 0x100) {
      safe += fmt::format("\\x{:02x}", static_cast<unsigned>(*steering));
    } else {
      safe += fmt::format("\\u{:04x}", static_cast<unsigned>(*steering));
    }
    rest.remove_prefix(character.size());
  }
  return safe;
}

std::string first_line(std::string_view text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  const bool more = end != std::string_view::npos && end + 1 < text.size();
  auto shown = printable(line) + (more ? " …" : "");
  std::ranges::replace(shown, '\t', ' ');
  return shown;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string indented(std::string_view text) {
  std::string out;
  for (const auto line : lines_of(text)) out += "  " + std::string(line) + "\n";
  return out;
}

std::string size_text(std::uint64_t bytes) {
  static constexpr std::array<std::string_view, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; size >= 1024 && unit + 1 < units.size(); ++unit) size /= 1024;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", size, units.at(unit));
}

std::string count_text(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string short_time(Timestamp time) { return short_time_ms(time).substr(0, 19); }

std::string short_time_ms(Timestamp time) {
  auto text = to_text(time).substr(0, 23);
  text[10] = ' ';
  return text;
}

}  // namespace azwf::cli
