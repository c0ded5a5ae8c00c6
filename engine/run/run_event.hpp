// The events of a run, as a closed set of types, each statically of one kind.
//
//   delivered  a fact the script sees            ruled      the engine's decision, kept by the
//   engine kept       a fact the engine keeps           settling   a ruling the script sees decided
//   the script's decision
//
// Invariant: `fields` lists every field in bytewise order of its name: encoding is canonical.
// Events refer to events of their run by ordinal; nothing here names a position.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/packed.hpp"
#include "engine/base/strong.hpp"
#include "engine/operation/operation.hpp"

namespace azwf {

enum class EventKind { delivered, kept, ruled, settling, decided };

using Ordinal = std::uint32_t;  // of an event in its run's stream, from 0

// ---- facts delivered to the script

struct RunStarted {
  static constexpr std::string_view type = "run.started";
  static constexpr EventKind kind = EventKind::delivered;
  Packed params;
  Digest program;
  std::int64_t semantics = 1;
  std::string workflow;
  std::string cwd;  // the working folder it was started in; relative paths of steps begin there
  std::vector<std::string> roots;  // absolute: where its steps may touch files; none: `cwd` alone
  static void fields(auto& self, auto&& visit) {
    visit("cwd", self.cwd);
    visit("params", self.params);
    visit("program", self.program);
    visit("roots", self.roots);
    visit("semantics", self.semantics);
    visit("workflow", self.workflow);
  }
  bool operator==(const RunStarted&) const = default;
};

struct StepSucceeded {
  static constexpr std::string_view type = "step.succeeded";
  static constexpr EventKind kind = EventKind::delivered;
  std::uint32_t attempt = 1;
  std::optional<OutputRef> output;
  Packed result;
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("attempt", self.attempt);
    visit("output", self.output);
    visit("result", self.result);
    visit("step", self.step);
  }
  bool operator==(const StepSucceeded&) const = default;
};

// ---- facts kept by the engine

struct RunClaimed {
  static constexpr std::string_view type = "run.claimed";
  static constexpr EventKind kind = EventKind::kept;
  std::string engine;
  std::uint64_t epoch = 0;
  static void fields(auto& self, auto&& visit) {
    visit("engine", self.engine);
    visit("epoch", self.epoch);
  }
  bool operator==(const RunClaimed&) const = default;
};

struct AttemptFailed {
  static constexpr std::string_view type = "attempt.failed";
  static constexpr EventKind kind = EventKind::kept;
  std::uint32_t attempt = 1;
  StepError error;
  std::optional<OutputRef> output;
  bool retryable = true;
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("attempt", self.attempt);
    visit("error", self.error);
    visit("output", self.output);
    visit("retryable", self.retryable);
    visit("step", self.step);
  }
  bool operator==(const AttemptFailed&) const = default;
};

// The attempt was stopped and is known to be gone.
struct AttemptStopped {
  static constexpr std::string_view type = "attempt.stopped";
  static constexpr EventKind kind = EventKind::kept;
  std::uint32_t attempt = 1;
  bool begun = true;
  std::optional<OutputRef> output;
  StepId step;
  StopReason why = StopReason::cancel;
  static void fields(auto& self, auto&& visit) {
    visit("attempt", self.attempt);
    visit("begun", self.begun);
    visit("output", self.output);
    visit("step", self.step);
    visit("why", self.why);
  }
  bool operator==(const AttemptStopped&) const = default;
};

// Nobody knows whether the attempt did its work; it is known to be gone.
struct AttemptLost {
  static constexpr std::string_view type = "attempt.lost";
  static constexpr EventKind kind = EventKind::kept;
  std::uint32_t attempt = 1;
  std::optional<OutputRef> output;
  StepId step;
  std::string why;
  static void fields(auto& self, auto&& visit) {
    visit("attempt", self.attempt);
    visit("output", self.output);
    visit("step", self.step);
    visit("why", self.why);
  }
  bool operator==(const AttemptLost&) const = default;
};

struct RetryDue {
  static constexpr std::string_view type = "retry.due";
  static constexpr EventKind kind = EventKind::kept;
  std::uint32_t attempt = 2;
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("attempt", self.attempt);
    visit("step", self.step);
  }
  bool operator==(const RetryDue&) const = default;
};

// A person asked a stopped run to carry on.
struct RunResumed {
  static constexpr std::string_view type = "run.resumed";
  static constexpr EventKind kind = EventKind::kept;
  static void fields(auto&, auto&&) {}
  bool operator==(const RunResumed&) const = default;
};

// A fact that was appended undelivered reaches the script now.
struct RunRedelivered {
  static constexpr std::string_view type = "run.redelivered";
  static constexpr EventKind kind = EventKind::kept;
  Ordinal fact = 0;
  static void fields(auto& self, auto&& visit) { visit("fact", self.fact); }
  bool operator==(const RunRedelivered&) const = default;
};

enum class Resolution { done, failed, retry };

// A person says what became of a step in doubt.
struct StepResolved {
  static constexpr std::string_view type = "step.resolved";
  static constexpr EventKind kind = EventKind::kept;
  Resolution as = Resolution::done;
  Packed result;  // for `done`
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("as", self.as);
    visit("result", self.result);
    visit("step", self.step);
  }
  bool operator==(const StepResolved&) const = default;
};

