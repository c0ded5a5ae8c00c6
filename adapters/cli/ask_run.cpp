// What does not apply is refused before anything is recorded, with the command that would help.
#include "adapters/cli/ask_run.hpp"

#include <algorithm>

#include "adapters/cli/carry_on.hpp"
#include "adapters/cli/outcome.hpp"
#include "adapters/cli/run_at_hand.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/nearest.hpp"
#include "engine/run/rule.hpp"
#include "engine/run/run_reader.hpp"

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

Result<void> refuse_if_moot(const RunId& run, const Story& story, const Question& question) {
  if (is_admissible(story.state, question.fact)) return {};
  const auto& state = story.state;
  const bool goes_back = !state.ended() && (state.undoing || state.course != Course::forward);
  const auto why =
      goes_back && !state.stopped ? "what it did is being undone" : std::string(question.moot);
  const auto status = std::string(to_text(state.status()));
  return failure(ErrorKind::refused, "not_applicable",
                 "run " + run.text +
                     (state.ended() ? " has ended (" + status + ")" : " is " + status) + ": " + why,
                 what_helps(run, story));
}

// True when this very signal, by its id, is recorded: who sends it again changes nothing.
Result<bool> is_recorded(EventLog& log, const RunId& run, const RunEvent& fact) {
  const auto* sent = std::get_if<SignalReceived>(&fact);
  if (sent == nullptr || sent->id.empty()) return false;
  bool is_there = false;
  bool is_other = false;
  TRY_VOID(visit_run(log, run, [&](const RecordedEvent& recorded) {
    const auto* signal = std::get_if<SignalReceived>(&recorded.event);
    if (signal == nullptr || signal->id != sent->id) return true;
    is_there = true;
    is_other = *signal != *sent;
    return false;
  }));
  if (!is_other) return is_there;
  return failure(ErrorKind::refused, "other_signal",
                 "another signal of run " + run.text + " has the id " + sent->id,
                 "use another --id");
}

// It is kept, for the script may ask for it later; but perhaps it was a slip.
void note_unawaited(Console& console, const Story& story, const RunEvent& fact) {
  const auto* sent = std::get_if<SignalReceived>(&fact);
  const auto awaited = story.signals_awaited();
  if (sent == nullptr || awaited.empty() || std::ranges::find(awaited, sent->name) != awaited.end())
    return;
  console.note("it is kept: nobody waits for the signal " + printable(sent->name) + " yet" +
               did_you_mean_or_all(sent->name, awaited));
}

}  // namespace

Result<ExitStatus> ask_run(const Invocation& invocation, Console& console, Question question) {
  const auto at_hand = TRY(RunAtHand::open(invocation, console));
  auto& [session, run, follower, before] = *at_hand;
  const auto is_there = [&] {
    return is_recorded(at_hand->session->log(), at_hand->run, question.fact);
  };
  if (TRY(follower.reading(is_there))) {
    TRY_VOID(follower.follow(run, question.doing));
    if (!console.json()) console.note("a signal with this id was there already");
    return carry_on(follower, *session, console, Many::no, question.wanted);
  }
  TRY_VOID(refuse_if_moot(run, before, question));
  TRY_VOID(follower.follow(run, question.doing));
  note_unawaited(console, before, question.fact);
  TRY_VOID(follower.tell(run, std::move(question.fact)));
  const bool is_held = follower.stories().at(run).state.stopped.has_value();
  if (question.tries_again && is_held) TRY_VOID(follower.tell(run, RunResumed{}));
  return carry_on(follower, *session, console, Many::no, question.wanted);
}

}  // namespace azwf::cli
