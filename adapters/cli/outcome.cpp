// A run that failed says what, where, the last that was printed, and what to look at.
#include "adapters/cli/outcome.hpp"

#include <fmt/format.h>

#include "adapters/cli/attempt_output.hpp"
#include "adapters/cli/json.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/time_text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t output_lines_max = 10;

std::string step_text(const StepId& id, const std::string& label) {
  return fmt::format("step {} ({})", id.text, label);
}

bool status_has_error(RunStatus status) {
  return status == RunStatus::failed || status == RunStatus::rollback_failed;
}

Packed error_document(const Story& story, const std::string& hint) {
  const auto& state = story.state;
  Record error;
  if (state.error && state.ended() && status_has_error(*state.end)) {
    error.text("code", state.error->code).text("message", state.error->message);
    error.value("details", state.error->details);
    error.optional_text("place", place_text(story.ended_at));
    if (state.end == RunStatus::rollback_failed && story.cause) {
      error.record("cause",
                   Record().text("code", story.cause->code).text("message", story.cause->message));
    }
  } else if (state.stopped) {
    error.text("code", state.stopped->verdict).text("message", state.stopped->message);
    error.optional_text("place", place_text({state.stopped->module, state.stopped->line}));
  } else if (state.in_doubt()) {
    error.text("code", "in_doubt").text("message", "nobody knows whether a step happened");
  } else {
    return Packed{};
  }
  return error.optional_text("hint", hint).pack();
}

Packed texts_of(const std::vector<std::string>& texts) {
  List list;
  for (const auto& text : texts) list.text(text);
  return list.pack();
}

void tell_output(Console& console, BlobStore& blobs, const StepStory& step) {
  const auto lines = last_lines(blobs, step.last(), output_lines_max);
  if (!lines || lines->empty()) return;
  console.tell("      what it printed last:");
  for (const auto& line : *lines) console.tell("      | " + line);
}

// The calls in the script that led to where it failed, which is told itself.
void tell_calls(Console& console, const StepError& error) {
  const auto traceback = field_of(error.details, "traceback");
  Unpacker unpacker(traceback.bytes);
  const auto size = unpacker.array();
  for (std::size_t i = 0; size && i < *size; ++i) {
    const auto call = unpacker.string();
    if (!call) return;
    if (i > 0) console.tell("      called from " + printable(*call));
  }
}

// "3 attempts: exit_3, timeout, exit_3"
void tell_attempts(Console& console, const StepStory& step) {
  if (step.attempts.size() < 2) return;
  std::string codes;
  for (const auto& attempt : step.attempts) {
    const auto code =
        attempt.error ? first_line(attempt.error->code) : std::string(to_text(attempt.end));
    codes += (codes.empty() ? "" : ", ") + code;
  }
  console.tell(fmt::format("      after {} attempts: {}", step.attempts.size(), codes));
}

void tell_failure(Console& console, BlobStore& blobs, const RunId& run, const Story& story) {
  const auto& error = *story.state.error;
  const auto& style = console.err_style();
  const auto lines = lines_of(error.message);
  const bool is_failed = story.state.end == RunStatus::failed;
  const auto what = is_failed ? " failed" : " could not be rolled back";
  console.tell(style.bad("run " + run.text + what) + ": " + error_line(error));
  for (std::size_t i = 1; i < lines.size(); ++i) console.tell("      " + printable(lines[i]));
  const auto place = place_text(story.ended_at);
  const bool says_where = place.empty() || error.message.find(place) != std::string::npos;
  if (!says_where) console.tell("      at " + place);
  tell_calls(console, error);
  if (const auto* step = story.failed_step()) {
    tell_attempts(console, *step);
    tell_output(console, blobs, *step);
  }
  if (is_failed) return;
  if (story.cause) {
    console.tell("      it had failed before: " + error_line(*story.cause));
  }
  console.tell(fmt::format("      left to undo: {}; mend what stands in the way, then",
                           story.state.undos.size()));
}

void tell_rest(Console& console, const RunId& run, const Story& story) {
  const auto& style = console.err_style();
  if (const auto& verdict = story.state.stopped) {
    const auto place = place_text({verdict->module, verdict->line});
    console.tell(style.warning("run " + run.text + " is stopped") + ": " + verdict->verdict + ": " +
                 first_line(verdict->message) + (place.empty() ? "" : " at " + place));
  }
  if (story.state.queued) {
    console.tell(style.warning("run " + run.text + " is queued") +
                 ": it begins when it is resumed");
  }
  for (const auto& wait : story.state.waits) {
    if (!story.state.stopped) {
      console.tell(style.warning("run " + run.text + " waits") + " for " + awaited_text(wait));
    }
  }
  for (const auto& step : story.steps) {
    if (step.end != StepEnd::in_doubt) continue;
    console.tell(style.warning("run " + run.text + " is in doubt") + ": nobody knows whether " +
                 step_text(step.id, step.label) + " happened");
  }
}

