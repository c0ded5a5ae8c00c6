// A run as a tree: branches and undos with what was done and waited for in them, in the order it
// began. Filled from the run's story, entry by entry; nothing else is known here.
//
// Invariant: a node's counts are those of the leaves at and below it, also of leaves taken away.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/cli/story.hpp"

namespace azwf::cli {

enum class NodeKind { branch, undo, step, wait, log, event };
// `waiting`: for a time, a person, an event, or for its next attempt. `dropped`: not wanted any
// more.
enum class NodeState { active, waiting, in_doubt, done, failed, dropped };
inline bool is_settled(NodeState state) { return state >= NodeState::done; }

struct AttemptNode {
  std::uint32_t number = 1;
  Timestamp began;
  Timestamp ended;  // 0 while it is being performed
  AttemptEnd end = AttemptEnd::none;
  std::string error;  // one line
  std::uint64_t output_bytes = 0;
};

struct NodeCounts {
  std::size_t active = 0;
  std::size_t waiting = 0;  // and in doubt
  std::size_t done = 0;
  std::size_t failed = 0;
  std::size_t dropped = 0;

  [[nodiscard]] std::size_t open() const { return active + waiting; }
  [[nodiscard]] std::size_t settled() const { return done + failed + dropped; }
};

struct Node {
  NodeKind kind = NodeKind::step;
  NodeState state = NodeState::active;
  std::string id;
  std::string label;  // of a log: all its lines
  std::string level;  // of a log
  std::string data;   // of an event, as JSON
  std::string place;
  std::string status;  // in a word, of a step
  std::string error;   // one line
  Timestamp began;
  Timestamp due;
  Timestamp ended;
  std::vector<AttemptNode> attempts;  // of a step
  std::vector<std::string> tail;      // the last lines that it printed, once it has failed
  NodeCounts counts;
  bool is_thinned = false;  // some of its children were taken away
  Node* parent = nullptr;
  std::vector<std::unique_ptr<Node>> children;

  [[nodiscard]] bool is_group() const { return kind == NodeKind::branch || kind == NodeKind::undo; }
  // A branch with a single thing in it is shown as that thing.
  [[nodiscard]] bool is_bare() const {
    return kind == NodeKind::branch && children.size() == 1 && !is_thinned;
  }
  [[nodiscard]] bool is_note() const { return kind == NodeKind::log || kind == NodeKind::event; }
  // Nothing at or below it goes on.
  [[nodiscard]] bool is_over() const {
    return counts.open() == 0 && (kind != NodeKind::undo || is_settled(state));
  }
};

class RunTree {
 public:
  // Shows the entry as it is now. Each takes a time that does not depend on the size of the tree.
  Node& show(const StepStory& step);
  Node& show(const WaitStory& wait);
  Node& show(const UndoStory& undo);
  void show(const LogLine& log);
  void show(const EmittedEvent& event);
  // In the order begun, what goes on and all that began at `from` or later. How many steps that
  // leaves out.
  std::size_t show(const Story& story, Ordinal from = 0);

  using Nodes = std::deque<std::unique_ptr<Node>>;
  [[nodiscard]] const Nodes& roots() const { return roots_; }
  // Of steps, and of waits that go on.
  [[nodiscard]] const NodeCounts& counts() const { return counts_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Node* find(const StepId& step);

  // Takes the first of the roots away, which is over; null when it is not.
  std::unique_ptr<Node> take_first();
  // Takes away all that is over, wherever it is: whole branches, else leaves.
  std::vector<std::unique_ptr<Node>> take_settled();

 private:
  Node& place(NodeKind kind, const StepId& id);
  Node& add(std::unique_ptr<Node> node, Node* parent);
  Node* group_of(const std::string& path);
  void turn(Node& node, NodeState state);
  void forget(const Node& node);
  void take_settled(auto& from, std::vector<std::unique_ptr<Node>>& taken);

  Nodes roots_;
  std::unordered_map<std::string, Node*> leaves_;  // by id
  std::unordered_map<std::string, Node*> groups_;  // by path: "2.1", "2/u1"
  NodeCounts counts_;
  std::size_t size_ = 0;
};

}  // namespace azwf::cli
