// The ranges are those of characters that terminals draw wide, or add to the one before.
#include "adapters/cli/columns.hpp"

#include <algorithm>
#include <array>

#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t tab_columns = 8;

struct Range {
  char32_t first;
  char32_t last;
};

constexpr std::array wide{Range{0x1100, 0x115f},   Range{0x231a, 0x231b},   Range{0x2329, 0x232a},
                          Range{0x23e9, 0x23ec},   Range{0x23f0, 0x23f0},   Range{0x23f3, 0x23f3},
                          Range{0x25fd, 0x25fe},   Range{0x2614, 0x2615},   Range{0x2648, 0x2653},
                          Range{0x267f, 0x267f},   Range{0x2693, 0x2693},   Range{0x26a1, 0x26a1},
                          Range{0x26aa, 0x26ab},   Range{0x26bd, 0x26be},   Range{0x26c4, 0x26c5},
                          Range{0x26ce, 0x26ce},   Range{0x26d4, 0x26d4},   Range{0x26ea, 0x26ea},
                          Range{0x26f2, 0x26f3},   Range{0x26f5, 0x26f5},   Range{0x26fa, 0x26fa},
                          Range{0x26fd, 0x26fd},   Range{0x2705, 0x2705},   Range{0x270a, 0x270b},
                          Range{0x2728, 0x2728},   Range{0x274c, 0x274c},   Range{0x274e, 0x274e},
                          Range{0x2753, 0x2755},   Range{0x2757, 0x2757},   Range{0x2795, 0x2797},
                          Range{0x27b0, 0x27b0},   Range{0x27bf, 0x27bf},   Range{0x2b1b, 0x2b1c},
                          Range{0x2b50, 0x2b50},   Range{0x2b55, 0x2b55},   Range{0x2e80, 0x303e},
                          Range{0x3041, 0x33ff},   Range{0x3400, 0x4dbf},   Range{0x4e00, 0x9fff},
                          Range{0xa000, 0xa4cf},   Range{0xa960, 0xa97c},   Range{0xac00, 0xd7a3},
                          Range{0xf900, 0xfaff},   Range{0xfe10, 0xfe19},   Range{0xfe30, 0xfe6f},
                          Range{0xff00, 0xff60},   Range{0xffe0, 0xffe6},   Range{0x16fe0, 0x18aff},
                          Range{0x1b000, 0x1b2ff}, Range{0x1f004, 0x1f004}, Range{0x1f0cf, 0x1f0cf},
                          Range{0x1f18e, 0x1f18e}, Range{0x1f191, 0x1f19a}, Range{0x1f200, 0x1f320},
                          Range{0x1f32d, 0x1f335}, Range{0x1f337, 0x1f37c}, Range{0x1f37e, 0x1f393},
                          Range{0x1f3a0, 0x1f3ca}, Range{0x1f3cf, 0x1f3d3}, Range{0x1f3e0, 0x1f3f0},
                          Range{0x1f3f4, 0x1f3f4}, Range{0x1f3f8, 0x1f43e}, Range{0x1f440, 0x1f440},
                          Range{0x1f442, 0x1f4fc}, Range{0x1f4ff, 0x1f53d}, Range{0x1f54b, 0x1f54e},
                          Range{0x1f550, 0x1f567}, Range{0x1f57a, 0x1f57a}, Range{0x1f595, 0x1f596},
                          Range{0x1f5a4, 0x1f5a4}, Range{0x1f5fb, 0x1f64f}, Range{0x1f680, 0x1f6c5},
                          Range{0x1f6cc, 0x1f6cc}, Range{0x1f6d0, 0x1f6d2}, Range{0x1f6d5, 0x1f6df},
                          Range{0x1f6eb, 0x1f6ec}, Range{0x1f6f4, 0x1f6fc}, Range{0x1f7e0, 0x1f7f0},
                          Range{0x1f90c, 0x1f93a}, Range{0x1f93c, 0x1f945}, Range{0x1f947, 0x1f9ff},
                          Range{0x1fa70, 0x1faff}, Range{0x20000, 0x3fffd}};

