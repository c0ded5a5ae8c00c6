// Keys: `due/<time>/<run>/<step or timer>`, with the attempt as value, 0 for a timer; the time as
// sixteen hexadecimal digits.
#include "engine/view/due_timers.hpp"

#include <fmt/format.h>

#include <charconv>

#include "engine/base/check.hpp"

namespace azwf {
namespace {

constexpr std::string_view prefix = "due/";
constexpr std::size_t time_digits = 16;

std::string key_of(Timestamp at, const RunId& run, const StepId& id) {
  return fmt::format("{}{:016x}/{}\n{}", prefix, static_cast<std::uint64_t>(at.us), run.text,
                     id.text);
}

Result<Due> parse(std::string_view key, std::string_view value) {
  Due due;
  std::uint64_t us = 0;
  const auto* digits = key.data() + prefix.size();
  std::from_chars(digits, digits + time_digits, us, 16);
  due.at.us = static_cast<std::int64_t>(us);
  key.remove_prefix(prefix.size() + time_digits + 1);
  const auto split = key.find('\n');
  due.run.text = key.substr(0, split);
  due.id.text = key.substr(split + 1);
  due.attempt = static_cast<std::uint32_t>(TRY(Unpacker(value).integer()));
  return due;
}

class Evolve {
 public:
  Evolve(const RunChange& change, ViewBatch& batch) : change_(change), batch_(batch) {}

  void operator()(const StepRetryAt& event) { put(event.at, event.step, event.attempt); }
  void operator()(const StepRetried& event) {
    const auto* open = change_.after.find(event.step);
    if (open != nullptr) remove(open->due, event.step);
  }
  void operator()(const StepCancelled& event) {
    if (event.due.us != 0) remove(event.due, event.step);
  }
  void operator()(const TimerSet& event) { put(event.at, event.timer, 0); }
  void operator()(const TimerFired& event) {
    if (!AZWF_PLANTED(71)) remove(event.at, event.timer);
  }
  void operator()(const TimerCancelled& event) { remove(event.at, event.timer); }
  void operator()(const auto&) {}

  void remove(Timestamp at, const StepId& id) { batch_[key_of(at, change_.run, id)].reset(); }

 private:
  void put(Timestamp at, const StepId& id, std::uint32_t attempt) {
    std::string value;
    Packer(value).integer(attempt);
    batch_[key_of(at, change_.run, id)] = std::move(value);
  }

  const RunChange& change_;
  ViewBatch& batch_;
};

}  // namespace

void evolve_due_timers(const RunChange& change, ViewBatch& batch) {
  Evolve evolve(change, batch);
  for (const auto& recorded : change.events) std::visit(evolve, recorded.event);
  if (!change.after.ended()) return;
  for (const auto& step : change.after.open) evolve.remove(step.due, step.id);
  for (const auto& timer : change.after.timers) evolve.remove(timer.at, timer.id);
}

DueCursor due_cursor_at(Timestamp at) {
  return fmt::format("{}{:016x}", prefix, static_cast<std::uint64_t>(at.us));
}

Result<DueScan> scan_due(ViewStore& views, Timestamp now, const DueCursor& cursor,
                         std::size_t limit) {
  DueScan scan{.cursor = cursor};
  Result<void> outcome;
  TRY_VOID(views.scan(prefix, cursor, [&](std::string_view key, std::string_view value) {
    if (key == cursor) return true;
    auto parsed = parse(key, value);
    if (!parsed) {
      outcome = std::unexpected(parsed.error());
    } else if (parsed->at > now || scan.due.size() == limit) {
      scan.next = parsed->at;
    } else {
      scan.due.push_back(std::move(*parsed));
      scan.cursor = key;
      return true;
    }
    return false;
  }));
  TRY_VOID(std::move(outcome));
  return scan;
}

}  // namespace azwf
