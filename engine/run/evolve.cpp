// evolve: one overload per event, no default branch: a new event does not compile until it is here.
#include <algorithm>
#include <utility>

#include "engine/base/check.hpp"
#include "engine/run/run_state.hpp"

namespace azwf {
namespace {

constexpr std::size_t signal_ids_kept = 256;

class Evolve {
 public:
  Evolve(RunState& state, const RecordedEvent& recorded) : state_(state), recorded_(recorded) {}

  void operator()(const RunStarted& event) {
    state_.started = true;
    state_.workflow = event.workflow;
    state_.program = event.program;
    state_.semantics = event.semantics;
    state_.params = event.params;
    state_.cwd = event.cwd;
    state_.roots = event.roots;
    if (event.started_by) {
      state_.depth = event.started_by->depth;
      state_.correlation = event.started_by->correlation;
    }
    state_.started_at = recorded_.time;
    state_.queued = event.begin == Begin::when_resumed;
  }
  void operator()(const StepSucceeded& event) { settle(event.step); }
  void operator()(const TimerFired& event) {
    erase(state_.timers, event.timer);
    erase(state_.waits, event.timer);
  }
  void operator()(const SignalReceived& event) {
    if (!event.id.empty()) state_.signal_ids.push_back(event.id);
    if (state_.signal_ids.size() > signal_ids_kept) state_.signal_ids.pop_front();
    const auto waits = [&](const OpenWait& wait) {
      const auto* signal = std::get_if<SignalAwaited>(&wait.awaited);
      return signal != nullptr && signal->name == event.name;
    };
    const auto first = std::ranges::find_if(state_.waits, waits);
    if (first != state_.waits.end()) state_.waits.erase(first);
  }
  void operator()(const EventReceived& event) { erase(state_.waits, event.wait); }
  // A run that was killed learns first what its script had not seen; unless that was tried before.
  void operator()(const RunRollbackAsked& event) {
    if (std::exchange(state_.end, {}) == RunStatus::killed) {
      std::erase_if(state_.open, [](auto& step) { return step.phase != StepPhase::in_doubt; });
      const bool was_retold = std::exchange(state_.was_retold, true);
      if (was_retold && !state_.undelivered.empty()) state_.undelivered = {recorded_.ordinal};
    }
    turn(Course::rolling_back, event.reason);
  }
  void operator()(const RunClaimed& event) { state_.epoch = event.epoch; }
  void operator()(const AttemptFailed& event) {
    if (auto* step = find(event.step)) ++step->failures;
    if (state_.ended()) settle(event.step);
  }
  void operator()(const AttemptStopped& event) {
    if (state_.ended()) settle(event.step);
  }
  void operator()(const AttemptLost&) {}
  void operator()(const AttemptProgressed& event) {
    auto* step = find(event.step);
    if (step != nullptr && !(AZWF_PLANTED(78) && step->attempt > 1)) step->progress = event.value;
  }
  void operator()(const RetryDue&) {}
  void operator()(const RunResumed&) {
    state_.stopped.reset();
    state_.queued = false;
  }
  void operator()(const RunRedelivered&) {
    state_.undelivered.pop_front();
    ++state_.deliveries;
  }
  void operator()(const StepResolved&) {}
  void operator()(const RunCancelAsked&) {}
  void operator()(const RunKillAsked&) {}
  void operator()(const RunVerdict& event) {
    state_.stopped = event;
    state_.undelivered.push_front(event.fact);
    --state_.deliveries;
  }
  void operator()(const StepInterrupted& event) {
    if (auto* step = find(event.step)) ++step->interruptions;
    if (state_.ended()) settle(event.step);
  }
  void operator()(const StepRetryAt& event) {
    if (auto* step = find(event.step)) {
      step->phase = StepPhase::backing_off;
      step->attempt = event.attempt;
      step->due = event.at;
    }
  }
  void operator()(const StepRetried& event) {
    if (auto* step = find(event.step)) {
      if (step->phase == StepPhase::in_doubt) step->interruptions = 0;
      step->phase = StepPhase::performing;
      step->attempt = event.attempt;
    }
  }
  void operator()(const StepInDoubt& event) {
    if (auto* step = find(event.step)) step->phase = StepPhase::in_doubt;
  }
  void operator()(const StepChecking& event) {
    if (auto* step = find(event.step)) step->phase = StepPhase::checking;
  }
  void operator()(const StepFailed& event) { settle(event.step); }
  void operator()(const StepTimedOut& event) { settle(event.step); }
  void operator()(const StepAccepted& event) { settle(event.step); }
  void operator()(const StepCancelled& event) { settle(event.step); }
  // A script that has seen nothing yet is not asked how to end.
  void operator()(const RunCancelling& event) {
    turn(Course::cancelling, event.reason);
    if (state_.deliveries > 0) return;
    pass_over_script();
    finish(RunStatus::cancelled);
  }
  // What is at work is still told to stop; what waits for its script waits for a rollback.
  void operator()(const RunKilled& event) {
    state_.reason = event.reason;
    pass_over_script();
    finish(RunStatus::killed);
  }

