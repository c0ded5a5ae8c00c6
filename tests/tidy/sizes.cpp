// How long files and lines may be.
#include <algorithm>

#include "tests/tidy/rules.hpp"

namespace azwf::tests::tidy {

namespace {

constexpr std::size_t file_lines_max = 400;
constexpr std::size_t line_columns_max = 100;

bool is_measured(const File& file) {
  return file.is_cpp() || file.is_lua() || file.path.ends_with(".py") ||
         file.path.ends_with(".cmake") || file.path == "CMakeLists.txt" || file.path == "dev";
}

// Characters, not bytes: continuation bytes of UTF-8 do not count.
std::size_t columns_of(std::string_view line) {
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

Violations files_are_short(const Tree& tree) {
  Violations violations;
  for (const File& file : tree.files) {
    const std::size_t lines = lines_of(file.text).size();
    if (!is_measured(file) || lines <= file_lines_max) continue;
    violations.push_back({file.path, 0,
                          std::to_string(lines) + " lines, at most " +
                              std::to_string(file_lines_max) + ": find the second thing it does"});
  }
  return violations;
}

Violations lines_are_short(const Tree& tree) {
  Violations violations;
  for (const File& file : tree.files) {
    if (!is_measured(file)) continue;
    const auto lines = lines_of(file.text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::size_t columns = columns_of(lines[i]);
      if (columns <= line_columns_max) continue;
      violations.push_back(
          {file.path, i + 1,
           std::to_string(columns) + " columns, at most " + std::to_string(line_columns_max)});
    }
  }
  return violations;
}

}  // namespace azwf::tests::tidy
