// An id tells where its node belongs: "2.1/4" is the fourth thing in branch 2.1, which began in
// branch 2; "2/u1/1" is the first in the undo 2/u1 of branch 2.
#include "adapters/cli/live/run_tree.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "adapters/cli/attempt_output.hpp"
#include "adapters/cli/json.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

// "2.1/4" is in "2.1", "2" in the run itself: "". What an undo does when it is run again, in
// "u2~2", belongs to it as well.
std::string path_of(const std::string& id) {
  const auto slash = id.rfind('/');
  auto path = slash == std::string::npos ? "" : id.substr(0, slash);
  for (auto at = path.find('~'); at != std::string::npos; at = path.find('~', at)) {
    path.erase(at, path.find_first_of("./", at) - at);
  }
  return path;
}

// "2/u1" is in "2", "2.1" too, "2" and "u1" in "".
std::string path_above(const std::string& path) {
  const auto cut = path.find_last_of("./");
  return cut == std::string::npos ? "" : path.substr(0, cut);
}

bool is_undo_path(const std::string& path) {
  return path.substr(path.find_last_of("./") + 1).starts_with("u");
}

std::size_t& count_of(NodeCounts& counts, NodeState state) {
  switch (state) {
    case NodeState::active: return counts.active;
    case NodeState::waiting:
    case NodeState::in_doubt: return counts.waiting;
    case NodeState::done: return counts.done;
    case NodeState::failed: return counts.failed;
    case NodeState::dropped: break;
  }
  return counts.dropped;
}

NodeState state_of(const StepStory& step) {
  switch (step.end) {
    case StepEnd::performing:
      return step.last().ended.us == 0 ? NodeState::active : NodeState::waiting;
    case StepEnd::checking:
    case StepEnd::backing_off: return NodeState::waiting;
    case StepEnd::in_doubt: return NodeState::in_doubt;
    case StepEnd::succeeded: return NodeState::done;
    case StepEnd::failed: return NodeState::failed;
    case StepEnd::cancelled: break;
  }
  return NodeState::dropped;
}

NodeState state_of(WaitEnd end) {
  switch (end) {
    case WaitEnd::waiting: return NodeState::waiting;
    case WaitEnd::over: return NodeState::done;
    case WaitEnd::timed_out: return NodeState::failed;
    case WaitEnd::cancelled: break;
  }
  return NodeState::dropped;
}

bool goes_on(const StepStory& step) { return !is_settled(step.end); }
bool goes_on(const WaitStory& wait) { return wait.end == WaitEnd::waiting; }
bool goes_on(const UndoStory& undo) { return undo.ended.us == 0; }
bool goes_on(const LogLine&) { return false; }
bool goes_on(const EmittedEvent&) { return false; }

// A wait is nothing that was done, once it is over.
bool counts_in_run(const Node& node, NodeState state) {
  return node.kind == NodeKind::step || (node.kind == NodeKind::wait && !is_settled(state));
}

AttemptNode node_of(const AttemptStory& attempt) {
  return {.number = attempt.number,
          .began = attempt.started,
          .ended = attempt.ended,
          .end = attempt.end,
          .error = attempt.error ? error_line(*attempt.error) : "",
          .output_bytes = output_bytes(attempt)};
}

}  // namespace

Node& RunTree::show(const StepStory& step) {
  auto& node = place(NodeKind::step, step.id);
  node.label = step.label;
  node.place = place_text(step.place);
  const bool is_late = step.end == StepEnd::failed && step.last().end == AttemptEnd::timed_out;
  node.status = is_late ? to_text(step.last().end) : to_text(step.end);
  node.error = step.error ? error_line(*step.error) : "";
  node.began = step.attempts.front().started;
  node.ended = is_settled(step.end) ? step.ended() : Timestamp{};
  node.due = step.end == StepEnd::backing_off ? step.due : Timestamp{};
  // Attempts are added at the end, and only the last one changes.
  node.attempts.resize(std::min(node.attempts.size(), step.attempts.size()));
  if (!node.attempts.empty()) node.attempts.pop_back();
  for (auto i = node.attempts.size(); i < step.attempts.size(); ++i) {
    node.attempts.push_back(node_of(step.attempts[i]));
  }
  turn(node, state_of(step));
  return node;
}

Node& RunTree::show(const WaitStory& wait) {
  auto& node = place(NodeKind::wait, wait.id);
  node.label = "for " + wait.what;
  node.began = wait.begun;
  node.ended = wait.ended;
  node.due = wait.due;
  if (wait.end == WaitEnd::timed_out) node.error = "it did not come in time";
  turn(node, state_of(wait.end));
  return node;
}

