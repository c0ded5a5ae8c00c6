// Lines are broken at blanks; a word longer than a line stands as it is.
#include "adapters/cli/rows.hpp"

#include <algorithm>

#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t page_columns = 100;

std::string hanging(std::string_view text, std::size_t indent) {
  std::string lines;
  std::size_t column = indent;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    const auto word = text.substr(at, end - at);
    const bool begins = column == indent;
    if (!begins && column + 1 + width_of(word) > page_columns) {
      lines += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!begins) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += width_of(word);
    at = end + 1;
  }
  return lines;
}

}  // namespace

std::string rows_text(const Rows& rows) {
  std::size_t width = 0;
  for (const auto& [left, right] : rows) width = std::max(width, width_of(left));
  std::string text;
  for (const auto& [left, right] : rows) {
    text +=
        "  " + (right.empty() ? left : padded(left, width + 2) + hanging(right, width + 4)) + "\n";
  }
  return text;
}

}  // namespace azwf::cli
