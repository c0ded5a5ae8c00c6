// Conditions are looked at in one order: type, subject, workflow, where. The first that is not met
// is what people are told.
#include "engine/trigger/event_trigger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/glob.hpp"
#include "engine/base/text.hpp"
#include "engine/base/time_text.hpp"
#include "engine/run/field_codec.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/trigger/condition.hpp"

namespace azwf {
namespace {

constexpr std::array<std::string_view, 7> ends{
    "run.completed",   "run.failed",  "run.cancelled",      "run.killed",
    "run.rolled_back", "run.verdict", "run.rollback_failed"};
constexpr std::string_view own_prefix = "run.";

std::unexpected<Error> bad_trigger(std::string what) {
  return failure(ErrorKind::invalid, "bad_trigger", std::move(what));
}

Result<void> check_text(std::string_view field, const std::string& text, const Limits& limits) {
  if (text.size() <= limits.name_bytes_max && is_utf8(text)) return {};
  return bad_trigger(
      fmt::format("'{}' is no text of at most {} bytes", field, limits.name_bytes_max));
}

// Whether the glob can mean anything at all.
Result<void> check_type(const std::string& type) {
  auto plain = type;
  std::ranges::replace(plain, '*', 'x');
  if (!is_type_name(plain)) {
    return bad_trigger(
        "'type' is no event's type; a name like \"git.push\" or \"git.*\" belongs there");
  }
  const auto ends_with = [&](std::string_view end) { return matches_glob(type, end); };
  const bool is_own = type.starts_with(own_prefix) || is_reserved_type(type);
  if (!is_own || (type.starts_with(own_prefix) && std::ranges::any_of(ends, ends_with))) return {};
  return bad_trigger(
      fmt::format("'type' is \"{}\": of the engine's own events, a trigger may ask for {}", type,
                  fmt::join(ends, ", ")));
}

Result<void> check_with(const Packed& with) {
  Unpacker unpacker(with.bytes);
  const auto size = unpacker.map();
  if (!size) return bad_trigger("'with' is no table of parameters and paths");
  for (std::size_t i = 0; i < *size; ++i) {
    const auto name = unpacker.string();
    const auto path = unpacker.string();
    if (!name || !path) {
      return bad_trigger(
          "'with' says for each parameter where in the event its value stands: "
          "{ branch = \"data.branch\" }");
    }
    constexpr std::array<std::string_view, 5> attributes{"id", "run", "subject", "time", "type"};
    const bool is_path = *path == "data" || path->starts_with("data.") ||
                         std::ranges::find(attributes, *path) != attributes.end();
    if (is_path) continue;
    return bad_trigger(fmt::format(
        "'with.{}' is \"{}\"; id, run, subject, time, type, data or data.FIELD belongs there",
        *name, *path));
  }
  return {};
}

Result<void> check_times(const EventTrigger& trigger, const Limits& limits) {
  const auto is_duration = [](std::int64_t ms) { return ms >= 0 && ms <= duration_ms_max; };
  if (!is_duration(trigger.debounce_ms)) return bad_trigger("'debounce' is no duration");
  if (!is_duration(trigger.within_ms)) return bad_trigger("'batch.within' is no duration");
  if (trigger.batch == 0 && trigger.within_ms == 0) return {};
  const auto batch_max = static_cast<std::int64_t>(limits.trigger_batch_max);
  if (trigger.batch < 1 || trigger.batch > batch_max) {
    return bad_trigger(fmt::format("'batch.max' is no number from 1 to {}", batch_max));
  }
  if (trigger.within_ms == 0) {
    return bad_trigger("'batch.within' is missing: how long its first event may wait, \"1m\"");
  }
  if (trigger.debounce_ms == 0) return {};
  return bad_trigger("there are 'debounce' and 'batch'; one of them belongs there");
}

}  // namespace

void write(Packer& packer, const std::vector<EventTrigger>& triggers) {
  packer.array(triggers.size());
  for (const auto& trigger : triggers) field_codec::write_fields(packer, trigger);
}

Result<void> read(Unpacker& unpacker, std::vector<EventTrigger>& triggers) {
  triggers.clear();
  for (auto left = TRY(unpacker.array()); left > 0; --left) {
    TRY_VOID(field_codec::read_fields(unpacker, triggers.emplace_back()));
  }
  return {};
}

Result<void> check_trigger(const EventTrigger& trigger, const Limits& limits) {
  TRY_VOID(check_text("type", trigger.type, limits));
  TRY_VOID(check_text("subject", trigger.subject, limits));
  TRY_VOID(check_text("workflow", trigger.workflow, limits));
  TRY_VOID(check_type(trigger.type));
  for (const auto* values : {&trigger.where, &trigger.with}) {
    TRY_VOID(validate_packed(values->bytes, limits));
  }
  TRY_VOID(check_where(trigger.where));
  TRY_VOID(check_with(trigger.with));
  return check_times(trigger, limits);
}

bool is_for_triggers(std::string_view type) {
  return !is_reserved_type(type) || std::ranges::find(ends, type) != ends.end();
}

bool is_of_type(const EventTrigger& trigger, std::string_view type) {
  if (!matches_glob(trigger.type, type) || !is_for_triggers(type)) return false;
  return !is_reserved_type(type) || trigger.type.starts_with(own_prefix);
}

std::string mismatch(const EventTrigger& trigger, const EventSeen& event) {
  if (!is_of_type(trigger, event.type)) {
    return fmt::format("its type is {}, not {}", event.type, trigger.type);
  }
  if (!trigger.subject.empty() && !matches_glob(trigger.subject, event.subject)) {
    return event.subject.empty()
               ? fmt::format("it has no subject, {} is asked for", trigger.subject)
               : fmt::format("its subject is {}, not {}", event.subject, trigger.subject);
  }
  if (!trigger.workflow.empty() && trigger.workflow != event.workflow) {
    return event.workflow.empty()
               ? fmt::format("it is of no run of {}", trigger.workflow)
               : fmt::format("it is of a run of {}, not of {}", event.workflow, trigger.workflow);
  }
  return unmet(trigger.where, event.data);
}

Packed pack_seen(const EventSeen& event, const SeenAs& as) {
  Packed seen{""};
  Packer packer(seen.bytes);
  packer.map(as.run.empty() ? 5 : 6).string("data").packed(event.data).string("id").string(as.id);
  if (!as.run.empty()) packer.string("run").string(as.run);
  packer.string("subject").string(event.subject).string("time");
  packer.number(static_cast<double>(as.time.us) / 1e6).string("type").string(event.type);
  return seen;
}

Packed parameters_from(const EventTrigger& trigger, const Packed& seen) {
  std::string pairs;
  Packer packer(pairs);
  std::size_t count = 0;
  Unpacker unpacker(trigger.with.bytes);
  const auto size = unpacker.map();
  for (std::size_t i = 0; size && i < *size; ++i) {
    const auto name = unpacker.string();
    const auto path = unpacker.string();
    if (!name || !path) break;
    const auto value = value_at_path(seen, *path);
    if (!value || value->is_nil()) continue;
    packer.string(*name).packed(*value);
    ++count;
  }
  Packed parameters{""};
  Packer(parameters.bytes).map(count).packed(pairs);
  return parameters;
}

}  // namespace azwf
