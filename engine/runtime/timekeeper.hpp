// Tells which durable times have come. They stand in the view store; nothing is kept for those that
// are not due.
#pragma once

#include <optional>
#include <set>
#include <utility>

#include "engine/view/due_timers.hpp"

namespace azwf {

// Threads: the loop's.
class Timekeeper {
 public:
  explicit Timekeeper(ViewStore& views) : views_(views) {}

  // What is due and was not handed out before, some of it if it is much; each is handed out once
  // until `settled`.
  Result<std::vector<Due>> due(Timestamp now);
  // A durable commit set a time, or used one up.
  void set(Timestamp at);
  void settled(const RunId& run, const StepId& id);
  // When `due` has something next; nothing when no time is set.
  [[nodiscard]] std::optional<Timestamp> next() const { return next_; }

 private:
  static constexpr std::size_t batch_max = 256;

  ViewStore& views_;
  std::optional<Timestamp> next_ = Timestamp{0};  // look once at the start
  DueCursor scanned_;                             // all before it was handed out
  std::set<std::pair<RunId, StepId>> handed_out_;
};

}  // namespace azwf
