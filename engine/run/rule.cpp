// The rules of the first semantics version.
#include "engine/run/rule.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"
#include "engine/base/time_text.hpp"

namespace azwf {
namespace {

constexpr std::uint32_t interruptions_max = 5;

bool performs(const RunState& state, const StepId& id, std::uint32_t attempt) {
  const auto* step = state.find(id);
  return step != nullptr && step->phase == StepPhase::performing &&
         (step->attempt == attempt || AZWF_PLANTED(15));
}

class Admissible {
 public:
  explicit Admissible(const RunState& state_) : state(state_) {}

  bool operator()(const RunStarted&) const { return !state.started; }
  bool operator()(const StepSucceeded& e) const {
    return performs(state, e.step, e.attempt) || AZWF_PLANTED(14);
  }
  bool operator()(const TimerFired& e) const {
    const auto found = std::ranges::find(state.timers, e.timer, &OpenTimer::id);
    return found != state.timers.end() && found->at == e.at && !state.ended();
  }
  bool operator()(const SignalReceived& e) const {
    return state.started && !state.ended() && !is_known(state, e);
  }
  bool operator()(const EventReceived& e) const {
    const auto found = std::ranges::find(state.waits, e.wait, &OpenWait::id);
    return found != state.waits.end() && !state.ended() &&
           std::holds_alternative<EventAwaited>(found->awaited);
  }
  bool operator()(const RunRollbackAsked&) const {
    if (!state.started || state.queued || (goes_back() && !AZWF_PLANTED(79))) return false;
    return !state.ended() || (state.end != RunStatus::rolled_back && !state.performs());
  }
  bool operator()(const RunClaimed& e) const { return state.started && e.epoch > state.epoch; }
  bool operator()(const AttemptFailed& e) const { return performs(state, e.step, e.attempt); }
  bool operator()(const AttemptStopped& e) const {
    return performs(state, e.step, e.attempt) || is_dropped(e);
  }
  bool operator()(const AttemptLost& e) const { return performs(state, e.step, e.attempt); }
  bool operator()(const AttemptProgressed& e) const { return performs(state, e.step, e.attempt); }
  bool operator()(const RetryDue& e) const {
    const auto* step = state.find(e.step);
    return step != nullptr && step->phase == StepPhase::backing_off && step->attempt == e.attempt &&
           !state.ended();
  }
  bool operator()(const RunResumed&) const { return state.stopped.has_value() || state.queued; }
  bool operator()(const RunRedelivered& e) const {
    return !state.stopped && !state.ended() && !state.undelivered.empty() &&
           state.undelivered.front() == e.fact;
  }
  bool operator()(const StepResolved& e) const {
    const auto* step = state.find(e.step);
    return step != nullptr && step->phase == StepPhase::in_doubt && !state.ended();
  }
  bool operator()(const RunCancelAsked&) const {
    return state.started && !state.ended() && !goes_back();
  }
  bool operator()(const RunKillAsked&) const { return state.started && !state.ended(); }
  bool operator()(const RunVerdict&) const { return !state.stopped; }
  bool operator()(const auto& ruling_or_decision) const { return (void)ruling_or_decision, false; }

 private:
  bool goes_back() const {
    return !state.ended() && (state.course != Course::forward || state.undoing);
  }
  // The next attempt of a step that nobody wants any more.
  bool is_dropped(const AttemptStopped& e) const {
    const auto* step = state.find(e.step);
    return step != nullptr && step->stop_asked && step->phase == StepPhase::backing_off &&
           step->attempt == e.attempt && !e.begun;
  }

  const RunState& state;
};

class Rule {
 public:
  Rule(const RunId& run, const RunState& before, Timestamp time)
      : run_(run), before_(before), time_(time) {}

