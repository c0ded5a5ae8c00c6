// A run's tree in a window: as many lines as it has, the most telling ones. Pure.
#pragma once

#include <functional>

#include "adapters/cli/live/tree_row.hpp"

namespace azwf::cli {

// The last lines, at most `count`, that a step which goes on has printed.
using PrintedLast = std::function<std::vector<std::string>(const Node& step, std::size_t count)>;

// Lines that the tree takes with what is over folded, and without what its steps print.
std::size_t folded_height(const RunTree& tree);
std::size_t folded_height(const Node& node);
// Lines to leave free for what steps print.
std::size_t printed_height(const RunTree& tree, std::size_t rows);

// At most `rows` lines. What is over gives way first, the oldest before others; then what waits and
// what goes on, the latest first, and a line at the end tells how many.
std::vector<std::string> fitted_lines(const RunTree& tree, const TreeLook& look, std::size_t rows,
                                      const PrintedLast& printed_last);

}  // namespace azwf::cli
