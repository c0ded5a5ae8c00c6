// How an event without an id of its own is named: by its stream, and how many events came before it
// there.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "engine/event/event_log.hpp"

namespace azwf {

std::string id_of(const Event& event, const StreamName& stream, std::uint64_t ordinal);

// How many events streams have before a commit, for who goes through commits in order. A stream is
// read from its beginning once, when it is first asked for; without that it costs nothing.
class EventCounts {
 public:
  explicit EventCounts(EventLog& log) : log_(log) {}

  Result<std::uint64_t> before(const Commit& commit);
  // Each commit, after what was asked of it.
  void pass(const Commit& commit);

 private:
  EventLog& log_;
  std::unordered_map<std::string, std::uint64_t> counts_;  // by stream, of those asked for
};

}  // namespace azwf
