// Edit distance with swapped neighbours counted once (optimal string alignment), on short names.
#include "engine/base/nearest.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace azwf {
namespace {

constexpr std::size_t length_max = 64;  // longer names are not typed by hand
constexpr std::size_t beginning_min = 3;

std::size_t distance(std::string_view from, std::string_view to) {
  std::array<std::vector<std::size_t>, 3> rows;
  for (auto& row : rows) row.resize(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) rows[1][j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    rows[2][0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t change = from[i - 1] == to[j - 1] ? 0 : 1;
      auto best = std::min({rows[1][j] + 1, rows[2][j - 1] + 1, rows[1][j - 1] + change});
      const bool is_swap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (is_swap) best = std::min(best, rows[0][j - 2] + 1);
      rows[2][j] = best;
    }
    std::rotate(rows.begin(), rows.begin() + 1, rows.end());
  }
  return rows[1][to.size()];
}

std::string name_with_same_beginning(std::string_view wanted, std::span<const std::string> known) {
  if (wanted.size() < beginning_min) return {};
  for (const auto& name : known) {
    if (name.size() < beginning_min) continue;
    if (name.starts_with(wanted) || wanted.starts_with(name)) return name;
  }
  return {};
}

}  // namespace

std::string nearest_name(std::string_view wanted, std::span<const std::string> known) {
  std::string nearest;
  if (wanted.size() > length_max) return nearest;
  auto best = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (const auto& name : known) {
    if (name.size() > length_max) continue;
    const auto edits = distance(wanted, name);
    if (edits >= best || edits >= name.size()) continue;
    best = edits;
    nearest = name;
  }
  return nearest.empty() ? name_with_same_beginning(wanted, known) : nearest;
}

std::string meant_or(std::string_view wanted, std::span<const std::string> known,
                     std::string_view otherwise) {
  const auto nearest = nearest_name(wanted, known);
  return (nearest.empty() ? "" : "did you mean " + nearest + "? ") + std::string(otherwise);
}

std::string did_you_mean(std::string_view wanted, std::span<const std::string> known) {
  const auto nearest = nearest_name(wanted, known);
  return nearest.empty() ? "" : " (did you mean '" + nearest + "'?)";
}

std::string did_you_mean_or_all(std::string_view wanted, std::span<const std::string> known) {
  auto text = did_you_mean(wanted, known);
  if (!text.empty() || known.empty()) return text;
  for (const auto& name : known) text += (text.empty() ? "; there are " : ", ") + name;
  return text;
}

}  // namespace azwf
