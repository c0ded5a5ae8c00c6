// Reports come last, so that they stand together after all progress.
#include "adapters/cli/carry_on.hpp"

#include "adapters/cli/outcome.hpp"
#include "adapters/cli/record.hpp"

namespace azwf::cli {
namespace {

ExitStatus report_each(const Follower& follower, WritingSession& session, Console& console,
                       Many many) {
  auto worst = ExitStatus::done;
  List list;
  for (const auto& [run, story] : follower.stories()) {
    worst = worse(worst, exit_status_of(story.state));
    if (!console.json()) tell_outcome(console, session.blobs(), run, story);
    if (console.json() && many == Many::no) console.print_json(outcome_document(run, story));
    list.add(outcome_document(run, story));
  }
  if (console.json() && many == Many::yes) {
    console.print_json(Record().value("runs", list.pack()).pack());
  }
  return worst;
}

void tell_interrupted(const Follower& follower, Console& console) {
  for (const auto& [run, story] : follower.stories()) {
    if (!story.state.ended()) console.tell("run " + run.text + " is not finished");
  }
  console.tell("      azwf resume");
}

}  // namespace

Result<ExitStatus> carry_on(Follower& follower, WritingSession& session, Console& console,
                            Many many) {
  const bool at_rest = TRY(follower.wait());
  TRY_VOID(follower.shut_down());
  if (at_rest) return report_each(follower, session, console, many);
  if (console.json()) {
    return report_each(follower, session, console, many), ExitStatus::interrupted;
  }
  tell_interrupted(follower, console);
  return ExitStatus::interrupted;
}

}  // namespace azwf::cli
