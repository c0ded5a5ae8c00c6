// One logged event in the forms it is printed in.
#pragma once

#include "adapters/cli/event_stream.hpp"
#include "adapters/cli/style.hpp"

namespace azwf::cli {

// For people: position, time, stream, type, and what it says, in short.
std::string event_line(const LoggedEvent& logged, const Style& style);
// Everything.
Packed event_document(const LoggedEvent& logged);
// CloudEvents 1.0 in JSON: source is "/" and the stream; source and id together are unique.
// `sequence` orders all events of a store as text.
Packed cloud_event(const LoggedEvent& logged);

}  // namespace azwf::cli
