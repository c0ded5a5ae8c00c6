// azwf resume: carries on live and stopped runs, begins those that are queued, and waits for them.
#include "adapters/cli/carry_on.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/outcome.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/select.hpp"
#include "adapters/cli/text.hpp"
#include "engine/view/run_list.hpp"
#include "engine/view/triggers.hpp"

namespace azwf::cli {
namespace {

// In one look, so that a run that moves on meanwhile is found once.
Result<std::vector<RunId>> unfinished_runs(ViewStore& views) {
  std::vector<RunId> runs;
  for (const auto& summary : TRY(list_runs(views, {.limit = SIZE_MAX}))) {
    if (!is_final(summary.status)) runs.push_back(summary.run);
  }
  return runs;
}

Result<void> resume_held(Follower& follower) {
  std::vector<RunId> held;
  for (const auto& [run, story] : follower.stories()) {
    if (story.state.stopped || story.state.queued) held.push_back(run);
  }
  for (const auto& run : held) TRY_VOID(follower.tell(run, RunResumed{}));
  return {};
}

// Starts whose time has not come: those that debounce or gather events.
Result<bool> tell_waiting_starts(WorkSession& session, Console& console) {
  bool is_any = false;
  for (const auto& workflow : TRY(installed_workflows(session.views()))) {
    if (workflow.waiting == 0 || workflow.status != WorkflowStatus::enabled) continue;
    is_any = true;
    console.note(count_text(workflow.waiting, "start") + " of " + workflow.name +
                 " waits for its time; azwf resume makes it then, azwf serve by itself");
  }
  return is_any;
}

}  // namespace

Result<ExitStatus> resume_command(const Invocation& invocation, Console& console) {
  const auto session = TRY(WorkSession::open(invocation, console, {.makes_store = false}));
  const auto name = invocation.find("RUN");
  Follower follower(*session, console);
  const auto select = [&]() -> Result<std::vector<RunId>> {
    if (!name) return unfinished_runs(session->views());
    return std::vector{TRY(select_run(session->views(), *name))};
  };
  if (!name) TRY_VOID(follower.start_triggered());
  const auto runs = TRY(follower.reading(select));
  if (runs.empty() && follower.stories().empty() && !console.json()) {
    const auto waits = [&] { return tell_waiting_starts(*session, console); };
    if (!TRY(follower.reading(waits))) console.note("no run waits to be carried on");
  }
  for (const auto& run : runs) TRY_VOID(follower.follow(run));
  TRY_VOID(follower.take_up(runs));
  TRY_VOID(resume_held(follower));
  for (std::size_t before = 0; !name && before != follower.stories().size();) {
    before = follower.stories().size();
    if (TRY(follower.come_to_rest())) TRY_VOID(follower.start_triggered());
  }
  return carry_on(follower, *session, console, name ? Many::no : Many::yes);
}

}  // namespace azwf::cli
