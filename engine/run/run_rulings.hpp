// The engine's own decisions about a run. run_event.hpp has the rules of these structs.
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

// Nobody knows whether the attempt did its work: the script's check finds out.
struct StepChecking {
  static constexpr std::string_view type = "step.checking";
  static constexpr EventKind kind = EventKind::settling;
  std::uint32_t attempt = 1;
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("attempt", self.attempt);
    visit("step", self.step);
  }
  bool operator==(const StepChecking&) const = default;
};

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

// The script sees it: branches that wait for a time or a person are resumed with it.
struct RunCancelling {
  static constexpr std::string_view type = "run.cancelling";
  static constexpr EventKind kind = EventKind::settling;
  std::string reason;
  static void fields(auto& self, auto&& visit) { visit("reason", self.reason); }
  bool operator==(const RunCancelling&) const = default;
};

// Stopped before its end, or before it began.
struct StepCancelled {
  static constexpr std::string_view type = "step.cancelled";
  static constexpr EventKind kind = EventKind::settling;
  Timestamp due;  // when its next attempt was due; 0: none was
  StepId step;
  static void fields(auto& self, auto&& visit) {
    visit("due", self.due);
    visit("step", self.step);
  }
  bool operator==(const StepCancelled&) const = default;
};

// Ends the run without asking its script; nothing is undone.
struct RunKilled {
  static constexpr std::string_view type = "run.killed";
  static constexpr EventKind kind = EventKind::ruled;
  std::string reason;
  static void fields(auto& self, auto&& visit) { visit("reason", self.reason); }
  bool operator==(const RunKilled&) const = default;
};

}  // namespace azwf
