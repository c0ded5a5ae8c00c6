// Keys: `await/<run>/<wait>`, with what is waited for as value.
#include "engine/view/awaited_events.hpp"

#include "engine/base/check.hpp"

namespace azwf {
namespace {

constexpr std::string_view prefix = "await/";

std::string key_of(const RunId& run, const StepId& wait) {
  return std::string(prefix) + run.text + '\n' + wait.text;
}

std::string pack(const EventAwaited& event, Position since, Ordinal ordinal) {
  std::string bytes;
  Packer packer(bytes);
  packer.array(5).integer(static_cast<std::int64_t>(since.value)).integer(ordinal);
  packer.string(event.event_type).string(event.subject).packed(event.where);
  return bytes;
}

Result<AwaitedEvent> unpack(std::string_view key, std::string_view value) {
  AwaitedEvent wait;
  key.remove_prefix(prefix.size());
  const auto split = key.find('\n');
  wait.run.text = key.substr(0, split);
  wait.wait.text = key.substr(split + 1);
  Unpacker unpacker(value);
  TRY(unpacker.array());
  wait.since.value = static_cast<std::uint64_t>(TRY(unpacker.integer()));
  wait.ordinal = static_cast<Ordinal>(TRY(unpacker.integer()));
  wait.type = TRY(unpacker.string());
  wait.subject = TRY(unpacker.string());
  wait.where.bytes = TRY(unpacker.value());
  return wait;
}

class Evolve {
 public:
  Evolve(const RunChange& change, ViewBatch& batch) : change_(change), batch_(batch) {}

  void see(const RecordedEvent& recorded) {
    ordinal_ = recorded.ordinal;
    std::visit(*this, recorded.event);
  }

  void operator()(const EventAwaited& event) {
    batch_[key_of(change_.run, event.wait)] = pack(event, change_.position, ordinal_);
  }
  void operator()(const EventReceived& event) { remove(event.wait); }
  void operator()(const WaitCancelled& event) { remove(event.wait); }
  void operator()(const TimerFired& event) { remove(event.timer); }
  void operator()(const auto&) {}

  void remove(const StepId& wait) { batch_[key_of(change_.run, wait)].reset(); }

 private:
  const RunChange& change_;
  ViewBatch& batch_;
  Ordinal ordinal_ = 0;  // of the event that is seen
};

}  // namespace

void evolve_awaited_events(const RunChange& change, ViewBatch& batch) {
  Evolve evolve(change, batch);
  for (const auto& recorded : change.events) evolve.see(recorded);
  if (!change.after.ended()) return;
  for (const auto& wait : change.after.waits) evolve.remove(wait.id);
}

Result<std::vector<AwaitedEvent>> awaited_events(ViewStore& views) {
  std::vector<AwaitedEvent> waits;
  Result<void> outcome;
  TRY_VOID(views.scan(prefix, "", [&](std::string_view key, std::string_view value) {
    auto wait = unpack(key, value);
    if (wait) {
      waits.push_back(std::move(*wait));
    } else {
      outcome = std::unexpected(wait.error());
    }
    return outcome.has_value();
  }));
  TRY_VOID(std::move(outcome));
  return waits;
}

bool is_after(const AwaitedEvent& wait, Position position, Ordinal ordinal) {
  if (position == wait.since && !AZWF_PLANTED(56)) return ordinal > wait.ordinal;
  return position > wait.since;
}

bool is_awaited(const AwaitedEvent& wait, std::string_view type, std::string_view subject,
                const Packed& data) {
  if (wait.type != type || (!wait.subject.empty() && wait.subject != subject)) return false;
  Unpacker unpacker(wait.where.bytes);
  const auto size = unpacker.map();
  for (std::size_t i = 0; size && i < *size; ++i) {
    const auto name = unpacker.string();
    const auto value = unpacker.value();
    if (!name || !value || field_of(data, *name).bytes != *value) return false;
  }
  return true;
}

}  // namespace azwf