  void operator()(const RunClaimed&) {
    if (AZWF_PLANTED(12) && time_.us < before_.last_time.us + 2'000) return;
    for (const auto& step : before_.open) {
      if (step.phase == StepPhase::performing) interrupted(step);
      if (step.phase == StepPhase::backing_off && step.stop_asked) cancelled(step);
    }
  }
  void operator()(const AttemptFailed& event) {
    const auto* step = before_.find(event.step);
    if (before_.ended() || step == nullptr) return;
    const auto failures = step->failures + 1;
    const auto next = event.attempt + 1;
    const Timestamp again{time_.us +
                          backoff_us(step->policy.retry, run_, event.step, next, failures)};
    if ((event.retryable || AZWF_PLANTED(19)) && failures < step->policy.retry.attempts &&
        (!step->stop_asked || AZWF_PLANTED(73)) && is_in_time(*step, again)) {
      add(StepRetryAt{again, next, event.step});
    } else if (event.error.code == timeout_code) {
      add(StepTimedOut{event.error, event.step});
    } else {
      add(StepFailed{event.error, event.step});
    }
  }
  // One that may be repeated is, and this does not count as an interruption.
  void operator()(const AttemptStopped& event) {
    const auto* step = before_.find(event.step);
    if (before_.ended() || step == nullptr) return;
    if (step->stop_asked) return cancelled(*step);
    if (event.begun && !may_repeat(*step)) return interrupted(*step);
    add(StepRetryAt{time_, event.attempt + 1, event.step});
  }
  void operator()(const AttemptLost& event) {
    if (const auto* step = before_.find(event.step)) interrupted(*step);
  }
  void operator()(const RetryDue& event) { add(StepRetried{event.attempt, event.step}); }
  void operator()(const StepResolved& event) {
    const auto* step = before_.find(event.step);
    if (step == nullptr) return;
    switch (event.as) {
      case Resolution::done: add(StepAccepted{event.result, event.step}); break;
      case Resolution::retry: add(StepRetried{step->attempt + 1, event.step}); break;
      case Resolution::failed:
        add(StepFailed{{"resolved_failed", "a person said that the step failed", {}}, event.step});
        break;
    }
  }
  void operator()(const RunCancelAsked& event) {
    add(RunCancelling{event.reason});
    drop_retries();
  }
  void operator()(const RunRollbackAsked&) { drop_retries(); }
  void operator()(const RunKillAsked& event) { add(RunKilled{event.reason}); }
  // Facts that call for no ruling.
  void operator()(const TimerFired&) {}
  void operator()(const SignalReceived&) {}
  void operator()(const EventReceived&) {}
  void operator()(const AttemptProgressed&) {}
  void operator()(const RunStarted&) {}
  void operator()(const StepSucceeded&) {}
  void operator()(const RunResumed&) {}
  void operator()(const RunRedelivered&) {}
  void operator()(const RunVerdict&) {}
  void operator()(const auto&) { AZWF_CHECK(!"only facts are ruled"); }

  std::vector<RunEvent> rulings;

 private:
  void add(RunEvent ruling) { rulings.push_back(std::move(ruling)); }

  void cancelled(const OpenStep& step) {
    const bool is_due = step.phase == StepPhase::backing_off;
    add(StepCancelled{is_due ? step.due : Timestamp{}, step.id});
  }

  void drop_retries() {
    for (const auto& step : before_.open) {
      const bool is_dropped = step.phase == StepPhase::backing_off && !is_of_undo(step.id);
      if (is_dropped) cancelled(step);
    }
  }

  // Whether an attempt at that time may still be made.
  static bool is_in_time(const OpenStep& step, Timestamp at) {
    const auto limit_ms = step.policy.schedule_to_close_ms;
    return limit_ms == 0 || at.us < step.requested_at.us + limit_ms * 1'000;
  }

  static bool may_repeat(const OpenStep& step) {
    return step.policy.on_interrupt == OnInterrupt::retry && step.policy.repeatable;
  }

  void interrupted(const OpenStep& step) {
    add(StepInterrupted{step.attempt, step.id});
    if (before_.ended()) return;
    if (step.policy.on_interrupt == OnInterrupt::fail) {
      add(StepFailed{
          {"interrupted", "the step was interrupted; whether it happened is unknown", {}},
          step.id});
    } else if (step.interruptions + (AZWF_PLANTED(28) ? 0 : 1) >= interruptions_max) {
      add(StepInDoubt{step.attempt, step.id});
    } else if (step.policy.on_interrupt == OnInterrupt::check) {
      add(StepChecking{step.attempt, step.id});
    } else if (!may_repeat(step)) {
      add(StepInDoubt{step.attempt, step.id});
    } else if (step.stop_asked) {
      cancelled(step);
    } else {
      add(StepRetried{step.attempt + 1, step.id});
    }
  }

  const RunId& run_;
  const RunState& before_;
  Timestamp time_;
};

// A number in [0, 1) that depends on nothing but its arguments.
double jitter(const RunId& run, const StepId& step, std::uint32_t attempt) {
  const auto digest = sha256('j', run.text + "\n" + step.text, "\n" + std::to_string(attempt));
  if (AZWF_PLANTED(23))
    return static_cast<double>(reinterpret_cast<std::uintptr_t>(&step) % 997) / 997;
  std::uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) bits = bits << 8 | digest.bytes[static_cast<std::size_t>(i)];
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

const StepId* step_of(const RunEvent& event) {
  return std::visit(
      [](const auto& each) -> const StepId* {
        if constexpr (requires { each.step; }) return &each.step;
        return nullptr;
      },
      event);
}

}  // namespace

bool is_known(const RunState& state, const RunEvent& fact) {
  const auto* signal = std::get_if<SignalReceived>(&fact);
  return signal != nullptr && !signal->id.empty() &&
         std::ranges::find(state.signal_ids, signal->id) != state.signal_ids.end();
}

bool is_admissible(const RunState& state, const RunEvent& fact) {
  return std::visit(Admissible{state}, fact);
}

std::vector<RunEvent> rule(const RunId& run, const RunState& before, const RunEvent& fact,
                           Timestamp time) {
  Rule rule(run, before, time);
  std::visit(rule, fact);
  return std::move(rule.rulings);
}

bool still_applies(const RunState& state, const RunEvent& ruling) {
  const auto* step = step_of(ruling);
  if (step != nullptr && state.find(*step) == nullptr) return false;
  // Once the run has ended, what is at work is still accounted for, but nothing new is begun.
  return !state.ended() || std::holds_alternative<StepInterrupted>(ruling);
}

std::int64_t backoff_us(const RetryPolicy& policy, const RunId& run, const StepId& step,
                        std::uint32_t attempt, std::uint32_t failures) {
  const auto delay_ms_max = static_cast<double>(std::min(policy.max_ms, duration_ms_max));
  auto delay_ms = static_cast<double>(policy.first_ms);
  // Multiplied step by step: pow() may differ in its last bit from one machine to another.
  for (std::uint32_t i = 1; i < failures && delay_ms < delay_ms_max; ++i) delay_ms *= policy.factor;
  const auto jittered = std::min(delay_ms, delay_ms_max) * (0.9 + 0.2 * jitter(run, step, attempt));
  return static_cast<std::int64_t>(std::llround(jittered * 1'000.0));
}

}  // namespace azwf
