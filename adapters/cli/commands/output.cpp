// azwf output: what steps printed: recorded output, or the spool of an attempt in progress.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/follow_output.hpp"
#include "adapters/cli/output_printer.hpp"
#include "adapters/cli/select.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

Result<void> print_attempt(ReadingSession& session, OutputPrinter& printer, const RunId& run,
                           const StepStory& step, const AttemptStory& attempt) {
  printer.begin(step, attempt);
  TRY_VOID(read_attempt(session, run, step.id, attempt,
                        [&](std::string_view piece) { printer.print(piece); }));
  printer.end();
  return {};
}

Result<const AttemptStory*> attempt_of(const StepStory& step, const Invocation& invocation) {
  const auto number = TRY(invocation.number("--attempt", 1));
  if (!number) return &step.last();
  const auto found = std::ranges::find(step.attempts, *number, [](const AttemptStory& attempt) {
    return static_cast<std::int64_t>(attempt.number);
  });
  if (found != step.attempts.end()) return &*found;
  return failure(ErrorKind::not_found, "attempt_not_found",
                 fmt::format("step {} has no attempt {}", step.id.text, *number),
                 fmt::format("it has {}", count_text(step.attempts.size(), "attempt")));
}

Result<void> print_recorded(ReadingSession& session, OutputPrinter& printer, const RunId& run,
                            const Story& story) {
  for (const auto& step : story.steps) {
    if (session.interrupted()) break;
    TRY_VOID(print_attempt(session, printer, run, step, step.last()));
  }
  return {};
}

}  // namespace

Result<ExitStatus> output_command(const Invocation& invocation, Console& console) {
  const auto session = TRY(ReadingSession::open(invocation));
  const auto run = TRY(select_run(session->views(), invocation.text("RUN")));
  const auto story = TRY(read_story(session->log(), run));
  const auto name = invocation.find("STEP");
  const auto* step = name ? TRY(select_step(run, story, *name)) : nullptr;
  if (invocation.has("--attempt") && (step == nullptr || invocation.has("--follow"))) {
    return failure(ErrorKind::invalid, "bad_usage", "--attempt takes a STEP and no --follow",
                   "azwf output @last 3 --attempt 1");
  }
  OutputPrinter printer(console, step != nullptr ? Headings::no : Headings::yes);
  if (invocation.has("--follow")) {
    const auto only = step != nullptr ? std::optional(step->id) : std::nullopt;
    TRY_VOID(follow_output(*session, console, printer, run, only));
  } else if (step != nullptr) {
    const auto* attempt = TRY(attempt_of(*step, invocation));
    TRY_VOID(print_attempt(*session, printer, run, *step, *attempt));
  } else {
    TRY_VOID(print_recorded(*session, printer, run, story));
  }
  return session->interrupted() ? ExitStatus::interrupted : ExitStatus::done;
}

}  // namespace azwf::cli
