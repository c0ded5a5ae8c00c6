// Keys: `due/<time>/<run>/<step>`, with the attempt as value; the time as sixteen hexadecimal
// digits.
#include "engine/view/due_timers.hpp"

#include <fmt/format.h>

#include <charconv>

namespace azwf {
namespace {

constexpr std::string_view prefix = "due/";
constexpr std::size_t time_digits = 16;

std::string key_of(Timestamp at, const RunId& run, const StepId& step) {
  return fmt::format("{}{:016x}/{}\n{}", prefix, static_cast<std::uint64_t>(at.us), run.text,
                     step.text);
}

Result<DueRetry> parse(std::string_view key, std::string_view value) {
  DueRetry due;
  std::uint64_t us = 0;
  const auto* digits = key.data() + prefix.size();
  std::from_chars(digits, digits + time_digits, us, 16);
  due.at.us = static_cast<std::int64_t>(us);
  key.remove_prefix(prefix.size() + time_digits + 1);
  const auto split = key.find('\n');
  due.run.text = key.substr(0, split);
  due.step.text = key.substr(split + 1);
  due.attempt = static_cast<std::uint32_t>(TRY(Unpacker(value).integer()));
  return due;
}

// A key that a step's earlier event put, removed again once it is no longer backing off.
void remove(const RunChange& change, const StepId& step, ViewBatch& batch) {
  const auto* open = change.after.find(step);
  if (open != nullptr) batch[key_of(open->due, change.run, step)].reset();
}

void put(const RunChange& change, const StepRetryAt& event, ViewBatch& batch) {
  std::string attempt;
  Packer(attempt).integer(event.attempt);
  batch[key_of(event.at, change.run, event.step)] = std::move(attempt);
}

}  // namespace

void evolve_due_timers(const RunChange& change, ViewBatch& batch) {
  for (const auto& recorded : change.events) {
    if (const auto* retry_at = std::get_if<StepRetryAt>(&recorded.event)) {
      put(change, *retry_at, batch);
    } else if (const auto* retried = std::get_if<StepRetried>(&recorded.event)) {
      remove(change, retried->step, batch);
    }
  }
  if (!change.after.ended()) return;
  for (const auto& step : change.after.open) remove(change, step.id, batch);
}

Result<DueScan> scan_due(ViewStore& views, Timestamp now, std::size_t limit) {
  DueScan scan;
  Result<void> outcome;
  TRY_VOID(views.scan(prefix, "", [&](std::string_view key, std::string_view value) {
    auto parsed = parse(key, value);
    if (!parsed) {
      outcome = std::unexpected(parsed.error());
    } else if (parsed->at > now || scan.due.size() == limit) {
      scan.next = parsed->at;
    } else {
      scan.due.push_back(std::move(*parsed));
      return true;
    }
    return false;
  }));
  TRY_VOID(std::move(outcome));
  return scan;
}

}  // namespace azwf
