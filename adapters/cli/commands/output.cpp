// azwf output: what steps printed: recorded output, or the spool of an attempt in progress.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/follow_output.hpp"
#include "adapters/cli/output_printer.hpp"
#include "adapters/cli/select.hpp"
#include "adapters/cli/session.hpp"

namespace azwf::cli {
namespace {

Result<void> print_recorded(ReadingSession& session, OutputPrinter& printer, const RunId& run,
                            const Story& story, const std::optional<StepId>& only) {
  for (const auto& step : story.steps) {
    if (only && step.id != *only) continue;
    if (session.interrupted()) break;
    printer.begin(step, step.last());
    TRY_VOID(
        read_attempt(session, run, step, [&](std::string_view piece) { printer.print(piece); }));
    printer.end();
  }
  return {};
}

}  // namespace

Result<ExitStatus> output_command(const Invocation& invocation, Console& console) {
  const auto session = TRY(ReadingSession::open(invocation));
  const auto run = TRY(select_run(session->views(), invocation.text("RUN")));
  const auto story = TRY(read_story(session->log(), run));
  std::optional<StepId> only;
  if (const auto step = invocation.find("STEP")) only = TRY(select_step(story, *step))->id;

  OutputPrinter printer(console, only ? Headings::no : Headings::yes);
  if (invocation.has("--follow")) {
    TRY_VOID(follow_output(*session, console, printer, run, only));
  } else {
    TRY_VOID(print_recorded(*session, printer, run, story, only));
  }
  return session->interrupted() ? ExitStatus::interrupted : ExitStatus::done;
}

}  // namespace azwf::cli
