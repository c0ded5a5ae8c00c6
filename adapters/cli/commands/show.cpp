// azwf show: one run: its parameters, steps with every attempt, what it waits for, how it ended.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/select.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/show_run.hpp"

namespace azwf::cli {

Result<ExitStatus> show_command(const Invocation& invocation, Console& console) {
  const auto session = TRY(ReadingSession::open(invocation));
  const auto run = TRY(select_run(session->views(), invocation.text("RUN")));
  const auto story = TRY(read_story(session->log(), run));
  if (console.json()) {
    console.print_json(story_document(run, story));
  } else {
    console.print(story_page(run, story, console.out_style()));
  }
  return ExitStatus::done;
}

}  // namespace azwf::cli
