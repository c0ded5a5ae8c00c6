// The events of a run, as a closed set of types, each statically of one kind (event_kind.hpp).
//
// Invariant: `fields` lists every field in bytewise order of its name: encoding is canonical.
// Events refer to events of their run by ordinal; nothing here names a position.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "engine/run/run_decisions.hpp"
#include "engine/run/run_facts.hpp"
#include "engine/run/run_rulings.hpp"

namespace azwf {

using RunEvent = std::variant<
    RunStarted, StepSucceeded, TimerFired, SignalReceived, EventReceived, RunRollbackAsked,
    RunClaimed, AttemptFailed, AttemptStopped, AttemptLost, AttemptProgressed, RetryDue, RunResumed,
    RunRedelivered, StepResolved, RunCancelAsked, RunKillAsked, RunVerdict, StepInterrupted,
    StepRetryAt, StepRetried, StepInDoubt, StepChecking, StepFailed, StepTimedOut, StepAccepted,
    StepCancelled, RunCancelling, RunKilled, StepRequested, StepChecked, StepCancelAsked, TimerSet,
    TimerCancelled, SignalAwaited, EventAwaited, WaitCancelled, UndoRegistered, UndoBegun, UndoDone,
    UndoFailed, RunUndoing, EventEmitted, RunLogged, RunCompleted, RunFailed, RunCancelled,
    RunRolledBack, RunRollbackFailed>;

inline EventKind kind_of(const RunEvent& event) {
  return std::visit([](const auto& each) { return each.kind; }, event);
}
inline bool is_delivered(const RunEvent& event) {
  const EventKind kind = kind_of(event);
  return kind == EventKind::delivered || kind == EventKind::settling;
}
inline bool is_decision_of_script(const RunEvent& event) {
  return kind_of(event) == EventKind::decided;
}
inline bool is_ruling(const RunEvent& event) {
  const EventKind kind = kind_of(event);
  return kind == EventKind::ruled || kind == EventKind::settling;
}
inline bool is_fact(const RunEvent& event) {
  const EventKind kind = kind_of(event);
  return kind == EventKind::delivered || kind == EventKind::kept;
}
std::string_view type_of(const RunEvent& event);

// Where in the script a decision was made. Recorded beside the decision, never compared: moving a
// line is no divergence.
struct ScriptPlace {
  std::string module;
  std::int64_t line = 0;

  bool operator==(const ScriptPlace&) const = default;
};

// A run's event as it stands in its stream.
struct RecordedEvent {
  Ordinal ordinal = 0;
  Timestamp time;
  RunEvent event;
  ScriptPlace place;  // of script decisions

  bool operator==(const RecordedEvent&) const = default;
};

}  // namespace azwf
