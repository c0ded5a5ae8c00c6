// The table of azwf show: a row for each attempt, and why it failed under it. Nothing is cut.
#include "adapters/cli/live/tree_row.hpp"
#include "adapters/cli/show_run.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/time_text.hpp"

namespace azwf::cli {
namespace {

class TreeTable {
 public:
  explicit TreeTable(const ShowOptions& options)
      : look_{.now = options.now, .style = options.style, .symbols = options.symbols} {}

  void add(const Node& node, std::size_t depth) {
    if (node.is_note()) return;
    const bool is_bare = node.is_bare();
    if (!is_bare) add_row(node, depth);
    for (const auto& child : node.children) add(*child, is_bare ? depth : depth + 1);
  }

  [[nodiscard]] std::string text() const { return table_.empty() ? "" : table_.text(look_.style); }

 private:
  void add_row(const Node& node, std::size_t depth) {
    const auto front = std::string(2 * depth, ' ') + std::string(mark_of(node, look_)) + " ";
    if (node.kind == NodeKind::step) return add_step(node, front);
    table_.add({{front + node.id, colour_of(node)},
                {name_of(node)},
                {status_text(node), colour_of(node)},
                {},
                {took_text(node, look_.now)},
                {},
                {}});
    add_error(node.error, front);
  }

  void add_step(const Node& node, const std::string& front) {
    for (const auto& attempt : node.attempts) {
      const bool is_first = &attempt == &node.attempts.front();
      const bool is_last = &attempt == &node.attempts.back();
      const auto size = attempt.output_bytes;
      table_.add({{is_first ? front + node.id : "", colour_of(node)},
                  {is_first ? node.label : ""},
                  {is_last ? node.status : std::string(to_text(attempt.end)),
                   is_last ? colour_of(node) : &Style::warning},
                  {std::to_string(attempt.number)},
                  {took(attempt)},
                  {size == 0 ? "" : size_text(size)},
                  {is_first ? node.place : ""}});
      add_error(attempt.error.empty() && is_last ? node.error : attempt.error, front);
    }
  }

  void add_error(const std::string& error, const std::string& front) {
    if (error.empty()) return;
    table_.add_line({std::string(width_of(front), ' ') + error, &Style::bad});
  }

  [[nodiscard]] std::string took(const AttemptNode& attempt) const {
    if (attempt.ended.us != 0) return duration_text(attempt.ended.us - attempt.began.us);
    return attempt.end == AttemptEnd::none ? elapsed_text(look_.now.us - attempt.began.us) : "";
  }

  [[nodiscard]] std::string status_text(const Node& node) const {
    if (node.kind == NodeKind::branch) return counts_text(node.counts);
    const auto note = note_of(node, look_.now);
    switch (node.state) {
      case NodeState::active: return "running";
      case NodeState::waiting: return "waiting" + (note.empty() ? "" : ", " + note);
      case NodeState::done: return "done";
      case NodeState::failed: return node.kind == NodeKind::wait ? "timed_out" : "failed";
      default: return "cancelled";
    }
  }

  TreeLook look_;
  Table table_{{"STEP", "NAME", "STATUS", "ATTEMPT", "TOOK", "OUTPUT", "WHERE"}};
};

}  // namespace

std::string tree_table(const RunTree& tree, const ShowOptions& options) {
  TreeTable table(options);
  for (const auto& root : tree.roots()) table.add(*root, 0);
  return table.text();
}

}  // namespace azwf::cli
