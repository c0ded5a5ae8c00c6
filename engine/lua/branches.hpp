// The lines of control of one run: what each waits for, and whose turn it is. Invariant: branches
// run one at a time, first in first out; which are ready follows from the deliveries alone.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/lua/lua_api.hpp"
#include "engine/run/run_event.hpp"

namespace azwf::lua {

enum class WaitKind { none, step, timer, signal, event, branches };

struct Branch {
  std::uint64_t number = 0;                   // in the order begun; the main one is 1
  std::string path;                           // empty for the main branch
  Branch* parent = nullptr;                   // none for the main branch and those of undos
  std::map<std::uint64_t, Branch*> children;  // that have not ended
  lua_State* thread = nullptr;
  ScriptPlace place;  // where it was begun: of what no frame of the author's own decides

  std::uint64_t waits = 0;  // each thing it waited for has its ordinal
  std::uint64_t draws = 0;  // wf.random, wf.uuid
  std::uint64_t begun = 0;  // branches
  std::uint64_t undos = 0;

  WaitKind waits_for = WaitKind::none;
  StepId awaited;
  std::string awaited_name;  // as messages call it
  bool has_timer = false;    // a signal or event is waited for until then
  Timestamp timer_at;
  bool may_interrupt = false;        // cancelling ends a wait for branches
  const RunEvent* answer = nullptr;  // what it is resumed with, while it is delivered
  std::uint64_t parked = 0;          // when it began to wait for branches
  bool is_cancelled = false;
  bool is_deadlocked = false;
};

class Branches {
 public:
  Branches();

  [[nodiscard]] Branch& main() { return *main_; }
  [[nodiscard]] Branch& current() { return *current_; }
  void set_current(Branch& branch) { current_ = &branch; }
  // Null when that branch has ended.
  [[nodiscard]] Branch* find(std::uint64_t number);

  // The path of the next branch that the current one begins.
  [[nodiscard]] std::string next_path() const;
  // Ready at once, behind those that are. With `path` it is nobody's child.
  Branch& begin(lua_State* thread, std::optional<std::string> path);
  // Those that were begun in it must have ended.
  void end(Branch& branch);
  [[nodiscard]] std::size_t count() const { return branches_.size(); }
  // All that have not ended, in the order begun.
  [[nodiscard]] std::vector<Branch*> all() const;

  // The branch with its next ordinal as the id of what it waits for now.
  void wait_for(Branch& branch, WaitKind kind, std::string name);
  // The branch once more for a step that it waited for before.
  void wait_again(Branch& branch, StepId id, std::string name);
  void wait_for_branches(Branch& branch, bool may_interrupt);
  // Who waits under this id; null when nobody does.
  [[nodiscard]] Branch* waiting(const StepId& id);
  [[nodiscard]] Branch* waiting_for_signal(const std::string& name);

  // Its wait is over: it runs after those that are ready.
  void make_ready(Branch& branch, const RunEvent* answer);
  // The next in turn; null when all wait.
  Branch* take_ready();
  // Whether something from outside is waited for.
  [[nodiscard]] bool has_waiting() const { return !waiting_.empty(); }
  // When all wait, and only for each other: the last one that began to. Null otherwise.
  Branch* find_deadlocked();

  // Threads that nobody may resume but the scheduler, or what resumed them before: those of
  // branches, and coroutines that wait for the engine.
  void hold(lua_State* thread) { held_.insert(thread); }
  void release(lua_State* thread) { held_.erase(thread); }
  [[nodiscard]] bool is_held(lua_State* thread) const { return held_.contains(thread); }
  [[nodiscard]] bool is_base(lua_State* thread) const { return thread == current_->thread; }

  // Coroutines inside a scope: only the branch that opened it, the one that runs, may resume them.
  void bind(lua_State* thread) { bound_[thread] = current_->number; }
  void unbind(lua_State* thread) { bound_.erase(thread); }
  [[nodiscard]] bool is_bound_elsewhere(lua_State* thread) const;

 private:
  void begin_wait(Branch& branch, WaitKind kind, StepId id, std::string name);
  void stop_waiting(Branch& branch);

  std::uint64_t last_number_ = 0;
  std::uint64_t last_parked_ = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<Branch>> branches_;
  Branch* main_ = nullptr;
  Branch* current_ = nullptr;
  std::deque<Branch*> ready_;
  std::unordered_map<StepId, Branch*> waiting_;
  std::unordered_map<std::string, std::deque<Branch*>> waiting_for_signals_;
  std::unordered_set<lua_State*> held_;
  std::unordered_map<lua_State*, std::uint64_t> bound_;
};

// "7" of the main branch, "2.1/7" of another.
std::string id_in(const Branch& branch, std::string_view last);

}  // namespace azwf::lua
