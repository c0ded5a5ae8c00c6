// Progress of runs, line by line on stderr, as their commits become durable.
#pragma once

#include <string>

#include "adapters/cli/console.hpp"
#include "adapters/cli/story.hpp"

namespace azwf::cli {

// "run 0198…  ci started"
std::string started_line(const RunId& run, const Story& story, std::string_view doing);
// Prints what `recorded` means. `story` has the event folded in. `prefix` names the run when there
// is more than one.
void tell_progress(Console& console, const std::string& prefix, const RunId& run,
                   const Story& story, const RecordedEvent& recorded);

}  // namespace azwf::cli
