// Progress of runs as JSON Lines: one object for each event that a person waits for, and one at the
// end of each run. README.md lists the fields.
#pragma once

#include <string_view>

#include "adapters/cli/story.hpp"

namespace azwf::cli {

Packed started_document(const RunId& run, const Story& story, std::string_view doing);
// Nil when nobody waits for it. `story` has the event folded in.
Packed progress_document(const RunId& run, const Story& story, const RecordedEvent& recorded);
// What a command says of a run that it does not follow any further: `outcome` as with --json.
Packed end_document(const Story& story, const Packed& outcome);

}  // namespace azwf::cli
