// Brings events of the log to the runs that wait for them. The fact that a run gets names the event
// by its id; a run that has it already, or waits no more, refuses it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/event/event_id.hpp"
#include "engine/event/event_log.hpp"
#include "engine/event/view_store.hpp"
#include "engine/runtime/inbox.hpp"
#include "engine/view/awaited_events.hpp"

namespace azwf {

// Threads: the loop's.
class Courier {
 public:
  Courier(EventLog& log, ViewStore& views, std::shared_ptr<Inbox> inbox)
      : log_(log), views_(views), inbox_(std::move(inbox)) {}

  // Takes up the waits there are, of runs that are `wanted` (empty: all), and looks for their
  // events in what was recorded since.
  Result<void> take_up(const std::function<bool(const RunId&)>& wanted);
  // A durable commit of a run: what its events begin, end or bring.
  void committed(const RunId& run, Position position, std::span<const RecordedEvent> events,
                 bool has_ended);
  // A durable commit of somebody else's, whose events have ids of their own.
  void emitted(Position position, std::span<const Event> events);

 private:
  struct Stand {  // where an event stands: its commit, and its number in its stream, or there
    Position position;
    Ordinal ordinal = 0;
  };
  void add(AwaitedEvent wait);
  void remove(const RunId& run, const StepId& wait);
  void remove_all(const RunId& run);
  Result<void> look(const Commit& commit, EventCounts& counts);
  [[nodiscard]] std::vector<const AwaitedEvent*> waits_for(const Event& event) const;
  void offer(Stand stand, const std::string& id, const Event& event);

  EventLog& log_;
  ViewStore& views_;
  std::shared_ptr<Inbox> inbox_;
  std::unordered_multimap<std::string, AwaitedEvent> by_type_;
  std::map<std::pair<RunId, StepId>, std::string> types_;
};

}  // namespace azwf
