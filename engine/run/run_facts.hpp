// The facts of a run: what came from outside. run_event.hpp has the rules of these structs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/packed.hpp"
#include "engine/base/strong.hpp"
#include "engine/operation/operation.hpp"
#include "engine/run/event_kind.hpp"

namespace azwf {

// ---- facts delivered to the script

enum class Begin { at_once, when_resumed };

// The events that started the run. Its script sees them: {data, id, subject, time, type} each.
struct StartedBy {
  std::string correlation;  // the id of the event that the chain began with
  std::uint32_t depth = 1;  // how many runs of the chain lead to this one, itself included
  std::vector<Packed> events;

  bool operator==(const StartedBy&) const = default;
};

struct RunStarted {
  static constexpr std::string_view type = "run.started";
  static constexpr EventKind kind = EventKind::delivered;
  Begin begin = Begin::at_once;
  Packed params;
  Digest program;
  std::int64_t semantics = 1;
  std::string workflow;
  std::string cwd;  // the working folder it was started in; relative paths of steps begin there
  std::vector<std::string> roots;  // absolute: where its steps may touch files; none: `cwd` alone
  std::optional<StartedBy> started_by;  // nothing: somebody started it
  static void fields(auto& self, auto&& visit) {
    visit("begin", self.begin);
    visit("cwd", self.cwd);
    visit("params", self.params);
    visit("program", self.program);
    visit("roots", self.roots);
    visit("semantics", self.semantics);
    visit("started_by", self.started_by);
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

struct TimerFired {
  static constexpr std::string_view type = "timer.fired";
  static constexpr EventKind kind = EventKind::delivered;
  Timestamp at;  // as it was set
  StepId timer;
  static void fields(auto& self, auto&& visit) {
    visit("at", self.at);
    visit("timer", self.timer);
  }
  bool operator==(const TimerFired&) const = default;
};

// Goes to the earliest wait for the name; without one, the script keeps it for the next.
struct SignalReceived {
  static constexpr std::string_view type = "signal.received";
  static constexpr EventKind kind = EventKind::delivered;
  Packed data;
  std::string id;  // of the sending: another one with it is the same; may be empty
  std::string name;
  static void fields(auto& self, auto&& visit) {
    visit("data", self.data);
    visit("id", self.id);
    visit("name", self.name);
  }
  bool operator==(const SignalReceived&) const = default;
};

// An event of the log that a wait asked for.
struct EventReceived {
  static constexpr std::string_view type = "event.received";
  static constexpr EventKind kind = EventKind::delivered;
  Packed data;
  std::string event_type;
  std::string id;  // of the event in the log
  std::string subject;
  Timestamp time;
  StepId wait;
  static void fields(auto& self, auto&& visit) {
    visit("data", self.data);
    visit("event", self.event_type);
    visit("id", self.id);
    visit("subject", self.subject);
    visit("time", self.time);
    visit("wait", self.wait);
  }
  bool operator==(const EventReceived&) const = default;
};

// Undo what the run did, whether it lives or has ended. In a run that was killed, nothing that its
// branches still wait for comes any more, but what a person says of steps in doubt.
struct RunRollbackAsked {
  static constexpr std::string_view type = "run.rollback_asked";
  static constexpr EventKind kind = EventKind::delivered;
  std::string after;  // the status it was asked in
  std::string reason;
  std::vector<StepId> in_doubt;
  static void fields(auto& self, auto&& visit) {
    visit("after", self.after);
    visit("in_doubt", self.in_doubt);
    visit("reason", self.reason);
  }
  bool operator==(const RunRollbackAsked&) const = default;
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

// A person asked a run to go on that is stopped, or to begin that is queued.
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

struct AttemptProgressed {
  static constexpr std::string_view type = "attempt.progressed";
  static constexpr EventKind kind = EventKind::kept;
  std::uint32_t attempt = 1;
  StepId step;
  Packed value;  // handed to the next attempt of the step
  static void fields(auto& self, auto&& visit) {
    visit("attempt", self.attempt);
    visit("step", self.step);
    visit("value", self.value);
  }
  bool operator==(const AttemptProgressed&) const = default;
};

struct RunCancelAsked {
  static constexpr std::string_view type = "run.cancel_asked";
  static constexpr EventKind kind = EventKind::kept;
  std::string reason;
  static void fields(auto& self, auto&& visit) { visit("reason", self.reason); }
  bool operator==(const RunCancelAsked&) const = default;
};

struct RunKillAsked {
  static constexpr std::string_view type = "run.kill_asked";
  static constexpr EventKind kind = EventKind::kept;
  std::string reason;
  static void fields(auto& self, auto&& visit) { visit("reason", self.reason); }
  bool operator==(const RunKillAsked&) const = default;
};

}  // namespace azwf
