// Engine, the part that commits: every ready run's batch in one append, and what follows from each
// answer. Nothing is performed or told before its commit is durable.
#include <algorithm>
#include <utility>

#include "engine/base/check.hpp"
#include "engine/event/append.hpp"
#include "engine/runtime/engine.hpp"

namespace azwf {
namespace {

Proposal proposal_of(const Emission& emission, const ProposalId& id) {
  Proposal proposal{.id = id, .stream = emission.stream, .expected = emission.expected};
  proposal.events.reserve(emission.requests.size());
  for (const auto& each : emission.requests) proposal.events.push_back(each.event);
  return proposal;
}

}  // namespace

Result<void> Engine::append_ready() {
  if (ready_.empty() && emissions_.empty() && recordings_.empty()) return {};
  const auto ready = std::exchange(ready_, {});
  auto emissions = emissions_.ready();
  auto recordings = std::exchange(recordings_, {});
  std::vector<Proposal> proposals;
  proposals.reserve(ready.size() + emissions.size() + recordings.size());
  for (const auto& id : ready) {
    proposals.push_back(driver_.propose(*runs_.at(id), parts_.ids.next()));
  }
  for (const auto& each : emissions) proposals.push_back(proposal_of(each, parts_.ids.next()));
  for (const auto& each : recordings) {
    proposals.push_back({.id = parts_.ids.next(),
                         .stream = workflow_stream(each.request.workflow),
                         .expected = each.expected,
                         .events = {each.event},
                         .urgency = each.start ? Urgency::settles : Urgency::new_work});
  }
  auto answers = parts_.log.append(proposals);
  AZWF_CHECK(answers.size() == proposals.size());
  std::size_t at = 0;
  for (const auto& id : ready) {
    TRY_VOID(settle(*runs_.at(id), proposals[at], std::move(answers[at])));
    ++at;
  }
  for (auto& each : emissions) {
    TRY_VOID(settle(each, proposals[at], std::move(answers[at])));
    ++at;
  }
  for (auto& each : recordings) {
    TRY_VOID(settle(each, proposals[at], std::move(answers[at])));
    ++at;
  }
  TRY_VOID(write_views());
  emissions_.take_held_back();
  return {};
}

// One write for the whole group. After a lost race there are commits that were not made here, and
// the views catch up from the log instead.
Result<void> Engine::write_views() {
  if (std::exchange(lost_a_race_, false) && !AZWF_PLANTED(18)) {
    appended_ = TRY(catch_up(parts_.views, parts_.log));
    return projector_.load();
  }
  if (AZWF_PLANTED(24)) return projector_.write({{appended_.position.value + 1}, {}});
  return projector_.write(appended_);
}

// One that was settled late may stand behind what is answered after it: the views read the log.
Result<AppendAnswer> Engine::settled(const Proposal& proposal, AppendAnswer answer) {
  if (!std::holds_alternative<Unknown>(answer)) return answer;
  lost_a_race_ = !AZWF_PLANTED(108);
  return settle_unknown(parts_.log, proposal);
}

// Of a stream that is no run's.
Result<void> Engine::note_committed(const Proposal& proposal, const Committed& committed) {
  if (committed.position > appended_.position) appended_ = {committed.position, committed.chain};
  Commit commit;
  commit.frame.position = committed.position;
  commit.leaf.stream = proposal.stream;
  commit.leaf.events = proposal.events;
  TRY_VOID(projector_.add(commit));
  courier_.emitted(committed.position, proposal.events);
  return {};
}

Result<void> Engine::settle(LiveRun& run, const Proposal& proposal, AppendAnswer answer) {
  if (std::holds_alternative<Unknown>(answer) && AZWF_PLANTED(13)) answer = Conflict{};
  answer = TRY(settled(proposal, std::move(answer)));
  if (const auto* committed = std::get_if<Committed>(&answer)) {
    return on_committed(run, *committed);
  }
  if (const auto* refused = std::get_if<Refused>(&answer)) return refuse(run, refused->why);
  return on_conflict(run, std::nullopt);
}

Result<void> Engine::on_conflict(LiveRun& run, std::optional<Error> refusal) {
  lost_a_race_ = true;
  auto now = TRY(fold_run(parts_.log, run.id));
  if (now.state.started && run.program && run.program->digest != now.state.program) {
    run.program = TRY(programs_.get(now.state.program));
  }
  driver_.lost(run, std::move(now));
  for (const auto& step : run.state.open) stop(run, step);
  run.refusal = std::move(refusal);
  for (const auto& start : std::exchange(run.started_again, {})) {
    TRY_VOID(answer_existing(start, run.state));
  }
  return proceed(run);
}

// A new run is not begun. A run that exists keeps its facts: they are tried again, and the script
// that made too much of them gets the verdict in place of being asked.
Result<void> Engine::refuse(LiveRun& run, const Error& why) {
  if (run.revision != Position{}) {
    if (run.refusal) return std::unexpected(why);
    TRY_VOID(on_conflict(run, why));
    return {};
  }
  for (auto& fact : run.taken) {
    if (fact.reply) fact.reply(std::unexpected(why));
  }
  for (auto& fact : run.mailbox) {
    if (fact.reply) fact.reply(std::unexpected(why));
  }
  for (auto& start : run.started_again) start.reply(std::unexpected(why));
  host_->drop(run.id);
  runs_.erase(run.id);
  return {};
}

Result<void> Engine::on_committed(LiveRun& run, const Committed& committed) {
  const auto position = committed.position;
  if (position > appended_.position) appended_ = {position, committed.chain};
  TRY_VOID(projector_.add({run.id, position, run.batch, run.state}));
  for (const auto& observer : observers_) observer({run.id, position, run.batch, run.state});
  for (auto& fact : run.taken) {
    if (fact.reply) fact.reply({});
  }
  for (const auto& start : std::exchange(run.started_again, {})) {
    TRY_VOID(answer_existing(start, run.state));
  }
  perform(run);
  courier_.committed(run.id, position, run.batch, run.state.ended());
  driver_.durable(run, position);
  return proceed(run);
}

// What each event of a durable commit permits, sets or makes moot.
struct Engine::Effects {
  Engine& engine;
  const LiveRun& run;

