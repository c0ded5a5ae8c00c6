// Performs the attempts the log permits: starts operations, counts slots, enforces time-outs.
// Invariant: each attempt ends in exactly one AttemptEnded; an attempt told to stop is awaited.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/limits.hpp"
#include "engine/operation/operation.hpp"
#include "engine/runtime/inbox.hpp"

namespace azwf {

// Threads: the loop's; operations finish attempts from any thread, through the inbox.
class Performer {
 public:
  Performer(const OperationCatalog& operations, std::shared_ptr<Inbox> inbox, Clock& clock,
            const Limits& limits);
  ~Performer();

  // Starts the attempt as soon as a slot is free. The limits of its policy count from now, but for
  // the step as a whole, which was requested `age` ago.
  void start(StepRequest request, std::chrono::microseconds age);
  // Tells the step's attempt to stop, if there is one; one that waits never begins.
  void stop(const RunId& run, const StepId& step, StopReason why);
  // The loop has seen that the attempt ended: its slot is free.
  void ended(const RunId& run, const StepId& step);
  // More may be performed at a time than before: starts what waited for that.
  void look_again();
  // Stops what is past its time-out. Gives when the next one is due, on the monotonic clock.
  std::optional<std::chrono::microseconds> enforce_timeouts();
  // Forgets what waits and tells everything in progress to stop.
  void stop_all(StopReason why);
  [[nodiscard]] std::size_t in_progress() const { return in_progress_.size(); }

 private:
  using Instant = std::chrono::microseconds;  // on the monotonic clock
  class Control;
  struct Limit {
    Instant at;
    StopReason why = StopReason::timeout;
  };
  struct Waiting {
    StepRequest request;
    std::optional<Instant> close_by;  // the step as a whole
    std::optional<Limit> limit;       // until it starts
  };
  struct InProgress {
    std::shared_ptr<Control> control;
    std::optional<Limit> limit;           // until it ends
    std::chrono::microseconds heartbeat;  // between two signs of life; 0: none asked
    std::optional<Instant> checked_at;    // when the next sign of life must have been given
  };
  // One run's attempts: a run with attempts waiting and a slot to spare stands in `turns_` once.
  struct Lane {
    std::deque<Waiting> waiting;
    std::size_t in_progress = 0;
    bool has_turn = false;
  };
  static std::string key_of(const RunId& run, const StepId& step);

  void give_turn(const RunId& run, Lane& lane);
  void start_waiting();
  void begin(Waiting waiting);
  void drop_waiting(const RunId& run, const StepId& step, StopReason why);
  void enforce(const std::string& key);
  void check_heartbeat(const std::string& key, InProgress& entry);
  static std::optional<Instant> next_check(const InProgress& entry);

  const OperationCatalog& operations_;
  std::shared_ptr<Inbox> inbox_;  // attempts may end after the engine
  Clock& clock_;
  const Limits& limits_;
  std::unordered_map<std::string, InProgress> in_progress_;  // by run and step
  std::unordered_map<RunId, Lane> lanes_;
  std::deque<RunId> turns_;
  std::set<std::pair<Instant, std::string>> deadlines_;  // by time, with run and step
};

}  // namespace azwf
