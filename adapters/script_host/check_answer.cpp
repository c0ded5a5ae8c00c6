// The bounds are those that the sandbox keeps, or wider: a script in its right mind never meets
// them here.
#include "adapters/script_host/check_answer.hpp"

#include <string_view>
#include <unordered_set>
#include <vector>

#include "engine/base/text.hpp"

namespace azwf::script_host {
namespace {

Result<void> expect(bool is_so, const char* what) {
  if (is_so) return {};
  return failure(ErrorKind::invalid, "bad_message", what);
}

// A message or a path is shown to people only, who show it safely.
Result<void> check_text(const std::string& text, std::size_t bytes_max) {
  return expect(text.size() <= bytes_max, "a text that is too long");
}

Result<void> check_name(const std::string& text, const Limits& limits) {
  return expect(text.size() <= limits.name_bytes_max && is_utf8(text), "a name that is none");
}

// What azwf itself adds around a script's value fits in as well.
Limits roomier(Limits limits) {
  limits.value_bytes_max *= 2;
  limits.value_nodes_max *= 2;
  limits.value_depth_max += 4;
  return limits;
}

class Check {
 public:
  explicit Check(const Limits& limits) : limits_(limits) {}

  Result<void> operator()(const StepRequested& step) const {
    TRY_VOID(check_name(step.name, limits_));
    TRY_VOID(check_name(step.operation, limits_));
    TRY_VOID(check_name(step.step.text, limits_));
    TRY_VOID(expect(!step.step.empty(), "a step without a number"));
    TRY_VOID(policy(step.policy));
    return validate_packed(step.arguments.bytes, limits_);
  }
  Result<void> operator()(const EventEmitted& event) const {
    TRY_VOID(check_name(event.type, limits_));
    TRY_VOID(check_name(event.subject, limits_));
    return validate_packed(event.data.bytes, limits_);
  }
  Result<void> operator()(const RunLogged& line) const {
    TRY_VOID(check_name(line.level, limits_));
    return check_text(line.text, limits_.log_bytes_max);
  }
  Result<void> operator()(const RunCompleted& end) const {
    return validate_packed(end.result.bytes, limits_);
  }
  // All others are made of fields that can be checked one by one.
  template <class T> Result<void> operator()(const T& event) const {
    TRY_VOID(expect(T::kind == EventKind::decided, "not a script's decision"));
    Result<void> outcome;
    if constexpr (requires { T::type; }) {
      T::fields(event, [&](std::string_view, const auto& value) {
        if (outcome) outcome = field(value);
      });
    }
    return outcome;
  }

 private:
  Result<void> field(const StepId& id) const {
    TRY_VOID(check_name(id.text, limits_));
    return expect(!id.empty(), "a wait without a number");
  }
  Result<void> field(const std::vector<StepId>& ids) const {
    TRY_VOID(expect(ids.size() <= limits_.host_decisions_max, "too many names"));
    for (const auto& id : ids) TRY_VOID(field(id));
    return {};
  }
  Result<void> field(const std::string& text) const {
    return check_text(text, limits_.value_bytes_max);
  }
  Result<void> field(const Packed& value) const { return validate_packed(value.bytes, limits_); }
  Result<void> field(const StepError& error) const {
    TRY_VOID(check_text(error.code, limits_.value_bytes_max));
    TRY_VOID(check_text(error.message, limits_.value_bytes_max));
    return validate_packed(error.details.bytes, roomier(limits_));
  }
  Result<void> field(Timestamp at) const { return expect(at.us >= 0, "a time before the first"); }
  Result<void> field(UndoCause) const { return {}; }
  // Of facts and rulings, which are none of the script's.
  Result<void> field(const auto&) const { return {}; }

  Result<void> policy(const StepPolicy& policy) const {
    const auto& retry = policy.retry;
    TRY_VOID(expect(policy.timeout_ms >= 0 && retry.first_ms >= 0 && retry.max_ms >= 0 &&
                        policy.heartbeat_ms >= 0 && policy.schedule_to_start_ms >= 0 &&
                        policy.schedule_to_close_ms >= 0,
                    "a time before its beginning"));
    TRY_VOID(expect(retry.attempts >= 1 && retry.attempts <= limits_.retry_attempts_max,
                    "more attempts than may be"));
    return expect(retry.factor >= 1.0 && retry.factor <= 1e6, "a factor out of bounds");
  }

  const Limits& limits_;
};

bool is_end(const RunEvent& event) {
  return std::holds_alternative<RunCompleted>(event) || std::holds_alternative<RunFailed>(event) ||
         std::holds_alternative<RunCancelled>(event) ||
         std::holds_alternative<RunRolledBack>(event) ||
         std::holds_alternative<RunRollbackFailed>(event);
}

Result<void> check_place(const std::string& module, std::int64_t line, const Limits& limits) {
  TRY_VOID(check_text(module, limits.value_bytes_max));
  return expect(line >= 0, "a line before the first");
}

}  // namespace

Result<void> check_decisions(const Decisions& decisions, const Limits& limits) {
  std::unordered_set<StepId> steps;
  for (const auto& decision : decisions) {
    TRY_VOID(std::visit(Check(limits), decision.event));
    TRY_VOID(check_place(decision.place.module, decision.place.line, limits));
    TRY_VOID(expect(!is_end(decision.event) || &decision == &decisions.back(),
                    "a decision after the end"));
    const auto* step = std::get_if<StepRequested>(&decision.event);
    if (step == nullptr || decisions.size() == 1) continue;
    TRY_VOID(expect(steps.insert(step->step).second, "a step asked for twice"));
  }
  return {};
}

Result<void> check_verdict(const Verdict& verdict, const Limits& limits) {
  TRY_VOID(check_name(verdict.kind, limits));
  TRY_VOID(check_text(verdict.message, limits.value_bytes_max));
  return check_place(verdict.module, verdict.line, limits);
}

Result<void> check_description(const Description& description, const Limits& limits) {
  TRY_VOID(check_text(description.workflow, limits.value_bytes_max));
  TRY_VOID(check_text(description.summary, limits.value_bytes_max));
  for (const auto& root : description.roots) {
    TRY_VOID(check_text(root, limits.value_bytes_max));
  }
  for (const auto& parameter : description.parameters) {
    TRY_VOID(check_text(parameter.name, limits.value_bytes_max));
    TRY_VOID(check_name(parameter.type, limits));
    TRY_VOID(check_text(parameter.pattern, limits.value_bytes_max));
    TRY_VOID(check_text(parameter.summary, limits.value_bytes_max));
    for (const auto& choice : parameter.choices) {
      TRY_VOID(check_text(choice, limits.value_bytes_max));
    }
    TRY_VOID(validate_packed(parameter.default_value.bytes, limits));
  }
  TRY_VOID(expect(description.triggers.size() <= limits.triggers_max, "too many triggers"));
  for (const auto& trigger : description.triggers) TRY_VOID(check_trigger(trigger, limits));
  return validate_packed(description.params.bytes, roomier(limits));
}

Result<void> check_error(const Error& error, const Limits& limits) {
  TRY_VOID(check_name(error.code, limits));
  TRY_VOID(check_text(error.message, limits.value_bytes_max));
  return check_text(error.hint, limits.value_bytes_max);
}

}  // namespace azwf::script_host