  void operator()(const StepRequested& event) const { engine.start(run, event.step, 1); }
  void operator()(const StepRetried& event) const {
    engine.start(run, event.step, event.attempt);
    settled(event.step);
  }
  void operator()(const StepChecked& event) const {
    if (const auto* step = run.state.find(event.step)) engine.start(run, step->id, step->attempt);
  }
  void operator()(const StepRetryAt& event) const { engine.timekeeper_.set(event.at); }
  void operator()(const TimerSet& event) const { engine.timekeeper_.set(event.at); }
  void operator()(const TimerFired& event) const { settled(event.timer); }
  void operator()(const TimerCancelled& event) const { settled(event.timer); }
  void operator()(const StepCancelled& event) const { settled(event.step); }
  void operator()(const StepCancelAsked& event) const {
    if (const auto* step = run.state.find(event.step)) engine.stop(run, *step);
  }
  void operator()(const RunCancelling&) const { stop_all(); }
  void operator()(const RunRollbackAsked&) const { stop_all(); }
  void operator()(const RunKilled&) const { stop_all(); }
  void operator()(const auto&) const {}  // nothing in the world

 private:
  void settled(const StepId& id) const { engine.timekeeper_.settled(run.id, id); }
  void stop_all() const {
    for (const auto& step : run.state.open) engine.stop(run, step);
  }
};

// Starts what the commit permits, and stops what it says nobody wants any more.
void Engine::perform(const LiveRun& run) {
  for (const auto& recorded : run.batch) std::visit(Effects{*this, run}, recorded.event);
}

// The attempt, while it is still wanted.
void Engine::start(const LiveRun& run, const StepId& id, std::uint32_t attempt) {
  const auto* step = run.state.find(id);
  if (step == nullptr || step->phase != StepPhase::performing || step->attempt != attempt) return;
  const bool is_unwanted = !run.state.wants(*step);
  if (shutting_down_ || is_unwanted) {
    const auto why = is_unwanted ? StopReason::cancel : StopReason::shutdown;
    inbox_->post(AttemptEnded{run.id, id, attempt, Stopped{why, {}, false}});
    return;
  }
  const auto age_us = std::max<std::int64_t>(parts_.clock.now().us - step->requested_at.us, 0);
  performer_.start(
      {run.id, id, attempt, step->operation, step->arguments, run.id.text + "/" + id.text,
       run.state.cwd, run.state.roots, step->progress, step->policy},
      std::chrono::microseconds(age_us));
}

// Only what is not wanted any more.
void Engine::stop(const LiveRun& run, const OpenStep& step) {
  if (run.state.wants(step)) return;
  if (step.phase == StepPhase::performing) {
    performer_.stop(run.id, step.id, StopReason::cancel);
  } else if (step.phase == StepPhase::backing_off && !run.state.ended()) {
    inbox_->post(TellRun{
        run.id, AttemptStopped{step.attempt, false, {}, step.id, StopReason::cancel}, {}, {}});
  }
}

}  // namespace azwf
