// A node of a run's tree as lines for people. Pure: a function of the node and how it is looked at.
#pragma once

#include <string>
#include <vector>

#include "adapters/cli/live/run_tree.hpp"
#include "adapters/cli/live/symbols.hpp"
#include "adapters/cli/status_style.hpp"

namespace azwf::cli {

struct TreeLook {
  Timestamp now;
  const Style& style;
  const Symbols& symbols;
  std::size_t columns = 80;
  bool cuts = false;   // what does not fit into the columns is cut off, with a mark
  bool turns = false;  // what goes on has a spinner
};

// 0.3s, 12.7s, 3m05s: of what goes on, in steps that an eye can follow.
std::string elapsed_text(std::int64_t duration_us);
// "2 done, 1 running"
std::string counts_text(const NodeCounts& counts);

std::string_view mark_of(const Node& node, const TreeLook& look);
Colour colour_of(const Node& node);
// What it is called.
std::string name_of(const Node& node);
// What there is to say besides: which attempt, when the next one comes, what it waits for.
std::string note_of(const Node& node, Timestamp now);
// How long it took, or goes on.
std::string took_text(const Node& node, Timestamp now);

// "  ✓ 1   pack                18ms"
std::string head_line(const Node& node, std::size_t depth, const TreeLook& look);
// The lines of a log, or why something failed.
std::vector<std::string> text_lines(const Node& node, std::size_t depth, const TreeLook& look);
// "      │ what it printed"
std::string tail_line(std::string_view printed, std::size_t depth, const TreeLook& look);
// All lines of a node and of what is below it.
std::vector<std::string> whole_lines(const Node& node, std::size_t depth, const TreeLook& look);

}  // namespace azwf::cli
