// Widths are of the plain text: colours take no columns.
#include "adapters/cli/table.hpp"

#include <algorithm>

#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

void end_line(std::string& text) {
  while (text.ends_with(' ')) text.pop_back();
  text += '\n';
}

}  // namespace

std::string Table::text(const Style& style) const {
  std::vector<std::size_t> widths;
  for (const auto& name : header_) widths.push_back(width_of(name));
  const auto is_line = [&](const auto& row) { return row.size() == 1 && header_.size() > 1; };
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size() && !is_line(row); ++i) {
      widths.at(i) = std::max(widths.at(i), width_of(row[i].text));
    }
  }
  std::string text;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    text += style.dim(header_[i]) + std::string(widths[i] + 2 - width_of(header_[i]), ' ');
  }
  end_line(text);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto& cell = row[i];
      text += cell.colour == nullptr ? cell.text : (style.*cell.colour)(cell.text);
      if (!is_line(row)) text += std::string(widths[i] + 2 - width_of(cell.text), ' ');
    }
    end_line(text);
  }
  return text;
}

}  // namespace azwf::cli