  void operator()(const StepRequested& event) {
    state_.open.push_back({.id = event.step,
                           .operation = event.operation,
                           .name = event.name,
                           .arguments = event.arguments,
                           .policy = event.policy,
                           .requested_at = recorded_.time,
                           .stop_asked = goes_back() && !is_of_undo(event.step)});
  }
  void operator()(const StepChecked& event) {
    auto* step = find(event.step);
    if (step == nullptr) return;
    switch (event.finding) {
      case Finding::done: return settle(event.step);
      case Finding::not_done:
        step->phase = StepPhase::performing;
        ++step->attempt;
        return;
      case Finding::unknown:
        step->phase = AZWF_PLANTED(53) ? StepPhase::performing : StepPhase::in_doubt;
        return;
    }
  }
  void operator()(const StepCancelAsked& event) {
    if (auto* step = find(event.step)) step->stop_asked = true;
  }
  void operator()(const TimerSet& event) {
    state_.timers.push_back({event.timer, event.at, event.why});
  }
  void operator()(const TimerCancelled& event) { erase(state_.timers, event.timer); }
  void operator()(const SignalAwaited& event) { state_.waits.push_back({event.wait, event}); }
  void operator()(const EventAwaited& event) { state_.waits.push_back({event.wait, event}); }
  void operator()(const WaitCancelled& event) { erase(state_.waits, event.wait); }
  void operator()(const UndoRegistered& event) {
    state_.undos.push_back({.id = event.undo, .name = event.name});
  }
  void operator()(const UndoBegun& event) { note(event.undo, UndoPhase::begun); }
  void operator()(const UndoDone& event) { erase(state_.undos, event.undo); }
  void operator()(const UndoFailed& event) { note(event.undo, UndoPhase::failed); }
  void operator()(const RunUndoing&) { state_.undoing = true; }
  void operator()(const EventEmitted&) {}
  void operator()(const RunLogged&) {}
  void operator()(const RunCompleted& event) {
    state_.result = event.result;
    finish_unless_rolled_back(RunStatus::completed);
  }
  void operator()(const RunFailed& event) {
    state_.error = event.error;
    finish_unless_rolled_back(RunStatus::failed);
  }
  void operator()(const RunCancelled&) { finish_unless_rolled_back(RunStatus::cancelled); }
  void operator()(const RunRolledBack&) { finish(RunStatus::rolled_back); }
  void operator()(const RunRollbackFailed& event) {
    state_.error = event.error;
    finish(RunStatus::rollback_failed);
  }

 private:
  OpenStep* find(const StepId& id) {
    const auto found = std::ranges::find(state_.open, id, &OpenStep::id);
    return found == state_.open.end() ? nullptr : &*found;
  }
  void settle(const StepId& id) { erase(state_.open, id); }
  [[nodiscard]] bool goes_back() const { return state_.course != Course::forward; }
  static void erase(auto& items, const StepId& id) {
    const auto found = std::ranges::find_if(items, [&](const auto& item) { return item.id == id; });
    if (found != items.end()) items.erase(found);
  }
  void note(const StepId& undo, UndoPhase phase) {
    const auto found = std::ranges::find(state_.undos, undo, &PendingUndo::id);
    if (found != state_.undos.end()) found->phase = phase;
  }
  // What was begun until now is not wanted any more; what undoes it is.
  void turn(Course course, const std::string& reason) {
    state_.course = course;
    state_.reason = reason;
    for (auto& step : state_.open) step.stop_asked |= !is_of_undo(step.id) || AZWF_PLANTED(72);
  }
  void pass_over_script() {
    state_.stopped.reset();
    state_.queued = false;
  }
  // A script that ends by what it had not seen is still to see the rollback behind that.
  void finish_unless_rolled_back(RunStatus status) {
    const bool is_behind = state_.course == Course::rolling_back && !state_.undelivered.empty();
    if (!is_behind) finish(status);
  }
  // Whatever has not reached a script that ended never does.
  void finish(RunStatus status) {
    if (status != RunStatus::killed && !AZWF_PLANTED(50)) state_.undelivered.clear();
    state_.end = status;
    state_.ended_at = recorded_.time;
    state_.course = Course::forward;
    state_.undoing = false;
  }

  RunState& state_;
  const RecordedEvent& recorded_;
};

}  // namespace

bool reaches_script(const RunState& state, const RunEvent& event) {
  if (std::holds_alternative<RunRedelivered>(event)) return true;
  if (!is_delivered(event) || state.stopped || !state.undelivered.empty()) return false;
  const auto* started = std::get_if<RunStarted>(&event);
  const bool is_queued = started != nullptr && started->begin == Begin::when_resumed;
  if (is_queued && !AZWF_PLANTED(54)) return false;
  return !state.ended() || std::holds_alternative<RunRollbackAsked>(event) || AZWF_PLANTED(74);
}

bool keeps_undelivered(const RunState& state) {
  return !state.ended() || state.end == RunStatus::killed;
}

void evolve(RunState& state, const RecordedEvent& recorded) {
  AZWF_CHECK(recorded.ordinal == state.next_ordinal);
  const bool reaches = reaches_script(state, recorded.event);
  ++state.next_ordinal;
  if (is_fact(recorded.event)) state.last_time = std::max(state.last_time, recorded.time);
  if (is_delivered(recorded.event)) {
    if (reaches) {
      ++state.deliveries;
    } else if (keeps_undelivered(state) && !AZWF_PLANTED(16)) {
      state.undelivered.push_back(recorded.ordinal);
    }
  }
  std::visit(Evolve(state, recorded), recorded.event);
}

}  // namespace azwf
