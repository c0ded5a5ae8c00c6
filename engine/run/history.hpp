// A run's recorded events as the script saw them: each delivery with the decisions made after it.
// Invariant: what was taken back by a verdict is not there; what was redelivered stands where it
// reached the script.
#pragma once

#include <deque>
#include <map>
#include <vector>

#include "engine/run/run_state.hpp"

namespace azwf {

struct PastDelivery {
  Ordinal ordinal = 0;  // of the event that brought it (a redelivery's own)
  Timestamp time;
  RunEvent event;
  std::vector<RecordedEvent> decisions;
};

class History {
 public:
  void add(const RecordedEvent& recorded);

  [[nodiscard]] const RunState& state() const { return state_; }
  // Deliveries whose decisions are all there, in order; removed from the history. Call it between
  // commits only: within one, a verdict may still take the last delivery back.
  std::vector<PastDelivery> take();

 private:
  RunState state_;
  std::vector<PastDelivery> deliveries_;
  std::map<Ordinal, RunEvent> undelivered_;
};

}  // namespace azwf
