// Whoever is outside is told what was wrong, and how it is said right.
#include "engine/holder/from_outside.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/access/access_key.hpp"
#include "engine/access/refusal.hpp"
#include "engine/base/text.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/trigger/pending_start.hpp"

namespace azwf {
namespace {

Result<void> check_text(std::string_view what, const std::string& text, const Limits& limits) {
  const bool is_clean = std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (is_clean && text.size() <= limits.name_bytes_max && is_utf8(text)) return {};
  return failure(ErrorKind::invalid, "bad_name",
                 fmt::format("the {} is no text of up to {} bytes without control characters", what,
                             limits.name_bytes_max));
}

// Of a text that a person writes: a reason.
Result<void> check_reason(const std::string& text, const Limits& limits) {
  if (text.size() <= limits.log_bytes_max && is_utf8(text)) return {};
  return failure(ErrorKind::invalid, "bad_reason",
                 fmt::format("a reason is a text of up to {} bytes", limits.log_bytes_max));
}

struct Told {
  const Limits& limits;

  Result<void> operator()(const RunResumed&) const { return {}; }
  Result<void> operator()(const StepResolved& event) const {
    TRY_VOID(check_text("step", event.step.text, limits));
    return validate_packed(event.result.bytes, limits);
  }
  Result<void> operator()(const SignalReceived& event) const {
    TRY_VOID(check_text("signal's id", event.id, limits));
    if (event.name.empty() || event.name.size() > limits.name_bytes_max || !is_utf8(event.name)) {
      return failure(ErrorKind::invalid, "bad_name",
                     fmt::format("a signal's name has 1 to {} bytes", limits.name_bytes_max));
    }
    return validate_packed(event.data.bytes, limits);
  }
  Result<void> operator()(const RunCancelAsked& event) const {
    return check_reason(event.reason, limits);
  }
  Result<void> operator()(const RunKillAsked& event) const {
    return check_reason(event.reason, limits);
  }
  Result<void> operator()(const RunRollbackAsked& event) const {
    if (event.after.empty() && event.in_doubt.empty()) return check_reason(event.reason, limits);
    return failure(ErrorKind::refused, "not_permitted",
                   "what a rollback comes after is the engine's own to record");
  }
  Result<void> operator()(const auto& event) const {
    return failure(ErrorKind::refused, "not_permitted",
                   std::string(event.type) + " is the engine's own to record");
  }
};

}  // namespace

namespace {

Result<void> check_names(const Event& event, const Limits& limits) {
  TRY_VOID(check_text("type", event.type, limits));
  TRY_VOID(check_text("subject", event.subject, limits));
  return check_text("id", event.id, limits);
}

}  // namespace

Result<void> check_emitted(const Event& event, const Limits& limits) {
  TRY_VOID(check_names(event, limits));
  if (!is_type_name(event.type)) {
    return failure(ErrorKind::invalid, "bad_type",
                   "\"" + event.type + "\" is no event's type: letters, digits, '.', '_', '-'",
                   "azwf emit deploy.requested");
  }
  if (is_reserved_type(event.type)) {
    return failure(ErrorKind::refused, "reserved_type",
                   "the type " + event.type + " is the engine's own",
                   "run. step. attempt. timer. retry. undo. signal. event. wait. key. workflow. "
                   "trigger. are reserved; use another prefix");
  }
  const auto* data = std::get_if<Packed>(&event.data);
  if (data == nullptr) return {};
  return validate_packed(data->bytes, limits);
}

Result<void> check_emit(const EmitEvent& emit, const Limits& limits) {
  TRY_VOID(check_text("cause", emit.cause.text, limits));
  if (emit.stream == inbox_of(emit.event.actor)) return check_emitted(emit.event, limits);
  if (emit.stream == refusals_stream() && emit.event.actor.empty()) {
    return check_names(emit.event, limits);
  }
  if (emit.stream == keys_stream() && emit.expected) {
    TRY_VOID(check_names(emit.event, limits));
    return check_key_event(emit.event);
  }
  return failure(ErrorKind::refused, "reserved_stream",
                 "events of others do not go to the stream " + emit.stream.text,
                 "leave the stream out: they go to " + inbox_of(emit.event.actor).text);
}

Result<void> check_run_id(const RunId& run, const Limits& limits) {
  const auto& text = run.text;
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  const bool is_fine = !text.empty() && !text.starts_with('-') &&
                       text.size() <= limits.run_id_bytes_max &&
                       std::ranges::all_of(text, is_plain);
  if (is_fine && is_started_by_events(run)) {
    return failure(ErrorKind::invalid, "reserved_id",
                   text + " is what a run is called that an event starts", "use another --id");
  }
  if (is_fine) return {};
  return failure(
      ErrorKind::invalid, "bad_id", "\"" + text + "\" cannot be a run's id",
      fmt::format("use 1 to {} of A-Z a-z 0-9 . _ - and no - in front", limits.run_id_bytes_max));
}

namespace {

Result<void> check_folders(const std::string& cwd, const std::vector<std::string>& roots,
                           const Limits& limits) {
  const auto is_folder = [](const std::string& path) {
    return path.starts_with('/') && is_utf8(path);
  };
  const bool are_folders = (cwd.empty() || is_folder(cwd)) && std::ranges::all_of(roots, is_folder);
  if (are_folders && roots.size() <= limits.roots_max) return {};
  return failure(ErrorKind::invalid, "bad_root",
                 fmt::format("a run has a folder and up to {} roots, absolute", limits.roots_max));
}

}  // namespace

Result<void> check_start(const StartRun& start, const Limits& limits) {
  TRY_VOID(check_run_id(start.run, limits));
  TRY_VOID(check_text("workflow", start.workflow, limits));
  TRY_VOID(validate_packed(start.params.bytes, limits));
  return check_folders(start.cwd, start.roots, limits);
}

Result<void> check_change(const ChangeWorkflow& change, const Limits& limits) {
  TRY_VOID(check_text("workflow", change.workflow, limits));
  return check_folders(change.folder, change.roots, limits);
}

Result<void> check_told(const RunEvent& fact, const Limits& limits) {
  return std::visit(Told{limits}, fact);
}

StreamName inbox_of(std::string_view actor) { return {"inbox/" + std::string(actor)}; }

}  // namespace azwf
