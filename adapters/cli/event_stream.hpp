// The log as a series of single events, filtered, each with its ordinal in its stream.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/envelope/cloud_event.hpp"
#include "engine/event/event_id.hpp"
#include "engine/event/event_log.hpp"

namespace azwf::cli {

struct EventFilter {
  std::optional<StreamName> stream;
  std::vector<std::string> type_globs;  // one of them; empty: any
  std::string subject_glob;             // empty: any
  Position from;                        // included

  [[nodiscard]] bool matches(const Event& event) const;
};

struct LoggedEvent {
  Frame frame;
  StreamName stream;
  std::uint64_t ordinal = 0;
  Event event;

  // Its own, or the stream's name, '#' and the ordinal.
  [[nodiscard]] std::string id() const;
  [[nodiscard]] EventInLog in_log() const { return {frame, stream, ordinal, event}; }
};

class EventStream {
 public:
  EventStream(EventLog& log, EventFilter filter)
      : log_(log), filter_(std::move(filter)), counts_(log) {}

  // Hands out what has been added since the last call, until `visit` returns false.
  Result<void> read(const std::function<bool(const LoggedEvent&)>& visit);

 private:
  EventLog& log_;
  EventFilter filter_;
  std::optional<Position> past_;
  EventCounts counts_;
};

}  // namespace azwf::cli
