// What a script decides. run_event.hpp has the rules of these structs.
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

enum class Finding { done, not_done, unknown };

// What the script's check found: that the step was done, that it was not (it is attempted again),
// or nothing (a person is asked).
struct StepChecked {
  static constexpr std::string_view type = "step.checked";
  static constexpr EventKind kind = EventKind::decided;
  Finding finding = Finding::unknown;
  Packed result;  // of a step that was done
  StepId step;
  std::string why;  // nothing was found
  static void fields(auto& self, auto&& visit) {
    visit("finding", self.finding);
    visit("result", self.result);
    visit("step", self.step);
    visit("why", self.why);
  }
  bool operator==(const StepChecked&) const = default;
};

// Nobody wants the step any more. The script still waits for what becomes of it.
struct StepCancelAsked {
  static constexpr std::string_view type = "step.cancel_asked";
  static constexpr EventKind kind = EventKind::decided;
  StepId step;
  static void fields(auto& self, auto&& visit) { visit("step", self.step); }
  bool operator==(const StepCancelAsked&) const = default;
};

struct TimerSet {
  static constexpr std::string_view type = "timer.set";
  static constexpr EventKind kind = EventKind::decided;
  Timestamp at;
  StepId timer;
  std::string why;  // "sleep", or the wait of the same id: "signal", "event"
  static void fields(auto& self, auto&& visit) {
    visit("at", self.at);
    visit("timer", self.timer);
    visit("why", self.why);
  }
  bool operator==(const TimerSet&) const = default;
};

struct TimerCancelled {
  static constexpr std::string_view type = "timer.cancelled";
  static constexpr EventKind kind = EventKind::decided;
  Timestamp at;  // as it was set
  StepId timer;
  static void fields(auto& self, auto&& visit) {
    visit("at", self.at);
    visit("timer", self.timer);
  }
  bool operator==(const TimerCancelled&) const = default;
};

struct SignalAwaited {
  static constexpr std::string_view type = "signal.awaited";
  static constexpr EventKind kind = EventKind::decided;
  std::string name;
  StepId wait;
  static void fields(auto& self, auto&& visit) {
    visit("name", self.name);
    visit("wait", self.wait);
  }
  bool operator==(const SignalAwaited&) const = default;
};

// Of the events recorded after it, the first that matches is received.
struct EventAwaited {
  static constexpr std::string_view type = "event.awaited";
  static constexpr EventKind kind = EventKind::decided;
  std::string event_type;
  std::string subject;  // empty: any
  StepId wait;
  Packed where;  // a map of fields of its data and their values
  static void fields(auto& self, auto&& visit) {
    visit("event", self.event_type);
    visit("subject", self.subject);
    visit("wait", self.wait);
    visit("where", self.where);
  }
  bool operator==(const EventAwaited&) const = default;
};

struct WaitCancelled {
  static constexpr std::string_view type = "wait.cancelled";
  static constexpr EventKind kind = EventKind::decided;
  StepId wait;
  static void fields(auto& self, auto&& visit) { visit("wait", self.wait); }
  bool operator==(const WaitCancelled&) const = default;
};

struct UndoRegistered {
  static constexpr std::string_view type = "undo.registered";
  static constexpr EventKind kind = EventKind::decided;
  std::string name;
  StepId undo;
  static void fields(auto& self, auto&& visit) {
    visit("name", self.name);
    visit("undo", self.undo);
  }
  bool operator==(const UndoRegistered&) const = default;
};

struct UndoBegun {
  static constexpr std::string_view type = "undo.begun";
  static constexpr EventKind kind = EventKind::decided;
  StepId undo;
  static void fields(auto& self, auto&& visit) { visit("undo", self.undo); }
  bool operator==(const UndoBegun&) const = default;
};

struct UndoDone {
  static constexpr std::string_view type = "undo.done";
  static constexpr EventKind kind = EventKind::decided;
  StepId undo;
  static void fields(auto& self, auto&& visit) { visit("undo", self.undo); }
  bool operator==(const UndoDone&) const = default;
};

struct UndoFailed {
  static constexpr std::string_view type = "undo.failed";
  static constexpr EventKind kind = EventKind::decided;
  StepError error;
  StepId undo;
  static void fields(auto& self, auto&& visit) {
    visit("error", self.error);
    visit("undo", self.undo);
  }
  bool operator==(const UndoFailed&) const = default;
};

enum class UndoCause { failed, cancelled, rollback };

// The run's own undos begin.
struct RunUndoing {
  static constexpr std::string_view type = "run.undoing";
  static constexpr EventKind kind = EventKind::decided;
  StepError error;  // what the undoing follows from
  UndoCause why = UndoCause::failed;
  static void fields(auto& self, auto&& visit) {
    visit("error", self.error);
    visit("why", self.why);
  }
  bool operator==(const RunUndoing&) const = default;
};

struct RunCancelled {
  static constexpr std::string_view type = "run.cancelled";
  static constexpr EventKind kind = EventKind::decided;
  std::string reason;
  static void fields(auto& self, auto&& visit) { visit("reason", self.reason); }
  bool operator==(const RunCancelled&) const = default;
};

struct RunRolledBack {
  static constexpr std::string_view type = "run.rolled_back";
  static constexpr EventKind kind = EventKind::decided;
  static void fields(auto&, auto&&) {}
  bool operator==(const RunRolledBack&) const = default;
};

struct RunRollbackFailed {
  static constexpr std::string_view type = "run.rollback_failed";
  static constexpr EventKind kind = EventKind::decided;
  StepError error;                // of the undo that failed
  std::vector<StepId> remaining;  // undos not done, next first
  static void fields(auto& self, auto&& visit) {
    visit("error", self.error);
    visit("remaining", self.remaining);
  }
  bool operator==(const RunRollbackFailed&) const = default;
};

}  // namespace azwf