// The script could not decide: it was over budget, crashed, or parted from its history. The run is
// stopped, `fact` is undelivered until `resume`.
struct RunVerdict {
  static constexpr std::string_view type = "run.verdict";
  static constexpr EventKind kind = EventKind::kept;
  Ordinal fact = 0;
  std::string verdict;  // "instructions", "memory", "too_many_decisions", "divergence", …
  std::int64_t line = 0;
  std::string message;
  std::string module;
  static void fields(auto& self, auto&& visit) {
    visit("fact", self.fact);
    visit("kind", self.verdict);
    visit("line", self.line);
    visit("message", self.message);
    visit("module", self.module);
  }
  bool operator==(const RunVerdict&) const = default;
};

// ---- rulings

struct StepInterrupted {
  static constexpr std::string_view type = "step.interrupted";
  static constexpr EventKind kind = EventKind::ruled;
  std::uint32_t attempt = 1;
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("attempt", self.attempt);
    visit("step", self.step);
  }
  bool operator==(const StepInterrupted&) const = default;
};

// The next attempt is due at `at`; it permits nothing by itself.
struct StepRetryAt {
  static constexpr std::string_view type = "step.retry_at";
  static constexpr EventKind kind = EventKind::ruled;
  Timestamp at;
  std::uint32_t attempt = 2;
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("at", self.at);
    visit("attempt", self.attempt);
    visit("step", self.step);
  }
  bool operator==(const StepRetryAt&) const = default;
};

// Once durable, the attempt may start.
struct StepRetried {
  static constexpr std::string_view type = "step.retried";
  static constexpr EventKind kind = EventKind::ruled;
  std::uint32_t attempt = 2;
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("attempt", self.attempt);
    visit("step", self.step);
  }
  bool operator==(const StepRetried&) const = default;
};

struct StepInDoubt {
  static constexpr std::string_view type = "step.in_doubt";
  static constexpr EventKind kind = EventKind::ruled;
  std::uint32_t attempt = 1;
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("attempt", self.attempt);
    visit("step", self.step);
  }
  bool operator==(const StepInDoubt&) const = default;
};

// ---- rulings the script sees

struct StepFailed {
  static constexpr std::string_view type = "step.failed";
  static constexpr EventKind kind = EventKind::settling;
  StepError error;
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("error", self.error);
    visit("step", self.step);
  }
  bool operator==(const StepFailed&) const = default;
};

struct StepTimedOut {
  static constexpr std::string_view type = "step.timed_out";
  static constexpr EventKind kind = EventKind::settling;
  StepError error;
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("error", self.error);
    visit("step", self.step);
  }
  bool operator==(const StepTimedOut&) const = default;
};

// A step in doubt counts as done, because a person said so.
struct StepAccepted {
  static constexpr std::string_view type = "step.accepted";
  static constexpr EventKind kind = EventKind::settling;
  Packed result;
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("result", self.result);
    visit("step", self.step);
  }
  bool operator==(const StepAccepted&) const = default;
};

// ---- the script's decisions

struct StepRequested {
  static constexpr std::string_view type = "step.requested";
  static constexpr EventKind kind = EventKind::decided;
  Packed arguments;
  std::string name;  // the author's name for the step; empty: the operation's
  std::string operation;
  StepPolicy policy;
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("arguments", self.arguments);
    visit("name", self.name);
    visit("operation", self.operation);
    visit("policy", self.policy);
    visit("step", self.step);
  }
  bool operator==(const StepRequested&) const = default;
};

// An event of the author's own type (wf.emit). Its type and subject stand in the event's envelope.
struct EventEmitted {
  static constexpr EventKind kind = EventKind::decided;
  std::string type;
  std::string subject;
  Packed data;
  bool operator==(const EventEmitted&) const = default;
};

struct RunLogged {
  static constexpr std::string_view type = "run.logged";
  static constexpr EventKind kind = EventKind::decided;
  std::string level;
  std::string text;
  static void fields(auto& self, auto&& visit) {
    visit("level", self.level);
    visit("text", self.text);
  }
  bool operator==(const RunLogged&) const = default;
};

struct RunCompleted {
  static constexpr std::string_view type = "run.completed";
  static constexpr EventKind kind = EventKind::decided;
  Packed result;
  static void fields(auto& self, auto&& visit) { visit("result", self.result); }
  bool operator==(const RunCompleted&) const = default;
};

struct RunFailed {
  static constexpr std::string_view type = "run.failed";
  static constexpr EventKind kind = EventKind::decided;
  StepError error;
  static void fields(auto& self, auto&& visit) { visit("error", self.error); }
  bool operator==(const RunFailed&) const = default;
};

using RunEvent =
    std::variant<RunStarted, StepSucceeded, RunClaimed, AttemptFailed, AttemptStopped, AttemptLost,
                 RetryDue, RunResumed, RunRedelivered, StepResolved, RunVerdict, StepInterrupted,
                 StepRetryAt, StepRetried, StepInDoubt, StepFailed, StepTimedOut, StepAccepted,
                 StepRequested, EventEmitted, RunLogged, RunCompleted, RunFailed>;

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
