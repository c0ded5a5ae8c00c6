// A role is stored by its word.
#include "engine/access/role.hpp"

#include <algorithm>
#include <array>

namespace azwf {
namespace {

constexpr std::array<std::string_view, 4> words{"read", "emit", "operate", "admin"};

}  // namespace

std::string_view to_text(Role role) { return words.at(static_cast<std::size_t>(role)); }

std::optional<Role> role_from_text(std::string_view text) {
  const auto* const found = std::ranges::find(words, text);
  if (found == words.end()) return std::nullopt;
  return static_cast<Role>(found - words.begin());
}

}  // namespace azwf