Node& RunTree::show(const UndoStory& undo) {
  auto& node = *group_of(undo.id.text);
  node.label = undo.label;
  node.began = undo.begun;
  node.ended = undo.ended;
  node.error = undo.error ? error_line(*undo.error) : "";
  const bool is_open = undo.ended.us == 0;
  node.state = is_open ? NodeState::active : undo.error ? NodeState::failed : NodeState::done;
  return node;
}

void RunTree::show(const LogLine& log) {
  auto node = std::make_unique<Node>();
  node->kind = NodeKind::log;
  node->state = NodeState::done;
  node->label = printable(log.text);
  std::ranges::replace(node->label, '\t', ' ');
  node->level = log.level;
  add(std::move(node), nullptr);
}

void RunTree::show(const EmittedEvent& event) {
  auto node = std::make_unique<Node>();
  node->kind = NodeKind::event;
  node->state = NodeState::done;
  node->label = first_line(event.type + (event.subject.empty() ? "" : "  ") + event.subject);
  if (!event.data.is_nil()) node->data = json_text(event.data);
  add(std::move(node), nullptr);
}

std::size_t RunTree::show(const Story& story, Ordinal from) {
  std::vector<std::pair<Ordinal, std::function<void()>>> entries;
  const auto take = [&](const auto& all) {
    for (const auto& each : all) {
      if (each.ordinal < from && !goes_on(each)) continue;
      entries.emplace_back(each.ordinal, [this, &each] { show(each); });
    }
    return all.size();
  };
  const auto left_out = take(story.steps) - entries.size();
  take(story.waits);
  take(story.undos);
  take(story.logs);
  take(story.emitted);
  std::ranges::stable_sort(entries, {}, [](const auto& entry) { return entry.first; });
  for (const auto& [ordinal, show_it] : entries) show_it();
  return left_out;
}

Node* RunTree::find(const StepId& step) {
  const auto found = leaves_.find(step.text);
  return found == leaves_.end() ? nullptr : found->second;
}

std::unique_ptr<Node> RunTree::take_first() {
  if (roots_.empty() || !roots_.front()->is_over()) return nullptr;
  auto first = std::move(roots_.front());
  roots_.pop_front();
  forget(*first);
  return first;
}

void RunTree::take_settled(auto& from, std::vector<std::unique_ptr<Node>>& taken) {
  for (auto& node : from) {
    if (node->is_over()) {
      forget(*node);
      if (node->parent != nullptr) node->parent->is_thinned = true;
      taken.push_back(std::move(node));
    } else {
      take_settled(node->children, taken);
    }
  }
  std::erase(from, nullptr);
}

std::vector<std::unique_ptr<Node>> RunTree::take_settled() {
  std::vector<std::unique_ptr<Node>> taken;
  take_settled(roots_, taken);
  return taken;
}

// The node of this id, made where the id says when there is none.
Node& RunTree::place(NodeKind kind, const StepId& id) {
  auto& known = leaves_[id.text];
  if (known != nullptr) return *known;
  auto node = std::make_unique<Node>();
  node->kind = kind;
  node->id = id.text;
  known = node.get();
  return add(std::move(node), group_of(path_of(id.text)));
}

Node& RunTree::add(std::unique_ptr<Node> node, Node* parent) {
  auto& added = *node;
  added.parent = parent;
  ++size_;
  if (!added.is_note() && !added.is_group()) {
    for (auto* each = &added; each != nullptr; each = each->parent) {
      ++count_of(each->counts, added.state);
    }
    if (counts_in_run(added, added.state)) ++count_of(counts_, added.state);
  }
  if (parent == nullptr) {
    roots_.push_back(std::move(node));
  } else {
    parent->children.push_back(std::move(node));
  }
  return added;
}

Node* RunTree::group_of(const std::string& path) {
  if (path.empty()) return nullptr;
  if (const auto known = groups_.find(path); known != groups_.end()) return known->second;
  auto node = std::make_unique<Node>();
  node->kind = is_undo_path(path) ? NodeKind::undo : NodeKind::branch;
  node->id = path;
  auto* const group = &add(std::move(node), group_of(path_above(path)));
  groups_.emplace(path, group);
  return group;
}

void RunTree::turn(Node& node, NodeState state) {
  const auto before = std::exchange(node.state, state);
  if (before == state) return;
  for (auto* each = &node; each != nullptr; each = each->parent) {
    --count_of(each->counts, before);
    ++count_of(each->counts, state);
  }
  if (counts_in_run(node, before)) --count_of(counts_, before);
  if (counts_in_run(node, state)) ++count_of(counts_, state);
}

void RunTree::forget(const Node& node) {
  --size_;
  const auto forget_in = [&](auto& index) {
    const auto found = index.find(node.id);
    if (found != index.end() && found->second == &node) index.erase(found);
  };
  node.is_group() ? forget_in(groups_) : forget_in(leaves_);
  for (const auto& child : node.children) forget(*child);
}

}  // namespace azwf::cli
