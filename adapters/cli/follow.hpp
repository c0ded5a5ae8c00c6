// Follows runs in the engine's loop until each has come to rest: it has ended, or only a person can
// carry it on.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>

#include "adapters/cli/console.hpp"
#include "adapters/cli/progress_view.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/story.hpp"

namespace azwf::cli {

// Ended, queued, stopped by a verdict, or in doubt or waiting for a signal or an event with nothing
// else going on: only a person can carry it on.
bool is_at_rest(const RunState& state);

// An attempt that is never begun, because what its commit leads to makes it unwanted.
bool begins_nothing(const RunEvent& event, const RunState& after);

// Threads: the loop's. Made before the engine's first turn; lives as long as the engine turns.
class Follower {
 public:
  Follower(WritingSession& session, Console& console);
  // Shuts the engine down if that was not done: attempts of other runs are stopped in order, not
  // interrupted, also when what was asked for is refused.
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // Takes up the runs that an earlier holder left open, or only this one of them.
  Result<void> recover(std::optional<RunId> only = {});
  // Waits until what was taken up is claimed and waits for something.
  Result<void> settle();
  // Shows this run from now on. Error{not_found} when there is no such run.
  Result<void> follow(const RunId& run, std::string_view doing = "carried on");
  // A run that is about to be made.
  void expect(const RunId& run) { expected_.insert(run); }

  Result<void> start(StartRun request);                // until it is durable
  Result<void> tell(const RunId& run, RunEvent fact);  // the same
  // Takes up this run of those that an earlier holder left open; the fact comes before all that
  // follows from that.
  Result<void> recover_and_tell(const RunId& run, RunEvent fact);
  // Turns until all runs followed are at rest. False when it was interrupted before.
  Result<bool> wait();
  // Stops what is in progress; other engines will take it up again.
  Result<void> shut_down();

  [[nodiscard]] std::vector<RunId> runs() const;
  // Runs that cannot be worked on, followed or not, and why.
  [[nodiscard]] const std::map<RunId, Error>& troubles() const { return troubles_; }
  [[nodiscard]] const std::map<RunId, Story>& stories() const { return stories_; }
  [[nodiscard]] bool interrupted() const { return session_.interrupts().happened(); }

 private:
  void post(const RunId& run, RunEvent fact, std::optional<Result<void>>& answer);
  Result<void> await(std::optional<Result<void>>& answer);
  void seen(const CommittedRun& commit);
  void heed_troubles();
  bool all_at_rest();
  Result<void> turn_until(const std::function<bool()>& done);

  WritingSession& session_;
  Console& console_;
  Engine& engine_;
  const std::unique_ptr<ProgressView> view_;
  bool is_shut_down_ = false;
  std::set<RunId> expected_;
  std::map<RunId, Story> stories_;
  std::map<RunId, Error> troubles_;
};

}  // namespace azwf::cli
