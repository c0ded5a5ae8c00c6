// azwf show: one run: its parameters, the tree of what it did, what it waits for, how it ended.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/follow_story.hpp"
#include "adapters/cli/outcome.hpp"
#include "adapters/cli/progress_json.hpp"
#include "adapters/cli/select.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/show_run.hpp"

namespace azwf::cli {
namespace {

Result<void> print(ReadingSession& session, Console& console, const RunId& run,
                   const ShowOptions& options) {
  const auto story = TRY(read_story(session.log(), run));
  if (console.json()) {
    console.print_json(story_document(run, story));
  } else {
    console.print(story_page(run, story, options));
    if (story.state.status() == RunStatus::running && !options.is_worked_on) {
      console.note("no process works on it now: azwf resume " + run.text + " carries it on");
    }
  }
  return {};
}

// The end of a run that was watched is told as its own command tells it.
Result<ExitStatus> watch(ReadingSession& session, Console& console, const RunId& run) {
  const auto story = TRY(follow_story(session, console, run));
  if (console.progress() == Progress::json) {
    console.tell_json(end_document(story, outcome_document(run, story)));
  }
  if (session.interrupted()) return ExitStatus::interrupted;
  if (console.json()) {
    const auto whole = TRY(read_story(session.log(), run));
    console.print_json(story_document(run, whole));
  } else {
    tell_outcome(console, session.blobs(), run, story);
  }
  return ExitStatus::done;
}

}  // namespace

Result<ExitStatus> show_command(const Invocation& invocation, Console& console) {
  const bool follows = invocation.has("--follow");
  if (follows && invocation.has("--timeline")) {
    return failure(ErrorKind::invalid, "bad_usage", "--timeline is for what is there by now",
                   "leave out --follow");
  }
  const auto session = TRY(ReadingSession::open(invocation));
  const auto run = TRY(select_run(session->views(), invocation.text("RUN")));
  if (follows) return watch(*session, console, run);
  SystemClock clock;
  TRY_VOID(print(*session, console, run,
                 {.style = console.out_style(),
                  .symbols = symbols_of_locale(),
                  .now = clock.now(),
                  .columns = console.out_columns(),
                  .timeline = invocation.has("--timeline"),
                  .is_worked_on = session->is_held()}));
  return ExitStatus::done;
}

}  // namespace azwf::cli
