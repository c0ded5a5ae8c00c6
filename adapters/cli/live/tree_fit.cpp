// Lines are chosen before they are written: what is not shown costs no more than a look at it.
#include "adapters/cli/live/tree_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t printed_lines_max = 5;  // of one step that goes on

enum class Part { head, text, tail };

// In the order they give way.
enum Weight : std::size_t { settled, printed, waiting, active, failed };

struct Slot {
  const Node* node;
  Part part;
  std::size_t index;  // of the part's lines
  std::size_t depth;
  Weight weight;
};

// Done, and nothing in it that somebody should see.
bool is_folded(const Node& node) {
  return node.is_group() && node.is_over() && node.counts.failed == 0 &&
         node.state != NodeState::failed;
}

std::size_t text_height(const Node& node) {
  if (node.kind == NodeKind::log) {
    return std::max<std::size_t>(lines_of(node.label).size(), 1) - 1;
  }
  return node.state == NodeState::failed && !node.error.empty() ? 1 : 0;
}

Weight weight_of(const Node& node) {
  if (node.kind == NodeKind::branch) return node.is_over() ? settled : active;
  switch (node.state) {
    case NodeState::active: return active;
    case NodeState::waiting: return waiting;
    case NodeState::in_doubt:
    case NodeState::failed: return failed;
    default: return settled;
  }
}

void collect(const Node& node, std::size_t depth, std::vector<Slot>& slots) {
  const bool is_shown = !node.is_bare();
  const auto weight = weight_of(node);
  if (is_shown) {
    slots.push_back({&node, Part::head, 0, depth, weight});
    for (std::size_t i = 0; i < text_height(node); ++i) {
      slots.push_back({&node, Part::text, i, depth, weight});
    }
    for (std::size_t i = 0; i < node.tail.size(); ++i) {
      slots.push_back({&node, Part::tail, i, depth, printed});
    }
  }
  if (is_folded(node) && is_shown) return;
  for (const auto& child : node.children) collect(*child, is_shown ? depth + 1 : depth, slots);
}

// Marks as gone, from one end, what weighs that much, until few enough are left.
std::size_t give_way(std::vector<Slot>& slots, std::size_t rows, Weight weight, bool oldest_first) {
  std::size_t left = slots.size();
  const auto is_to_go = [&](const Slot& slot) {
    if (left <= rows || slot.weight != weight) return false;
    --left;
    return true;
  };
  if (oldest_first) {
    std::erase_if(slots, is_to_go);
  } else {
    std::ranges::reverse(slots);
    std::erase_if(slots, is_to_go);
    std::ranges::reverse(slots);
  }
  return left;
}

// How many of those that are not over had to give way.
std::size_t choose(std::vector<Slot>& slots, std::size_t rows) {
  for (const auto weight : {settled, printed}) give_way(slots, rows, weight, true);
  if (slots.size() <= rows) return 0;
  const auto all = slots.size();
  for (const auto weight : {waiting, active, failed}) {
    give_way(slots, rows == 0 ? 0 : rows - 1, weight, false);
  }
  return all - slots.size();
}

std::string line_of(const Slot& slot, const TreeLook& look) {
  switch (slot.part) {
    case Part::head: return head_line(*slot.node, slot.depth, look);
    case Part::text: return text_lines(*slot.node, slot.depth, look).at(slot.index);
    case Part::tail: break;
  }
  return tail_line(slot.node->tail[slot.index], slot.depth, look);
}

bool prints(const Slot& slot) {
  return slot.part == Part::head && slot.node->kind == NodeKind::step &&
         slot.node->state == NodeState::active;
}

// How many lines each of the steps that go on may have of the rows that are free.
std::size_t share(std::size_t free, std::size_t steps) {
  return steps == 0 ? 0 : std::min(free / steps, printed_lines_max);
}

}  // namespace

std::size_t folded_height(const Node& node) {
  const std::size_t own = node.is_bare() ? 0 : 1 + text_height(node) + node.tail.size();
  if (is_folded(node) && own > 0) return own;
  return std::transform_reduce(node.children.begin(), node.children.end(), own, std::plus<>(),
                               [](const auto& child) { return folded_height(*child); });
}

std::size_t folded_height(const RunTree& tree) {
  const auto& roots = tree.roots();
  return std::transform_reduce(roots.begin(), roots.end(), std::size_t{0}, std::plus<>(),
                               [](const auto& root) { return folded_height(*root); });
}

std::size_t printed_height(const RunTree& tree, std::size_t rows) {
  const auto steps = tree.counts().active;
  return steps > rows / 3 ? 0 : std::min(steps * printed_lines_max, rows / 3);
}

std::vector<std::string> fitted_lines(const RunTree& tree, const TreeLook& look, std::size_t rows,
                                      const PrintedLast& printed_last) {
  std::vector<Slot> slots;
  for (const auto& root : tree.roots()) collect(*root, 0, slots);
  const auto hidden = choose(slots, rows - std::min(rows, printed_height(tree, rows)));
  const auto steps = static_cast<std::size_t>(std::ranges::count_if(slots, prints));
  const auto used = slots.size() + (hidden > 0 ? 1 : 0);
  const auto each = share(rows > used ? rows - used : 0, steps);
  std::vector<std::string> lines;
  for (const auto& slot : slots) {
    lines.push_back(line_of(slot, look));
    if (each == 0 || !prints(slot)) continue;
    for (const auto& line : printed_last(*slot.node, each)) {
      lines.push_back(tail_line(line, slot.depth, look));
    }
  }
  if (hidden > 0 && rows > 0) {
    lines.push_back(look.style.dim(fmt::format("  {} {} more", look.symbols.more, hidden)));
  }
  return lines;
}

}  // namespace azwf::cli
