// The id of a run is a hash, so that whoever starts it, however often, starts the same run.
#include "engine/trigger/pending_start.hpp"

#include <algorithm>

#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"
#include "engine/run/field_codec.hpp"

namespace azwf {
namespace {

constexpr char start_domain = 0x10;
constexpr std::size_t id_digits = 40;
constexpr std::string_view id_prefix = "on-";

std::string correlation_of(const Arrival& arrival) {
  return arrival.correlation.empty() ? arrival.event.id : arrival.correlation;
}

Timestamp after_ms(Timestamp time, std::int64_t ms) { return {time.us + ms * 1'000}; }

void fill(PendingStart& start, Timestamp now) {
  const bool is_full = start.events.size() >= static_cast<std::size_t>(start.trigger.batch) ||
                       start.events_bytes >= Limits::trigger_batch_bytes_max;
  if (!is_full) return;
  start.is_full = true;
  start.due = now;
}

// Of this trigger's, the latest: earlier ones are not open any more.
PendingStarts::iterator latest(PendingStarts& starts, const InstalledWorkflow& workflow,
                               const EventTrigger& trigger) {
  auto each = starts.lower_bound({workflow.name + '\0', {}, 0});
  while (each != starts.begin() && (--each)->first.workflow == workflow.name) {
    const auto& start = each->second;
    if (start.program == workflow.as.program && start.trigger == trigger) return each;
  }
  return starts.end();
}

bool joins(const PendingStart& start, const Arrival& arrival) {
  return !start.is_full && (arrival.time < start.due || AZWF_PLANTED(109));
}

void join(PendingStart& start, const Arrival& arrival) {
  if (start.trigger.debounce_ms > 0) {
    start.events = {arrival.event};
    start.events_bytes = arrival.bytes;
    start.due = after_ms(arrival.time, start.trigger.debounce_ms);
    start.depth = arrival.depth + 1;
    start.correlation = correlation_of(arrival);
    return;
  }
  start.events.push_back(arrival.event);
  start.events_bytes += arrival.bytes;
  start.depth = std::max(start.depth, arrival.depth + 1);
  fill(start, arrival.time);
}

PendingStart begin(InstalledWorkflow& workflow, const EventTrigger& trigger,
                   const Arrival& arrival) {
  PendingStart start{.workflow = workflow.name,
                     .program = workflow.as.program,
                     .folder = workflow.as.folder,
                     .roots = workflow.as.roots,
                     .trigger = trigger,
                     .events = {arrival.event},
                     .events_bytes = arrival.bytes,
                     .due = after_ms(arrival.time, trigger.debounce_ms + trigger.within_ms),
                     .is_full = trigger.debounce_ms == 0 && trigger.batch == 0,
                     .depth = AZWF_PLANTED(103) ? 1 : arrival.depth + 1,
                     .correlation = correlation_of(arrival),
                     .start_in_window = count_start(workflow, arrival.time),
                     .is_over_backlog = workflow.waiting == Limits::trigger_backlog_max};
  if (trigger.batch > 0) fill(start, arrival.time);
  return start;
}

}  // namespace

RunId run_started_by(std::string_view event_id, std::string_view workflow) {
  if (AZWF_PLANTED(100)) workflow = "";
  const auto hash = sha256(start_domain, std::string(event_id) + '\0', workflow);
  return {std::string(id_prefix) + to_hex(hash).substr(0, id_digits)};
}

bool is_started_by_events(const RunId& run) {
  const auto digits = std::string_view(run.text).substr(
      run.text.starts_with(id_prefix) ? id_prefix.size() : run.text.size());
  return digits.size() == id_digits &&
         digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

PendingStarts::iterator ask_to_start(PendingStarts& starts, InstalledWorkflow& workflow,
                                     const EventTrigger& trigger, const Arrival& arrival) {
  if (trigger.debounce_ms > 0 || trigger.batch > 0) {
    const auto open = latest(starts, workflow, trigger);
    if (open != starts.end() && joins(open->second, arrival)) {
      join(open->second, arrival);
      return open;
    }
  }
  if (workflow.waiting > Limits::trigger_backlog_max) return starts.end();
  const StartKey key{workflow.name, arrival.event.position, arrival.event.index};
  const auto [found, is_new] = starts.try_emplace(key);
  if (!is_new) return starts.end();
  found->second = begin(workflow, trigger, arrival);
  ++workflow.waiting;
  return found;
}

std::string pack_start(const PendingStart& start) {
  std::string bytes;
  Packer packer(bytes);
  packer.array(11).string(start.program).string(start.folder);
  packer.array(start.roots.size());
  for (const auto& root : start.roots) packer.string(root);
  field_codec::write_fields(packer, start.trigger);
  packer.array(start.events.size());
  for (const auto& event : start.events) {
    packer.integer(static_cast<std::int64_t>(event.position.value)).integer(event.index);
    packer.string(event.id);
  }
  packer.integer(static_cast<std::int64_t>(start.events_bytes)).integer(start.due.us);
  packer.boolean(start.is_full).integer(start.depth).string(start.correlation);
  packer.array(2).integer(start.start_in_window).boolean(start.is_over_backlog);
  return bytes;
}

Result<PendingStart> unpack_start(std::string_view workflow, std::string_view bytes) {
  PendingStart start{.workflow = std::string(workflow)};
  Unpacker unpacker(bytes);
  TRY(unpacker.array());
  start.program = TRY(unpacker.string());
  start.folder = TRY(unpacker.string());
  TRY_VOID(field_codec::read(unpacker, start.roots));
  TRY_VOID(field_codec::read_fields(unpacker, start.trigger));
  for (auto left = TRY(unpacker.array()); left > 0; --left) {
    auto& event = start.events.emplace_back();
    event.position.value = static_cast<std::uint64_t>(TRY(unpacker.integer()));
    event.index = static_cast<std::uint32_t>(TRY(unpacker.integer()));
    event.id = TRY(unpacker.string());
  }
  TRY_VOID(field_codec::read(unpacker, start.events_bytes));
  start.due.us = TRY(unpacker.integer());
  start.is_full = TRY(unpacker.boolean());
  TRY_VOID(field_codec::read(unpacker, start.depth));
  start.correlation = TRY(unpacker.string());
  TRY(unpacker.array());
  TRY_VOID(field_codec::read(unpacker, start.start_in_window));
  start.is_over_backlog = TRY(unpacker.boolean());
  return start;
}

}  // namespace azwf
