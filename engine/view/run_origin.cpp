// What is of a chain is caused by its run's first event, as what scripts emit is.
#include "engine/view/run_origin.hpp"

#include <utility>

#include "engine/event/event_id.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf {

Result<RunOrigin> origin_of(EventLog& log, const RunId& run) {
  RunOrigin origin;
  const auto cursor = TRY(log.read({.stream = run_stream(run)}));
  const auto first = TRY(cursor->next());
  if (!first || first->leaf.events.empty()) return origin;
  const auto decoded = TRY(decode_run_event(first->leaf.events.front(), 0));
  const auto* started = std::get_if<RunStarted>(&decoded.event);
  if (started == nullptr) return origin;
  origin.workflow = started->workflow;
  if (!started->started_by) return origin;
  origin.depth = started->started_by->depth;
  origin.correlation = started->started_by->correlation;
  return origin;
}

void mark_caused(const RunId& run, std::string correlation, Event& event) {
  event.correlation = std::move(correlation);
  event.causation = id_of({}, run_stream(run), 0);
}

std::optional<RunId> cause_of(const Event& event) {
  const std::string_view causation = event.causation;
  const auto end = causation.rfind('#');
  if (end == std::string_view::npos) return std::nullopt;
  return run_of(StreamName{std::string(causation.substr(0, end))});
}

}  // namespace azwf
