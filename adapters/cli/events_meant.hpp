// What is said when no event of the log is what was asked for.
#pragma once

#include <string>

#include "adapters/cli/event_stream.hpp"

namespace azwf::cli {

// "no stream inbox/ana (did you mean 'inbox/ann'?)", or the same of the type; empty when the log
// has both. Reads the whole log.
Result<std::string> what_is_not_there(EventLog& log, const EventFilter& filter);

}  // namespace azwf::cli
