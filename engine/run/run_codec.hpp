// Run events to log events and back. Payloads are maps with keys in bytewise order; fields that a
// newer version added are passed over, missing ones are damage.
#pragma once

#include "engine/event/event.hpp"
#include "engine/run/run_event.hpp"

namespace azwf {

Event encode_run_event(const RecordedEvent& recorded, std::string_view actor);
// A type that is no run event's is the author's own (wf.emit), unless its prefix is reserved.
Result<RecordedEvent> decode_run_event(const Event& event, Ordinal ordinal);

// The payload alone, as compared by replay.
Packed pack_payload(const RunEvent& event);

// An event's type as authors and people may name it: words of letters, digits, _ and -, with dots
// between them.
bool is_type_name(std::string_view type);
// True for the types only the engine may write: run. step. attempt. timer. retry. undo. signal.
// event. wait.
bool is_reserved_type(std::string_view type);

StreamName run_stream(const RunId& run);
// The run whose stream this is; nothing for other streams.
std::optional<RunId> run_of(const StreamName& stream);

std::string_view to_text(OnInterrupt value);
std::string_view to_text(StopReason value);
std::string_view to_text(Finding value);
std::string_view to_text(Resolution value);
std::string_view to_text(UndoCause value);

}  // namespace azwf
