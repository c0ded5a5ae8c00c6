// How a run that came to rest is reported: its result, or what went wrong and what to do next.
#pragma once

#include "adapters/cli/console.hpp"
#include "adapters/cli/exit_status.hpp"
#include "adapters/cli/story.hpp"
#include "engine/event/blob_store.hpp"

namespace azwf::cli {

ExitStatus exit_status_of(const RunState& state);
// "the signal go", "an event release.shipped".
std::string awaited_text(const OpenWait& wait);
// {run, status, result, error, next}. `trouble`: why it could not be worked on; null: it could.
Packed outcome_document(const RunId& run, const Story& story, const Error* trouble = nullptr);
// For people: the result on stdout, everything else on stderr. Nothing with --json.
void tell_outcome(Console& console, BlobStore& blobs, const RunId& run, const Story& story);
// What a person types next, one command per line; empty for a run that has ended well.
std::vector<std::string> next_commands(const RunId& run, const Story& story);

}  // namespace azwf::cli
