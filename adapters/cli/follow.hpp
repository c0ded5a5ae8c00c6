// Follows runs, wherever they are worked on, until each has come to rest: it has ended, or only a
// person can carry it on. When the holder of the store is gone, the next one is asked, or this
// process becomes it; what had been asked for is asked for once, whatever happens between.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "adapters/cli/console.hpp"
#include "adapters/cli/progress_view.hpp"
#include "adapters/cli/story.hpp"
#include "adapters/cli/work_session.hpp"

namespace azwf::cli {

// Ended, queued, stopped by a verdict, or in doubt or waiting for a signal or an event with nothing
// else going on: only a person can carry it on.
bool is_at_rest(const RunState& state);

// An attempt that is never begun, because what its commit leads to makes it unwanted.
bool begins_nothing(const RunEvent& event, const RunState& after);

// Threads: the session's.
class Follower {
 public:
  Follower(WorkSession& session, Console& console);
  // Shuts down what this process does if that was not done: attempts of other runs are stopped in
  // order, not interrupted, also when what was asked for is refused.
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // Takes up these runs, which an earlier holder may have left open, and waits until each is
  // claimed and waits for something.
  Result<void> take_up(std::vector<RunId> runs);
  // Shows this run from now on. Error{not_found} when there is no such run.
  Result<void> follow(const RunId& run, std::string_view doing = "carried on");

  // Does what only reads the store, once more at the next holder when this one is gone.
  template <class Read> auto reading(Read read) {
    for (;;) {
      auto outcome = read();
      if (outcome || !is_gone(outcome.error())) return outcome;
      if (auto moved = move(); !moved) return decltype(outcome)(std::unexpected(moved.error()));
    }
  }

  Result<void> start(StartRun request);                // until it is durable
  Result<void> tell(const RunId& run, RunEvent fact);  // the same; the run is followed
  Result<Emitted> emit(EmitEvent emission);            // its actor and its reply are set here
  // A workflow is put under its triggers, or taken from under them.
  Result<ChangedWorkflow> change(ChangeWorkflow request);
  // Whoever holds the store starts what triggers ask for, from now on; waits until all that is due
  // is started. What this process starts so is followed.
  Result<void> start_triggered();
  // Turns until all runs followed are at rest. False when it was interrupted before.
  Result<bool> come_to_rest();
  // The same, and no more progress is shown.
  Result<bool> wait();
  // While other commands wait for what becomes of runs here, this process keeps the store.
  Result<void> wait_for_guests();
  // Stops what is in progress; other holders will take it up again.
  Result<void> shut_down();

  // Runs that cannot be worked on, followed or not, and why.
  [[nodiscard]] const std::map<RunId, Error>& troubles() const { return troubles_; }
  [[nodiscard]] const std::map<RunId, Story>& stories() const { return stories_; }
  [[nodiscard]] bool interrupted() const { return session_.interrupts().happened(); }

 private:
  static bool is_gone(const Error& error);
  void observe();
  Result<void> settle_in();
  Result<void> catch_up();
  Result<bool> turn_until(const std::function<bool()>& done);
  Result<void> move();
  template <class T, class Send> Result<std::optional<T>> ask(Send send);
  Result<std::optional<bool>> ask_to_tell(const RunId& run, const RunEvent& fact);
  Result<bool> is_resumed(const RunId& run, const RunEvent& fact);
  Result<bool> has_heard(const RunId& run, const RunEvent& fact, Ordinal since);
  void seen(const CommittedRun& commit);
  void show(Story& story, const RecordedEvent& recorded, const RunId& run, const RunState& after);
  void heed(std::vector<Trouble> troubles);
  bool all_at_rest();
  [[nodiscard]] std::vector<RunId> followed() const;

  WorkSession& session_;
  Console& console_;
  const std::unique_ptr<ProgressView> view_;
  bool is_shut_down_ = false;
  bool follows_triggered_ = false;
  std::set<RunId> expected_;
  std::map<RunId, Story> stories_;
  std::map<RunId, Error> troubles_;
};

}  // namespace azwf::cli