constexpr std::array joining{
    Range{0x0300, 0x036f}, Range{0x0483, 0x0489}, Range{0x0591, 0x05bd},  Range{0x0610, 0x061a},
    Range{0x064b, 0x065f}, Range{0x0670, 0x0670}, Range{0x06d6, 0x06dc},  Range{0x0711, 0x0711},
    Range{0x0730, 0x074a}, Range{0x07a6, 0x07b0}, Range{0x0900, 0x0902},  Range{0x093a, 0x093a},
    Range{0x093c, 0x093c}, Range{0x0941, 0x0948}, Range{0x094d, 0x094d},  Range{0x0e31, 0x0e31},
    Range{0x0e34, 0x0e3a}, Range{0x0e47, 0x0e4e}, Range{0x1160, 0x11ff},  Range{0x1ab0, 0x1aff},
    Range{0x1dc0, 0x1dff}, Range{0x200b, 0x200f}, Range{0x2060, 0x2064},  Range{0x20d0, 0x20f0},
    Range{0x302a, 0x302d}, Range{0x3099, 0x309a}, Range{0xfe00, 0xfe0f},  Range{0xfe20, 0xfe2f},
    Range{0xfeff, 0xfeff}, Range{0xfff9, 0xfffb}, Range{0xe0001, 0xe01ef}};

bool is_in(const auto& ranges, char32_t character) {
  const auto after = std::ranges::upper_bound(ranges, character, {},
                                              [](const Range& range) { return range.first; });
  return after != ranges.begin() && character <= std::prev(after)->last;
}

std::size_t columns_of(char32_t character) {
  if (character < 0x300) return 1;
  if (is_in(joining, character)) return 0;
  return is_in(wide, character) ? 2 : 1;
}

struct Piece {
  std::size_t bytes = 1;
  std::size_t columns = 1;
};

// A colour of Style: ESC [ digits m. No other text here has an ESC.
std::size_t colour_bytes(std::string_view text) {
  const auto end = text.starts_with("\x1b[") ? text.find_first_not_of("0123456789;", 2) : 0;
  return end != 0 && end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

// The character, or the colour, at the front.
Piece front_of(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead == 0x1b) {
    if (const auto bytes = colour_bytes(text)) return {bytes, 0};
  }
  const std::size_t bytes = character_bytes(text);
  if (bytes < 2) return {1, 1};
  char32_t character = lead & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    character = (character << 6U) | (static_cast<unsigned char>(text[i]) & 0x3fU);
  }
  return {bytes, columns_of(character)};
}

bool is_final(char c) { return c >= 0x40 && c <= 0x7e; }

// The bytes of the escape sequence at the front, as far as it is there.
std::size_t escape_bytes(std::string_view text) {
  if (text.size() < 2) return text.size();
  if (text[1] == '[') {
    std::size_t at = 2;
    while (at < text.size() && !is_final(text[at])) ++at;
    return std::min(at + 1, text.size());
  }
  const bool is_string = text[1] == ']' || text[1] == 'P' || text[1] == '_' || text[1] == '^';
  if (is_string) {
    const auto end = text.find_first_of("\a\x1b", 2);
    if (end == std::string_view::npos) return text.size();
    return std::min(text[end] == '\a' ? end + 1 : end + 2, text.size());
  }
  std::size_t at = 1;
  while (at < text.size() && text[at] >= 0x20 && text[at] <= 0x2f) ++at;
  return std::min(at + 1, text.size());
}

// What follows the last carriage return that something follows.
std::string_view after_returns(std::string_view line) {
  while (line.ends_with('\r')) line.remove_suffix(1);
  const auto last = line.rfind('\r');
  return last == std::string_view::npos ? line : line.substr(last + 1);
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const auto piece = front_of(text);
    columns += piece.columns;
    text.remove_prefix(piece.bytes);
  }
  return columns;
}

std::string padded(std::string_view text, std::size_t width) {
  const auto columns = width_of(text);
  return std::string(text) + std::string(columns < width ? width - columns : 0, ' ');
}

std::string clipped(std::string_view text, std::size_t columns) {
  if (columns == 0) return "";
  std::size_t bytes = 0;
  std::size_t fits = 0;  // bytes that leave a column for the mark
  std::size_t width = 0;
  while (bytes < text.size()) {
    const auto piece = front_of(text.substr(bytes));
    width += piece.columns;
    if (width > columns) return std::string(text.substr(0, fits)) + "…";
    bytes += piece.bytes;
    if (width < columns) fits = bytes;
  }
  return std::string(text);
}

std::string plain_line(std::string_view printed) {
  auto rest = after_returns(printed);
  std::string line;
  while (!rest.empty()) {
    std::size_t bytes = 1;
    if (rest.front() == '\x1b') {
      bytes = escape_bytes(rest);
    } else if (rest.front() == '\t') {
      line.append(tab_columns - width_of(line) % tab_columns, ' ');
    } else {
      bytes = std::min(rest.find_first_of("\x1b\t"), rest.size());
      line += printable(rest.substr(0, bytes));
    }
    rest.remove_prefix(bytes);
  }
  return line;
}

}  // namespace azwf::cli
