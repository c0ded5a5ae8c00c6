// Policies are the same for all operations; what they default to is each descriptor's.
#include "adapters/cli/operation_help.hpp"

#include <fmt/format.h>

#include "adapters/cli/script_file.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/time_text.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf::cli {
namespace {

std::vector<OperationDescriptor> callable() {
  auto all = known_operations(Limits{});
  std::erase_if(all, [](const auto& descriptor) { return descriptor.lua_name.empty(); });
  return all;
}

std::string lua_name_of(const OperationDescriptor& descriptor) {
  return "wf." + descriptor.lua_name;
}

std::string type_text(const Field& field) {
  const bool holds_some = field.element != FieldType::any;
  return std::string(name_of(field.type)) +
         (holds_some ? " of " + std::string(name_of(field.element)) : "");
}

Rows rows_of(const std::vector<Field>& fields) {
  Rows rows;
  for (const auto& field : fields) {
    rows.emplace_back(field.name,
                      type_text(field) + (field.required ? ", required: " : ": ") + field.summary);
  }
  return rows;
}

std::string usage_text(const OperationDescriptor& descriptor) {
  const auto call = lua_name_of(descriptor);
  for (const auto& field : descriptor.parameters) {
    if (field.name != descriptor.positional) continue;
    const bool is_list = field.type == FieldType::list;
    return is_list ? call + " { \"…\", \"…\", … }"
                   : fmt::format("{0} \"…\"   or   {0} {{ \"…\", … }}", call);
  }
  return call + " { … }";
}

std::string retries_text(const RetryPolicy& retry) {
  if (retry.attempts <= 1) return "none";
  return fmt::format("{} attempts", retry.attempts);
}

std::string timeout_text(const StepPolicy& policy) {
  return policy.timeout_ms == 0 ? "none" : duration_text(policy.timeout_ms * 1'000);
}

Rows policy_rows(const StepPolicy& policy) {
  return {{"name", "what the step is called where people read of it"},
          {"timeout", "how long an attempt may take: \"10m\" or seconds; " + timeout_text(policy) +
                          " unless named; then all it began is ended"},
          {"retry", "{ attempts = 3, first = \"1s\", factor = 2, max = \"5m\" }; " +
                        retries_text(policy.retry) + " unless named"},
          {"on_interrupt",
           "when nobody knows whether an attempt did its work: \"retry\", \"fail\" or \"ask\"; \"" +
               std::string(to_text(policy.on_interrupt)) + "\" unless named"},
          {"check",
           "a function that finds that out instead: true and the result when the step was done, "
           "false when it is to be attempted again; anything else asks a person"},
          {"heartbeat", "how long an attempt may give no sign of life; no limit unless named"},
          {"schedule_to_start", "how long until an attempt begins; no limit unless named"},
          {"schedule_to_close",
           "how long all attempts and the waits between them may take; no "
           "limit unless named"}};
}

}  // namespace

std::optional<std::string> operation_page(const std::string& name, const Style& style) {
  for (const auto& descriptor : callable()) {
    if (name != lua_name_of(descriptor) && name != descriptor.name) continue;
    std::string text = descriptor.summary + "\n\n";
    text += style.bold("usage") + "\n  " + usage_text(descriptor) + "\n\n";
    text += style.bold("fields") + "\n" + rows_text(rows_of(descriptor.parameters)) + "\n";
    text += style.bold("fields of every step") + "\n" + rows_text(policy_rows(descriptor.policy)) +
            "\n";
    text += style.bold("result") + "\n" + rows_text(rows_of(descriptor.result)) + "\n";
    text += "A step that fails raises an error with code, message, step and details.\n";
    return text;
  }
  return std::nullopt;
}

Rows operation_rows() {
  Rows rows;
  for (const auto& descriptor : offered_operations()) {
    rows.emplace_back(lua_name_of(descriptor), descriptor.summary);
  }
  return rows;
}

std::vector<OperationDescriptor> offered_operations() {
  auto all = callable();
  std::erase_if(all, [](const auto& descriptor) { return descriptor.name.starts_with("debug."); });
  return all;
}

std::string policy_text(const StepPolicy& policy) {
  return fmt::format("timeout {}, retries {}, on_interrupt \"{}\".", timeout_text(policy),
                     retries_text(policy.retry), to_text(policy.on_interrupt));
}

}  // namespace azwf::cli
