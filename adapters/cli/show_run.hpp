// A run's story as a document and as a page.
#pragma once

#include "adapters/cli/live/run_tree.hpp"
#include "adapters/cli/live/symbols.hpp"
#include "adapters/cli/story.hpp"
#include "adapters/cli/style.hpp"

namespace azwf::cli {

struct ShowOptions {
  const Style& style;
  const Symbols& symbols;
  Timestamp now;
  std::size_t columns = 100;
  bool timeline = false;      // in place of the table
  bool is_worked_on = false;  // a process has the store
};

Packed story_document(const RunId& run, const Story& story);
std::string story_page(const RunId& run, const Story& story, const ShowOptions& options);
// The tree of what was done and waited for, a line each, and more where there were more attempts.
std::string tree_table(const RunTree& tree, const ShowOptions& options);
// The same as bars on one axis, from the start of the run to its end, or to now.
std::string timeline(const RunTree& tree, const RunState& state, const ShowOptions& options);

}  // namespace azwf::cli
