// azwf resolve: says what became of a step that nobody knows about, and carries its run on.
#include "adapters/cli/carry_on.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/json.hpp"
#include "adapters/cli/select.hpp"

namespace azwf::cli {
namespace {

Result<StepResolved> read_resolution(const Invocation& invocation, const Limits& limits) {
  StepResolved resolved;
  const auto as = invocation.text("--as");
  if (as == "done") {
    resolved.as = Resolution::done;
  } else if (as == "failed") {
    resolved.as = Resolution::failed;
  } else if (as == "retry") {
    resolved.as = Resolution::retry;
  } else {
    return failure(ErrorKind::invalid, "bad_resolution", "--as takes done, failed or retry",
                   "azwf resolve --help explains them");
  }
  if (const auto result = invocation.find("--result")) {
    if (resolved.as != Resolution::done) {
      return failure(ErrorKind::invalid, "bad_resolution", "only --as done takes a --result");
    }
    resolved.result = TRY(packed_from_option(*result, "--result", limits));
  }
  return resolved;
}

Result<StepId> step_in_doubt(const Story& story, const RunId& run, const std::string& text) {
  const auto* step = TRY(select_step(story, text));
  if (step->end == StepEnd::in_doubt && !story.state.ended()) return step->id;
  return failure(ErrorKind::refused, "not_in_doubt",
                 "step " + step->id.text + " of run " + run.text + " is not in doubt: it is " +
                     std::string(to_text(step->end)),
                 "azwf show " + run.text);
}

}  // namespace

Result<ExitStatus> resolve_command(const Invocation& invocation, Console& console) {
  const Limits limits;
  auto resolved = TRY(read_resolution(invocation, limits));
  const auto session = TRY(WritingSession::open(invocation));
  Follower follower(*session, console);
  TRY(follower.recover());
  const auto run = TRY(select_run(session->views(), invocation.text("RUN")));
  TRY_VOID(follower.follow(run));
  resolved.step = TRY(step_in_doubt(follower.stories().at(run), run, invocation.text("STEP")));
  TRY_VOID(follower.tell(run, std::move(resolved)));
  return carry_on(follower, *session, console, Many::no);
}

}  // namespace azwf::cli
