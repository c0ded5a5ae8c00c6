// Reports come last, so that they stand together after all progress.
#include "adapters/cli/carry_on.hpp"

#include "adapters/cli/outcome.hpp"
#include "adapters/cli/progress_json.hpp"
#include "adapters/cli/record.hpp"

namespace azwf::cli {
namespace {

const Error* trouble_of(const Follower& follower, const RunId& run) {
  const auto found = follower.troubles().find(run);
  return found == follower.troubles().end() ? nullptr : &found->second;
}

// Another end than the one that was asked for is a failure, however well it is.
ExitStatus exit_status_as(const RunState& state, std::optional<RunStatus> wanted) {
  if (!wanted) return exit_status_of(state);
  if (state.status() == *wanted) return ExitStatus::done;
  return is_final(*wanted) && state.ended() ? ExitStatus::failed : exit_status_of(state);
}

ExitStatus report_each(const Follower& follower, WorkSession& session, Console& console, Many many,
                       std::optional<RunStatus> wanted) {
  auto worst = ExitStatus::done;
  List list;
  for (const auto& [run, story] : follower.stories()) {
    const auto* trouble = trouble_of(follower, run);
    const auto status = exit_status_as(story.state, wanted);
    worst = worse(worst, trouble == nullptr ? status : exit_status_of(trouble->kind));
    const auto document = outcome_document(run, story, trouble);
    if (console.json() && many == Many::no) console.print_json(document);
    if (console.progress() == Progress::json) console.tell_json(end_document(story, document));
    list.add(document);
    if (trouble == nullptr) tell_outcome(console, session.blobs(), run, story);
    if (wanted == RunStatus::cancelled && story.state.end == RunStatus::completed) {
      console.tell("      it was asked to end, and its script went on to its own end");
    }
  }
  if (console.json() && many == Many::yes) {
    console.print_json(Record().value("runs", list.pack()).pack());
  }
  return worst;
}

// What was asked of another process goes on there.
void tell_left(const Follower& follower, const std::string& holder, Console& console) {
  for (const auto& [run, story] : follower.stories()) {
    if (story.state.ended()) continue;
    console.tell("run " + run.text + " goes on in " + holder + ", while that holds the store");
  }
  console.tell("      azwf resume");
}

void tell_interrupted(const Follower& follower, Console& console) {
  for (const auto& [run, story] : follower.stories()) {
    if (story.state.ended()) continue;
    console.tell("run " + run.text + " is not finished");
    for (const auto& command : next_commands(run, story)) {
      if (!command.starts_with("azwf resume")) console.tell("      " + command);
    }
  }
  console.tell("      azwf resume");
}

}  // namespace

Result<ExitStatus> carry_on(Follower& follower, WorkSession& session, Console& console, Many many,
                            std::optional<RunStatus> wanted) {
  if (TRY(follower.wait())) {
    const auto status = report_each(follower, session, console, many, wanted);
    TRY_VOID(console.flush());
    TRY_VOID(follower.wait_for_guests());
    TRY_VOID(follower.shut_down());
    return status;
  }
  TRY_VOID(follower.shut_down());
  if (console.json() || console.progress() == Progress::json) {
    return report_each(follower, session, console, many, wanted), ExitStatus::interrupted;
  }
  if (session.place().holds()) {
    tell_interrupted(follower, console);
  } else {
    tell_left(follower, session.place().held_by(), console);
  }
  return ExitStatus::interrupted;
}

}  // namespace azwf::cli
