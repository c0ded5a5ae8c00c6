// What does not apply is refused before anything is recorded, with the command that would help.
#include "adapters/cli/ask_run.hpp"

#include <algorithm>

#include "adapters/cli/carry_on.hpp"
#include "adapters/cli/outcome.hpp"
#include "adapters/cli/select.hpp"
#include "engine/run/rule.hpp"
#include "engine/view/projector.hpp"

namespace azwf::cli {
namespace {

std::string what_helps(const RunId& run, const Story& story) {
  if (story.state.stopped) {
    return "azwf resume " + run.text + " tries its script again; azwf kill " + run.text +
           " ends the run";
  }
  const auto next = next_commands(run, story);
  return next.empty() ? "azwf show " + run.text : next.front();
}

// Sent again under its id, a signal is the same one.
bool is_there_already(const RunState& state, const RunEvent& fact) {
  const auto* signal = std::get_if<SignalReceived>(&fact);
  return signal != nullptr && !signal->id.empty() &&
         std::ranges::find(state.signal_ids, signal->id) != state.signal_ids.end();
}

Result<void> refuse_if_moot(const RunId& run, const Story& story, const RunEvent& fact) {
  if (is_admissible(story.state, fact)) return {};
  const auto status = std::string(to_text(story.state.status()));
  return failure(ErrorKind::refused, "not_applicable", "run " + run.text + " is " + status,
                 what_helps(run, story));
}

}  // namespace

Result<ExitStatus> ask_run(const Invocation& invocation, Console& console, Question question) {
  const auto session = TRY(WritingSession::open(invocation));
  TRY(catch_up(session->views(), session->log()));
  const auto run = TRY(select_run(session->views(), invocation.text("RUN")));
  Follower follower(*session, console);
  TRY_VOID(follower.recover(run));
  TRY_VOID(follower.settle());
  TRY_VOID(follower.follow(run));
  const auto& story = follower.stories().at(run);
  if (question.tries_again && story.state.stopped) TRY_VOID(follower.tell(run, RunResumed{}));
  if (!is_there_already(story.state, question.fact)) {
    TRY_VOID(refuse_if_moot(run, story, question.fact));
    TRY_VOID(follower.tell(run, std::move(question.fact)));
  }
  return carry_on(follower, *session, console, Many::no, question.wanted);
}

}  // namespace azwf::cli
