// People get a run's events in words; what has no words is shown as JSON, cut with "…" at some
// length.
#include "adapters/cli/event_text.hpp"

#include <fmt/format.h>

#include "adapters/cli/json.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/story.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/time_text.hpp"
#include "engine/envelope/cloud_event.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t detail_bytes_max = 100;

std::string cut(std::string text) {
  if (text.size() <= detail_bytes_max) return text;
  auto end = detail_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string short_json(const Packed& value) { return value.is_nil() ? "" : cut(json_text(value)); }

std::string error_text(const StepError& error) { return cut(error_line(error)); }

struct Words {
  std::string operator()(const RunStarted& e) const {
    return printable(e.workflow) + " " + short_json(e.params);
  }
  std::string operator()(const RunClaimed& e) const { return "by " + printable(e.engine); }
  std::string operator()(const StepRequested& e) const {
    return e.step.text + "  " + step_label(e.name, e.operation, e.arguments);
  }
  std::string operator()(const StepSucceeded& e) const { return of(e.step, e.attempt); }
  std::string operator()(const AttemptFailed& e) const {
    return of(e.step, e.attempt) + "  " + error_text(e.error);
  }
  std::string operator()(const AttemptStopped& e) const {
    return of(e.step, e.attempt) + "  " + std::string(azwf::to_text(e.why));
  }
  std::string operator()(const AttemptLost& e) const {
    return of(e.step, e.attempt) + "  " + printable(e.why);
  }
  std::string operator()(const RetryDue& e) const { return of(e.step, e.attempt); }
  std::string operator()(const StepRetried& e) const { return of(e.step, e.attempt); }
  std::string operator()(const StepInterrupted& e) const { return of(e.step, e.attempt); }
  std::string operator()(const StepInDoubt& e) const { return of(e.step, e.attempt); }
  std::string operator()(const StepChecking& e) const { return of(e.step, e.attempt); }
  std::string operator()(const StepChecked& e) const {
    return e.step.text + "  " + std::string(azwf::to_text(e.finding)) +
           (e.why.empty() ? "" : ": " + printable(e.why));
  }
  std::string operator()(const StepRetryAt& e) const {
    return of(e.step, e.attempt) + "  at " + short_time(e.at);
  }
  std::string operator()(const StepFailed& e) const {
    return e.step.text + "  " + error_text(e.error);
  }
  std::string operator()(const StepTimedOut& e) const {
    return e.step.text + "  " + error_text(e.error);
  }
  std::string operator()(const StepAccepted& e) const {
    return e.step.text + "  " + short_json(e.result);
  }
  std::string operator()(const StepResolved& e) const {
    return e.step.text + "  as " + std::string(azwf::to_text(e.as));
  }
  std::string operator()(const RunVerdict& e) const {
    const auto place = place_text({e.module, e.line});
    return e.verdict + ": " + cut(first_line(e.message)) + (place.empty() ? "" : " at " + place);
  }
  std::string operator()(const RunRedelivered& e) const { return fmt::format("#{}", e.fact); }
  std::string operator()(const RunResumed&) const { return {}; }
  std::string operator()(const RunLogged& e) const { return e.level + ": " + first_line(e.text); }
  std::string operator()(const EventEmitted& e) const { return short_json(e.data); }
  std::string operator()(const RunCompleted& e) const { return short_json(e.result); }
  std::string operator()(const RunFailed& e) const { return error_text(e.error); }
  std::string operator()(const TimerSet& e) const {
    return e.timer.text + "  " + e.why + " until " + short_time(e.at);
  }
  std::string operator()(const TimerFired& e) const { return e.timer.text; }
  std::string operator()(const TimerCancelled& e) const { return e.timer.text; }
  std::string operator()(const SignalAwaited& e) const {
    return e.wait.text + "  " + printable(e.name);
  }
  std::string operator()(const SignalReceived& e) const {
    return printable(e.name) + (e.data.is_nil() ? "" : " " + short_json(e.data));
  }
  std::string operator()(const EventAwaited& e) const {
    return e.wait.text + "  " + printable(e.event_type) +
           (e.subject.empty() ? "" : " " + printable(e.subject)) + " " + short_json(e.where);
  }
  std::string operator()(const EventReceived& e) const {
    return e.wait.text + "  " + printable(e.event_type) + " " + short_json(e.data);
  }
  std::string operator()(const WaitCancelled& e) const { return e.wait.text; }
  std::string operator()(const StepCancelAsked& e) const { return e.step.text; }
  std::string operator()(const StepCancelled& e) const { return e.step.text; }
  std::string operator()(const AttemptProgressed& e) const {
    return of(e.step, e.attempt) + "  " + short_json(e.value);
  }
  std::string operator()(const RunCancelAsked& e) const { return printable(e.reason); }
  std::string operator()(const RunCancelling& e) const { return printable(e.reason); }
  std::string operator()(const RunCancelled& e) const { return printable(e.reason); }
  std::string operator()(const RunKillAsked& e) const { return printable(e.reason); }
  std::string operator()(const RunKilled& e) const {
    return "no undo is run" + (e.reason.empty() ? "" : ": " + printable(e.reason));
  }
  std::string operator()(const RunRollbackAsked& e) const {
    return "of a run " + e.after + (e.reason.empty() ? "" : ": " + printable(e.reason));
  }
  std::string operator()(const UndoRegistered& e) const { return named(e.undo, e.name); }
  std::string operator()(const UndoBegun& e) const { return e.undo.text; }
  std::string operator()(const UndoDone& e) const { return e.undo.text; }
  std::string operator()(const UndoFailed& e) const {
    return e.undo.text + "  " + error_text(e.error);
  }
  std::string operator()(const RunUndoing& e) const {
    switch (e.why) {
      case UndoCause::failed: return "because it failed  " + error_text(e.error);
      case UndoCause::cancelled: return "because it is cancelled";
      case UndoCause::rollback: return "because it is rolled back";
    }
    return {};
  }
  std::string operator()(const RunRolledBack&) const { return {}; }
  std::string operator()(const RunRollbackFailed& e) const {
    return fmt::format("{}; {} left to undo", error_text(e.error), e.remaining.size());
  }

 private:
  static std::string named(const StepId& id, const std::string& name) {
    return name.empty() ? id.text : id.text + "  " + printable(name);
  }
  static std::string of(const StepId& step, std::uint32_t attempt) {
    return attempt == 1 ? step.text : fmt::format("{}  attempt {}", step.text, attempt);
  }
};

// Sealed data is named by its key.
Packed data_of(const Event& event) {
  const auto* sealed = std::get_if<Sealed>(&event.data);
  if (sealed == nullptr) return outer_data(event);
  return Record().record("sealed", Record().text("key_id", sealed->key_id)).pack();
}

std::string words_of(const LoggedEvent& logged) {
  if (run_of(logged.stream) && std::holds_alternative<Packed>(logged.event.data)) {
    const auto decoded = decode_run_event(logged.event, static_cast<Ordinal>(logged.ordinal));
    if (decoded) return std::visit(Words{}, decoded->event);
  }
  return short_json(data_of(logged.event));
}

// Enough of a generated run id to name it, so that lines stay short.
std::string short_stream(const StreamName& stream) {
  constexpr std::size_t uuid_columns = 36;
  constexpr std::size_t prefix_columns = 13;  // to the millisecond
  const auto run = run_of(stream);
  const bool is_generated = run && run->text.size() == uuid_columns && run->text[14] == '7';
  if (!is_generated) return printable(stream.text);
  return stream.text.substr(0, stream.text.size() - uuid_columns + prefix_columns);
}

}  // namespace

