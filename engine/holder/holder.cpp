// The words of requests, as they are sent.
#include "engine/holder/holder.hpp"

#include <algorithm>
#include <array>

namespace azwf {
namespace {

constexpr std::array<std::string_view, 4> changes{"install", "uninstall", "enable", "disable"};

}  // namespace

std::string_view to_text(WorkflowChange change) {
  return changes.at(static_cast<std::size_t>(change));
}

std::optional<WorkflowChange> workflow_change_from_text(std::string_view text) {
  const auto found = std::ranges::find(changes, text);
  if (found == changes.end()) return std::nullopt;
  return static_cast<WorkflowChange>(found - changes.begin());
}

}  // namespace azwf
