// How an event without an id of its own is named: by its stream, and how many events came before it
// there.
#pragma once

#include <cstdint>
#include <string>

#include "engine/event/event_log.hpp"

namespace azwf {

std::string id_of(const Event& event, const StreamName& stream, std::uint64_t ordinal);

// How many events the commit's stream has before it. Reads the stream from its beginning.
Result<std::uint64_t> events_before(EventLog& log, const Commit& commit);

}  // namespace azwf
