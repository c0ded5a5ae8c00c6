// The engine's observer keeps a story per run that is followed; waiting is turning the loop.
#include "adapters/cli/follow.hpp"

#include <algorithm>

#include "adapters/cli/progress.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/check.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t prefix_columns = 13;  // of a UUIDv7: to the millisecond

// An attempt that the same commit makes unwanted is never begun.
bool begins_nothing(const RunEvent& event, const RunState& after) {
  const auto is_moot = [&](const StepId& id) {
    const auto* step = after.find(id);
    return step == nullptr || !after.wants(*step);
  };
  if (const auto* retried = std::get_if<StepRetried>(&event)) return is_moot(retried->step);
  const auto* requested = std::get_if<StepRequested>(&event);
  return requested != nullptr && is_moot(requested->step);
}

}  // namespace

bool is_at_rest(const RunState& state) {
  if (state.ended() || state.stopped || state.queued) return true;
  const bool only_doubts = std::ranges::all_of(state.open, [](const auto& step) {
    return step.phase == StepPhase::in_doubt || step.phase == StepPhase::checking;
  });
  const bool needs_nobody = state.open.empty() && state.waits.empty();
  return only_doubts && !needs_nobody && state.timers.empty() && state.undelivered.empty();
}

Follower::Follower(WritingSession& session, Console& console)
    : session_(session), console_(console), engine_(session.engine()) {
  engine_.observe([this](const CommittedRun& commit) { seen(commit); });
  session_.interrupts().ask([this](int count) {
    console_.tell(count == 1
                      ? "interrupted: stopping what is in progress; Ctrl-C again ends at once"
                      : "ended at once; azwf resume carries on");
    engine_.wake();
  });
}

Follower::~Follower() {
  if (!is_shut_down_) (void)shut_down();
  session_.interrupts().ask({});
}

Result<void> Follower::recover(std::optional<RunId> only) {
  const auto wanted = [only](const RunId& run) { return run == *only; };
  TRY(only ? engine_.recover(wanted) : engine_.recover());
  heed_troubles();
  return {};
}

Result<void> Follower::settle() {
  TRY(engine_.turn(std::chrono::microseconds(0)));
  return engine_.run_until([this] { return engine_.is_quiet(); });
}

Result<void> Follower::follow(const RunId& run, std::string_view doing) {
  if (stories_.contains(run)) return {};
  auto story = TRY(read_story(session_.log(), run));
  const auto status = "has ended: " + std::string(to_text(story.state.status()));
  console_.note("run " + run.text + "  " + printable(story.state.workflow) + " " +
                (story.state.ended() ? status : std::string(doing)));
  stories_.emplace(run, std::move(story));
  return {};
}

Result<void> Follower::start(StartRun request) {
  expected_.insert(request.run);
  const auto run = request.run;
  std::optional<Result<StartedRun>> answer;
  request.reply = [&](Result<StartedRun> started) { answer = std::move(started); };
  engine_.start(std::move(request));
  TRY_VOID(engine_.run_until([&] { return answer.has_value(); }));
  const auto started = TRY(std::move(*answer));
  return started.existed ? follow(run) : Result<void>{};
}

Result<void> Follower::tell(const RunId& run, RunEvent fact) {
  std::optional<Result<void>> answer;
  post(run, std::move(fact), answer);
  return await(answer);
}

Result<void> Follower::recover_and_tell(const RunId& run, RunEvent fact) {
  std::optional<Result<void>> answer;
  post(run, std::move(fact), answer);
  TRY_VOID(recover(run));
  return await(answer);
}

void Follower::post(const RunId& run, RunEvent fact, std::optional<Result<void>>& answer) {
  engine_.tell({.run = run,
                .fact = std::move(fact),
                .actor = session_.actor,
                .reply = [&answer](Result<void> told) { answer = std::move(told); }});
}

Result<void> Follower::await(std::optional<Result<void>>& answer) {
  TRY_VOID(engine_.run_until([&] { return answer.has_value(); }));
  return *std::move(answer);
}

Result<bool> Follower::wait() {
  TRY_VOID(settle());  // what somebody waited for may be there already
  TRY_VOID(engine_.run_until([this] { return interrupted() || all_at_rest(); }));
  return !interrupted();
}

bool Follower::all_at_rest() {
  heed_troubles();
  return std::ranges::all_of(stories_, [this](const auto& entry) {
    return is_at_rest(entry.second.state) || troubles_.contains(entry.first);
  });
}

void Follower::heed_troubles() {
  for (auto& [run, why] : engine_.take_troubles()) {
    console_.tell(console_.err_style().bad("run " + run.text + " cannot be carried on") + ": " +
                  why.message);
    if (!why.hint.empty()) console_.tell("      " + why.hint);
    troubles_.insert_or_assign(run, std::move(why));
  }
}

std::vector<RunId> Follower::runs() const {
  std::vector<RunId> runs;
  for (const auto& [run, story] : stories_) runs.push_back(run);
  return runs;
}

Result<void> Follower::shut_down() {
  is_shut_down_ = true;
  return engine_.shut_down();
}

void Follower::seen(const CommittedRun& commit) {
  const bool is_new = expected_.erase(commit.run) > 0 && commit.events.front().ordinal == 0;
  if (is_new) {
    stories_.try_emplace(commit.run);
    console_.note("run " + commit.run.text + "  " + printable(commit.state.workflow) +
                  (commit.state.queued ? " queued" : " started"));
  }
  const auto found = stories_.find(commit.run);
  if (found == stories_.end()) return;
  for (const auto& recorded : commit.events) {
    if (recorded.ordinal < found->second.state.next_ordinal) continue;
    found->second.add(recorded);
    if (begins_nothing(recorded.event, commit.state)) continue;
    tell_progress(console_, prefix_of(commit.run), found->second, recorded);
  }
  found->second.forget_settled();
}

std::string Follower::prefix_of(const RunId& run) const {
  return stories_.size() < 2 ? "" : run.text.substr(0, prefix_columns) + " ";
}

}  // namespace azwf::cli
