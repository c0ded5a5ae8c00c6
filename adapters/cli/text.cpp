// Small helpers for what people read.
#include "adapters/cli/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/time_text.hpp"

namespace azwf::cli {

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
