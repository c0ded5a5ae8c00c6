// evolve: one overload per event, no default branch: a new event does not compile until it is here.
#include <algorithm>

#include "engine/base/check.hpp"
#include "engine/run/run_state.hpp"

namespace azwf {
namespace {

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
    state_.started_at = recorded_.time;
  }
  void operator()(const StepSucceeded& event) { settle(event.step); }
  void operator()(const RunClaimed& event) { state_.epoch = event.epoch; }
  void operator()(const AttemptFailed& event) {
    if (auto* step = find(event.step)) ++step->failures;
    if (state_.ended()) settle(event.step);
  }
  void operator()(const AttemptStopped& event) {
    if (state_.ended()) settle(event.step);
  }
  void operator()(const AttemptLost&) {}
  void operator()(const RetryDue&) {}
  void operator()(const RunResumed&) { state_.stopped.reset(); }
  void operator()(const RunRedelivered&) {
    state_.undelivered.pop_front();
    ++state_.deliveries;
  }
  void operator()(const StepResolved&) {}
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
  void operator()(const StepFailed& event) { settle(event.step); }
  void operator()(const StepTimedOut& event) { settle(event.step); }
  void operator()(const StepAccepted& event) { settle(event.step); }
  void operator()(const StepRequested& event) {
    state_.open.push_back({.id = event.step,
                           .operation = event.operation,
                           .name = event.name,
                           .arguments = event.arguments,
                           .policy = event.policy});
  }
  void operator()(const EventEmitted&) {}
  void operator()(const RunLogged&) {}
  void operator()(const RunCompleted& event) {
    state_.result = event.result;
    state_.ended_at = recorded_.time;
  }
  void operator()(const RunFailed& event) {
    state_.error = event.error;
    state_.ended_at = recorded_.time;
  }

 private:
  OpenStep* find(const StepId& id) {
    const auto found = std::ranges::find(state_.open, id, &OpenStep::id);
    return found == state_.open.end() ? nullptr : &*found;
  }
  void settle(const StepId& id) {
    std::erase_if(state_.open, [&](auto& s) { return s.id == id; });
  }

  RunState& state_;
  const RecordedEvent& recorded_;
};

}  // namespace

bool reaches_script(const RunState& state, const RunEvent& event) {
  if (std::holds_alternative<RunRedelivered>(event)) return true;
  return is_delivered(event) && !state.stopped && state.undelivered.empty() && !state.ended();
}

void evolve(RunState& state, const RecordedEvent& recorded) {
  AZWF_CHECK(recorded.ordinal == state.next_ordinal);
  const bool reaches = reaches_script(state, recorded.event);
  ++state.next_ordinal;
  if (is_fact(recorded.event)) state.last_time = std::max(state.last_time, recorded.time);
  if (is_delivered(recorded.event)) {
    if (reaches) {
      ++state.deliveries;
    } else if (!state.ended() && !AZWF_PLANTED(16)) {
      state.undelivered.push_back(recorded.ordinal);
    }
  }
  std::visit(Evolve(state, recorded), recorded.event);
}

}  // namespace azwf
