// What is waited for is kept by type, so that an event nobody waits for costs one look.
#include "engine/runtime/courier.hpp"

#include <algorithm>

#include "engine/base/check.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf {

void Courier::add(AwaitedEvent wait) {
  const auto type = wait.type;
  types_[{wait.run, wait.wait}] = type;
  by_type_.emplace(type, std::move(wait));
}

void Courier::remove(const RunId& run, const StepId& wait) {
  const auto node = types_.extract({run, wait});
  if (node.empty()) return;
  const auto [first, last] = by_type_.equal_range(node.mapped());
  const auto found = std::find_if(first, last, [&](const auto& entry) {
    return entry.second.run == run && entry.second.wait == wait;
  });
  if (found != last) by_type_.erase(found);
}

void Courier::remove_all(const RunId& run) {
  for (auto first = types_.lower_bound({run, {}}); first != types_.end();) {
    const auto [its_run, wait] = (first++)->first;
    if (its_run != run) return;
    remove(run, wait);
  }
}

Result<void> Courier::take_up(const std::function<bool(const RunId&)>& wanted) {
  std::optional<Position> since;
  for (auto& wait : TRY(awaited_events(views_))) {
    if ((wanted && !wanted(wait.run)) || types_.contains({wait.run, wait.wait})) continue;
    since = since ? std::min(*since, wait.since) : wait.since;
    add(std::move(wait));
  }
  if (!since) return {};
  const auto cursor = TRY(log_.read({.past = Position{since->value - 1}}));
  EventCounts counts(log_);
  while (const auto commit = TRY(cursor->next())) TRY_VOID(look(*commit, counts));
  return {};
}

Result<void> Courier::look(const Commit& commit, EventCounts& counts) {
  const auto& events = commit.leaf.events;
  const bool has_awaited =
      std::ranges::any_of(events, [&](const Event& event) { return !waits_for(event).empty(); });
  if (!has_awaited) return counts.pass(commit), Result<void>{};
  auto ordinal = static_cast<Ordinal>(TRY(counts.before(commit)));
  counts.pass(commit);
  for (const auto& event : events) {
    const auto id = id_of(event, commit.leaf.stream, ordinal);
    offer({commit.frame.position, ordinal++}, id, event);
  }
  return {};
}

// The waits for an event like that, wherever it stands.
std::vector<const AwaitedEvent*> Courier::waits_for(const Event& event) const {
  std::vector<const AwaitedEvent*> waits;
  const auto* data = std::get_if<Packed>(&event.data);
  if (data == nullptr || is_reserved_type(event.type)) return waits;
  const auto [first, last] = by_type_.equal_range(event.type);
  for (auto each = first; each != last; ++each) {
    const auto& wait = each->second;
    if (is_awaited(wait, event.type, event.subject, *data)) waits.push_back(&wait);
  }
  return waits;
}

void Courier::offer(Stand stand, const std::string& id, const Event& event) {
  for (const auto* wait : waits_for(event)) {
    if (!is_after(*wait, stand.position, stand.ordinal) && !AZWF_PLANTED(77)) continue;
    inbox_->post(TellRun{wait->run,
                         EventReceived{std::get<Packed>(event.data), event.type, id, event.subject,
                                       event.time, wait->wait},
                         event.actor,
                         {}});
  }
}

void Courier::emitted(Position position, std::span<const Event> events) {
  for (Ordinal ordinal = 0; const auto& event : events) {
    offer({position, ordinal++}, event.id, event);
  }
}

void Courier::committed(const RunId& run, Position position, std::span<const RecordedEvent> events,
                        bool has_ended) {
  for (const auto& recorded : events) {
    if (const auto* awaited = std::get_if<EventAwaited>(&recorded.event)) {
      add({.run = run,
           .wait = awaited->wait,
           .since = position,
           .ordinal = recorded.ordinal,
           .type = awaited->event_type,
           .subject = awaited->subject,
           .where = awaited->where});
    } else if (const auto* received = std::get_if<EventReceived>(&recorded.event)) {
      remove(run, received->wait);
    } else if (const auto* cancelled = std::get_if<WaitCancelled>(&recorded.event)) {
      remove(run, cancelled->wait);
    } else if (const auto* fired = std::get_if<TimerFired>(&recorded.event)) {
      remove(run, fired->timer);
    } else if (const auto* emitted = std::get_if<EventEmitted>(&recorded.event)) {
      if (!by_type_.contains(emitted->type)) continue;
      const auto event = encode_run_event(recorded, {});
      offer({position, recorded.ordinal}, id_of(event, run_stream(run), recorded.ordinal), event);
    }
  }
  if (has_ended) remove_all(run);
}

}  // namespace azwf