// What became of the undos of a killed run.
std::string undos_text(const Style& style, std::size_t done, std::size_t left) {
  const auto are = left == 1 ? "is" : "are";
  if (done > 0) {
    return fmt::format("{} {} run, {} {} left", count_text(done, "undo"),
                       done == 1 ? "was" : "were", left, are);
  }
  const auto rest = left == 0 ? "none was registered"
                              : fmt::format("{} {} left to run", count_text(left, "undo"), are);
  return style.bad("NOTHING WAS UNDONE") + ": " + rest;
}

void tell_unseen(Console& console, const Story& story) {
  for (const auto& step : story.unseen()) {
    console.tell("      " + console.err_style().bad("NOT UNDONE") + ": " +
                 step_text(step.step, step.label) + " was done, and its script never saw it");
  }
}

void tell_ended(Console& console, const RunId& run, const Story& story) {
  const auto& state = story.state;
  const auto reason = state.reason.empty() ? "" : ": " + printable(state.reason);
  console.tell(
      console.err_style().warning("run " + run.text + " was " + std::string(to_text(*state.end))) +
      reason);
  if (state.end != RunStatus::killed) return;
  tell_unseen(console, story);
  console.tell("      " + undos_text(console.err_style(), story.undos_done, state.undos.size()));
}

void tell_next(Console& console, const RunId& run, const Story& story) {
  for (const auto& command : next_commands(run, story)) console.tell("      " + command);
}

}  // namespace

std::string awaited_text(const OpenWait& wait) {
  return std::visit([](const auto& each) { return awaited_text(each); }, wait.awaited);
}

ExitStatus exit_status_of(const RunState& state) {
  switch (state.status()) {
    case RunStatus::completed: return ExitStatus::done;
    case RunStatus::failed:
    case RunStatus::cancelled:
    case RunStatus::killed:
    case RunStatus::rolled_back:
    case RunStatus::rollback_failed: return ExitStatus::failed;
    default: return ExitStatus::unfinished;
  }
}

Packed outcome_document(const RunId& run, const Story& story, const Error* trouble) {
  const auto next = next_commands(run, story);
  const auto error = trouble != nullptr ? error_fields(*trouble).pack()
                                        : error_document(story, next.empty() ? "" : next.front());
  return Record()
      .text("run", run.text)
      .text("status", to_text(story.state.status()))
      .value("result", story.state.result.value_or(Packed{}))
      .value("error", error)
      .value("next", texts_of(next))
      .pack();
}

std::vector<std::string> next_commands(const RunId& run, const Story& story) {
  const auto status = story.state.status();
  std::vector<std::string> commands;
  if (status == RunStatus::completed || status == RunStatus::rolled_back) return commands;
  if (status == RunStatus::rollback_failed) return {"azwf rollback " + run.text};
  const bool is_to_undo = status == RunStatus::killed && !story.state.undos.empty();
  if (is_to_undo) return {"azwf rollback " + run.text};
  if (status == RunStatus::cancelled || status == RunStatus::killed) {
    return {"azwf show " + run.text};
  }
  if (status == RunStatus::failed) {
    const auto* step = story.failed_step();
    if (step != nullptr && output_bytes(step->last()) > 0) {
      return {fmt::format("azwf output {} {}", run.text, step->id.text)};
    }
    return {"azwf show " + run.text};
  }
  for (const auto& step : story.steps) {
    if (step.end != StepEnd::in_doubt) continue;
    commands.push_back(
        fmt::format("azwf resolve {} {} --as done|failed|retry", run.text, step.id.text));
  }
  bool awaits_event = false;  // one is read when the run is carried on
  for (const auto& wait : story.state.waits) {
    if (const auto* signal = std::get_if<SignalAwaited>(&wait.awaited)) {
      commands.push_back(fmt::format("azwf signal {} {}", run.text, first_line(signal->name)));
    } else {
      commands.push_back("azwf emit " +
                         first_line(std::get<EventAwaited>(wait.awaited).event_type));
      awaits_event = true;
    }
  }
  if (story.state.stopped || awaits_event || commands.empty())
    commands.push_back("azwf resume " + run.text);
  if (story.state.stopped) commands.push_back("azwf kill " + run.text);
  if (story.state.queued) commands.push_back("azwf cancel " + run.text);
  return commands;
}

void tell_outcome(Console& console, BlobStore& blobs, const RunId& run, const Story& story) {
  if (console.json()) return;  // it is all in the document
  const auto& state = story.state;
  if (state.end == RunStatus::completed) {
    const auto took = duration_text(state.ended_at.us - state.started_at.us);
    console.note(console.err_style().good("run " + run.text + " completed") + " in " + took);
    if (!state.result->is_nil()) console.print_line(pretty_text(*state.result));
    return;
  }
  if (state.end == RunStatus::rolled_back) {
    console.note(console.err_style().good("run " + run.text + " is rolled back"));
    return tell_unseen(console, story);
  }
  if (state.ended() && status_has_error(*state.end)) {
    tell_failure(console, blobs, run, story);
  } else if (state.ended()) {
    tell_ended(console, run, story);
  } else {
    tell_rest(console, run, story);
  }
  tell_next(console, run, story);
}

}  // namespace azwf::cli
