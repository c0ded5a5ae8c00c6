// Outcomes to facts.
#include "engine/runtime/outcome_fact.hpp"

#include <utility>

namespace azwf {
namespace {

// What to say of an attempt that reached a limit of its policy; empty for other reasons.
std::string_view limit_text(StopReason why) {
  switch (why) {
    case StopReason::timeout: return "the attempt ran out of time and was ended";
    case StopReason::heartbeat: return "the attempt gave no sign of life in time and was ended";
    case StopReason::schedule_to_start: return "no slot became free for the attempt in time";
    case StopReason::schedule_to_close: return "the step ran out of time, all attempts together";
    case StopReason::cancel:
    case StopReason::shutdown: break;
  }
  return {};
}

struct ToFact {
  AttemptEnded& ended;
  const Limits& limits;

  RunEvent failed(StepError error, bool retryable, std::optional<OutputRef> output) const {
    return AttemptFailed{ended.attempt, std::move(error), output, retryable, ended.step};
  }

  RunEvent operator()(Succeeded& outcome) const {
    const auto valid = validate_packed(outcome.result.bytes, limits);
    if (valid) {
      return StepSucceeded{ended.attempt, outcome.output, std::move(outcome.result), ended.step};
    }
    const bool too_large = outcome.result.bytes.size() > limits.value_bytes_max;
    return failed({too_large ? "result_too_large" : "bad_result", valid.error().message, {}}, false,
                  outcome.output);
  }
  RunEvent operator()(Failed& outcome) const {
    if (!validate_packed(outcome.error.details.bytes, limits)) outcome.error.details = {};
    return failed(std::move(outcome.error), outcome.retryable, outcome.output);
  }
  RunEvent operator()(Stopped& outcome) const {
    if (const auto limit = limit_text(outcome.why); !limit.empty()) {
      const bool may_retry =
          outcome.why == StopReason::timeout || outcome.why == StopReason::heartbeat;
      return failed({std::string(timeout_code), std::string(limit), {}}, may_retry, outcome.output);
    }
    return AttemptStopped{ended.attempt, outcome.begun, outcome.output, ended.step, outcome.why};
  }
  RunEvent operator()(Lost& outcome) const {
    return AttemptLost{ended.attempt, outcome.output, ended.step, std::move(outcome.why)};
  }
};

}  // namespace

RunEvent outcome_fact(AttemptEnded ended, const Limits& limits) {
  auto outcome = std::move(ended.outcome);
  return std::visit(ToFact{ended, limits}, outcome);
}

}  // namespace azwf
