// A table for people: columns aligned, two blanks between them, nothing cut.
#pragma once

#include <string>
#include <vector>

#include "adapters/cli/style.hpp"

namespace azwf::cli {

class Table {
 public:
  explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}

  struct Cell {
    std::string text;
    std::string (Style::*colour)(std::string_view) const = nullptr;
  };
  void add(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  // Under the row before, across all columns.
  void add_line(Cell line) { rows_.push_back({std::move(line)}); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::string text(const Style& style) const;

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace azwf::cli
