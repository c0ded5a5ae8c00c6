// What is waited for is kept by type, so that an event nobody waits for costs one look.
#include "engine/runtime/courier.hpp"

#include <algorithm>

#include "engine/base/check.hpp"
#include "engine/event/event_id.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf {
namespace {

std::string key_of(const RunId& run, const StepId& wait) { return run.text + '\n' + wait.text; }

}  // namespace

void Courier::add(AwaitedEvent wait) {
  const auto type = wait.type;
  types_[key_of(wait.run, wait.wait)] = type;
  by_type_.emplace(type, std::move(wait));
}

void Courier::remove(const RunId& run, const StepId& wait) {
  const auto node = types_.extract(key_of(run, wait));
  if (node.empty()) return;
  const auto [first, last] = by_type_.equal_range(node.mapped());
  const auto found = std::find_if(first, last, [&](const auto& entry) {
    return entry.second.run == run && entry.second.wait == wait;
  });
  if (found != last) by_type_.erase(found);
}

Result<void> Courier::recover(const std::function<bool(const RunId&)>& wanted) {
  std::optional<Position> since;
  for (auto& wait : TRY(awaited_events(views_))) {
    if (wanted && !wanted(wait.run)) continue;
    since = since ? std::min(*since, wait.since) : wait.since;
    add(std::move(wait));
  }
  if (!since) return {};
  const auto cursor = TRY(log_.read({.past = *since}));
  while (const auto commit = TRY(cursor->next())) TRY_VOID(look(*commit));
  return {};
}

Result<void> Courier::look(const Commit& commit) {
  const auto& events = commit.leaf.events;
  const bool has_awaited = std::ranges::any_of(
      events, [&](const Event& event) { return by_type_.contains(event.type); });
  if (!has_awaited) return {};
  auto ordinal = TRY(events_before(log_, commit));
  for (const auto& event : events) {
    offer(commit.frame.position, id_of(event, commit.leaf.stream, ordinal++), event);
  }
  return {};
}

void Courier::offer(Position position, const std::string& id, const Event& event) {
  if (is_reserved_type(event.type)) return;
  const auto* data = std::get_if<Packed>(&event.data);
  if (data == nullptr) return;
  const auto [first, last] = by_type_.equal_range(event.type);
  for (auto each = first; each != last; ++each) {
    const auto& wait = each->second;
    if (position <= wait.since && !AZWF_PLANTED(77)) continue;
    if (!is_awaited(wait, event.type, event.subject, *data)) continue;
    inbox_->post(TellRun{wait.run,
                         EventReceived{*data, event.type, id, event.subject, event.time, wait.wait},
                         event.actor,
                         {}});
  }
}

void Courier::committed(const RunId& run, Position position,
                        std::span<const RecordedEvent> events) {
  for (const auto& recorded : events) {
    if (const auto* awaited = std::get_if<EventAwaited>(&recorded.event)) {
      add({run, awaited->wait, position, awaited->event_type, awaited->subject, awaited->where});
    } else if (const auto* received = std::get_if<EventReceived>(&recorded.event)) {
      remove(run, received->wait);
    } else if (const auto* cancelled = std::get_if<WaitCancelled>(&recorded.event)) {
      remove(run, cancelled->wait);
    } else if (const auto* fired = std::get_if<TimerFired>(&recorded.event)) {
      remove(run, fired->timer);
    } else if (const auto* emitted = std::get_if<EventEmitted>(&recorded.event)) {
      if (!by_type_.contains(emitted->type)) continue;
      const auto event = encode_run_event(recorded, {});
      offer(position, id_of(event, run_stream(run), recorded.ordinal), event);
    }
  }
}

}  // namespace azwf
