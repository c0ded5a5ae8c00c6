// The engine's observer keeps a story per run that is followed; waiting is turning the loop.
#include "adapters/cli/follow.hpp"

#include <algorithm>

#include "engine/base/check.hpp"

namespace azwf::cli {
bool begins_nothing(const RunEvent& event, const RunState& after) {
  const auto is_moot = [&](const StepId& id) {
    const auto* step = after.find(id);
    return step == nullptr || step->stop_asked || after.end == RunStatus::killed;
  };
  if (const auto* retried = std::get_if<StepRetried>(&event)) return is_moot(retried->step);
  const auto* requested = std::get_if<StepRequested>(&event);
  return requested != nullptr && is_moot(requested->step);
}

bool is_at_rest(const RunState& state) {
  if (state.ended() || state.stopped || state.queued) return true;
  const bool only_doubts = std::ranges::all_of(state.open, [](const auto& step) {
    return step.phase == StepPhase::in_doubt || step.phase == StepPhase::checking;
  });
  const bool needs_nobody = state.open.empty() && state.waits.empty();
  return only_doubts && !needs_nobody && state.timers.empty() && state.undelivered.empty();
}

Follower::Follower(WritingSession& session, Console& console)
    : session_(session),
      console_(console),
      engine_(session.engine()),
      view_(make_progress_view(console, {session.home, session.blobs(), session.clock()})) {
  engine_.observe([this](const CommittedRun& commit) { seen(commit); });
  session_.interrupts().ask([this](int count) {
    if (count > 1) view_->leave();
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
  return turn_until([this] { return engine_.is_quiet(); });
}

Result<void> Follower::follow(const RunId& run, std::string_view doing) {
  if (stories_.contains(run)) return {};
  auto story = TRY(read_story(session_.log(), run));
  const auto status = "has ended: " + std::string(to_text(story.state.status()));
  const auto& followed = stories_.emplace(run, std::move(story)).first->second;
  view_->started(run, followed, followed.state.ended() ? status : std::string(doing));
  return {};
}

Result<void> Follower::start(StartRun request) {
  expected_.insert(request.run);
  const auto run = request.run;
  std::optional<Result<StartedRun>> answer;
  request.reply = [&](Result<StartedRun> started) { answer = std::move(started); };
  engine_.start(std::move(request));
  TRY_VOID(turn_until([&] { return answer.has_value(); }));
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
  TRY_VOID(turn_until([&] { return answer.has_value(); }));
  return *std::move(answer);
}

Result<void> Follower::turn_until(const std::function<bool()>& done) {
  while (!done()) {
    TRY(engine_.turn(view_->patience()));
    view_->tick();
  }
  return {};
}

Result<bool> Follower::wait() {
  TRY_VOID(settle());  // what somebody waited for may be there already
  TRY_VOID(turn_until([this] { return interrupted() || all_at_rest(); }));
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
  auto ended = engine_.shut_down();
  view_->finish();
  return ended;
}

void Follower::seen(const CommittedRun& commit) {
  const bool is_new = expected_.erase(commit.run) > 0 && commit.events.front().ordinal == 0;
  if (is_new) stories_.try_emplace(commit.run);
  const auto found = stories_.find(commit.run);
  if (found == stories_.end()) return;
  auto& story = found->second;
  for (const auto& recorded : commit.events) {
    if (recorded.ordinal < story.state.next_ordinal) continue;
    story.add(recorded);
    if (recorded.ordinal == 0) {
      view_->started(commit.run, story, story.state.queued ? "queued" : "started");
    }
    if (!begins_nothing(recorded.event, commit.state)) view_->event(commit.run, story, recorded);
  }
  story.forget_settled();
}

}  // namespace azwf::cli