std::string event_line(const LoggedEvent& logged, const Style& style) {
  const auto& event = logged.event;
  auto line = fmt::format(
      "{:>6}  {}  {}  {}", logged.frame.position.value, style.dim(short_time_ms(event.time)),
      style.dim(short_stream(logged.stream)), style.bold(printable(event.type)));
  for (const auto& part : {printable(event.subject), words_of(logged)}) {
    if (!part.empty()) line += "  " + part;
  }
  return line;
}

Packed event_document(const LoggedEvent& logged) {
  const auto& event = logged.event;
  Record record;
  record.integer("position", logged.frame.position.value)
      .text("stream", logged.stream.text)
      .integer("ordinal", logged.ordinal)
      .text("id", logged.id())
      .text("type", event.type);
  return record.optional_text("subject", event.subject)
      .optional_text("actor", event.actor)
      .optional_text("origin", event.origin)
      .optional_text("correlation", event.correlation)
      .optional_text("causation", event.causation)
      .timestamp("time", event.time)
      .timestamp("recorded_at", logged.frame.recorded)
      .value("data", data_of(event))
      .pack();
}

Packed envelope_document(const Packed& envelope) {
  Unpacker unpacker(envelope.bytes);
  const auto size = unpacker.map();
  Record record;
  for (std::size_t i = 0; size && i < *size; ++i) {
    const auto key = unpacker.string();
    const auto value = unpacker.value();
    if (!key || !value) return envelope;
    const auto bytes = Unpacker(*value).binary();
    if (*key == "data" && bytes) {
      record.text("data_base64", base64(*bytes));
    } else {
      record.value(*key, Packed{std::string(*value)});
    }
  }
  return record.pack();
}

}  // namespace azwf::cli
