// Events of others on their way into the log. Those for one stream share a commit; one that stands
// there already, by its id, is answered at once.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/limits.hpp"
#include "engine/event/event_log.hpp"
#include "engine/event/view_store.hpp"
#include "engine/holder/holder.hpp"

namespace azwf {

// What becomes one commit: events in the order they came in, or one that expects a revision.
struct Emission {
  StreamName stream;
  Expected expected;
  std::vector<EmitEvent> requests;
  std::size_t bytes = 0;
};

// Threads: the loop's.
class Emissions {
 public:
  Emissions(EventLog& log, ViewStore& views, IdSource& ids, const Limits& limits)
      : log_(log), views_(views), ids_(ids), limits_(limits) {}

  // An event with its time. Without an id it gets one; with one it is looked for.
  void take(EmitEvent request);
  [[nodiscard]] bool empty() const { return emissions_.empty(); }
  // For the next append.
  std::vector<Emission> ready();
  // Another commit stands where this one was to stand, and may have its events.
  void lost(Emission emission);
  // Once the views have the append: takes what it decides about, or had no place for.
  void take_held_back();

 private:
  void look_for(EmitEvent request);
  void join(EmitEvent request);
  [[nodiscard]] Emission* shared_by(const EmitEvent& request);
  [[nodiscard]] bool is_full(const Emission& emission) const;

  EventLog& log_;
  ViewStore& views_;
  IdSource& ids_;
  const Limits& limits_;
  std::vector<Emission> emissions_;
  std::unordered_set<std::string> on_their_way_;  // streams and ids
  std::vector<EmitEvent> held_back_;
};

}  // namespace azwf
