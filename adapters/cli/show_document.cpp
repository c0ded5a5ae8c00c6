// azwf show --json: everything the story has. Durations are of attempts, in microseconds.
#include <array>

#include "adapters/cli/attempt_output.hpp"
#include "adapters/cli/outcome.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/show_run.hpp"
#include "engine/base/digest.hpp"

namespace azwf::cli {
namespace {

Packed document(const std::optional<StepError>& error) {
  if (!error) return {};
  return Record()
      .text("code", error->code)
      .text("message", error->message)
      .value("details", error->details)
      .pack();
}

Record document(const AttemptStory& attempt) {
  Record record;
  record.integer("attempt", static_cast<std::int64_t>(attempt.number))
      .text("status", attempt.end == AttemptEnd::none ? "performing" : to_text(attempt.end))
      .timestamp("started_at", attempt.started)
      .timestamp("ended_at", attempt.ended);
  if (attempt.ended.us == 0) {
    record.nothing("duration_us");
  } else {
    record.integer("duration_us", attempt.ended.us - attempt.started.us);
  }
  record.value("error", document(attempt.error)).integer("output_bytes", output_bytes(attempt));
  if (attempt.output) {
    record.text("output_digest", to_hex(attempt.output->digest));
  } else {
    record.nothing("output_digest");
  }
  return record;
}

Record document(const StepStory& step) {
  List attempts;
  for (const auto& attempt : step.attempts) attempts.add(document(attempt));
  return Record()
      .text("step", step.id.text)
      .optional_text("name", step.name)
      .text("operation", step.operation)
      .value("arguments", step.arguments)
      .optional_text("place", place_text(step.place))
      .text("status", to_text(step.end))
      .timestamp("due_at", step.end == StepEnd::backing_off ? step.due : Timestamp{})
      .value("attempts", attempts.pack())
      .value("result", step.result.value_or(Packed{}))
      .value("error", document(step.error));
}

Record document(const OpenWait& wait) {
  Record record;
  record.text("step", wait.id.text);
  if (const auto* signal = std::get_if<SignalAwaited>(&wait.awaited)) {
    return record.text("for", "signal").text("name", signal->name);
  }
  const auto& event = std::get<EventAwaited>(wait.awaited);
  return record.text("for", "event")
      .text("type", event.event_type)
      .optional_text("subject", event.subject)
      .value("where", event.where);
}

Packed undos(const Story& story) {
  static constexpr std::array<std::string_view, 3> phases{"registered", "begun", "failed"};
  List list;
  for (const auto& undo : story.state.undos) {
    list.add(Record()
                 .text("undo", undo.id.text)
                 .optional_text("name", undo.name)
                 .text("status", phases.at(static_cast<std::size_t>(undo.phase))));
  }
  return list.pack();
}

Packed waits_for(const Story& story) {
  List list;
  for (const auto& step : story.steps) {
    if (is_settled(step.end)) continue;
    list.add(Record().text("step", step.id.text).text("for", to_text(step.end)));
  }
  for (const auto& timer : story.state.timers) {
    list.add(Record().text("step", timer.id.text).text("for", "timer").timestamp("at", timer.at));
  }
  for (const auto& wait : story.state.waits) list.add(document(wait));
  if (story.state.stopped || story.state.queued)
    list.add(Record().nothing("step").text("for", "resume"));
  return list.pack();
}

Packed emitted(const Story& story) {
  List list;
  for (const auto& event : story.emitted) {
    list.add(Record()
                 .text("type", event.type)
                 .optional_text("subject", event.subject)
                 .timestamp("time", event.time)
                 .value("data", event.data));
  }
  return list.pack();
}

Packed logs(const Story& story) {
  List list;
  for (const auto& log : story.logs) {
    list.add(Record().text("level", log.level).text("text", log.text).timestamp("time", log.time));
  }
  return list.pack();
}

}  // namespace

Packed story_document(const RunId& run, const Story& story) {
  const auto& state = story.state;
  const auto outcome = outcome_document(run, story);
  List steps;
  for (const auto& step : story.steps) steps.add(document(step));
  List unseen;
  for (const auto& step : story.unseen()) unseen.text(step.step.text);
  return Record()
      .text("run", run.text)
      .text("workflow", state.workflow)
      .text("status", to_text(state.status()))
      .text("program", to_hex(state.program))
      .integer("semantics", state.semantics)
      .value("params", state.params)
      .optional_text("cwd", state.cwd)
      .timestamp("started_at", state.started_at)
      .timestamp("ended_at", state.ended_at)
      .value("result", state.result.value_or(Packed{}))
      .value("error", field_of(outcome, "error"))
      .value("steps", steps.pack())
      .value("waits_for", waits_for(story))
      .value("undos", undos(story))
      .value("unseen", unseen.pack())
      .optional_text("reason", state.reason)
      .value("next", field_of(outcome, "next"))
      .value("events", emitted(story))
      .value("logs", logs(story))
      .integer("event_count", static_cast<std::int64_t>(state.next_ordinal))
      .pack();
}

}  // namespace azwf::cli
