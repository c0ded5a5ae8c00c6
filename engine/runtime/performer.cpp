// Slots are handed out in order of asking, but no run takes more than its share of them.
#include "engine/runtime/performer.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/check.hpp"
#include "engine/base/time_text.hpp"
#include "engine/runtime/attempt_control.hpp"

namespace azwf {
namespace {

std::chrono::microseconds within(std::int64_t limit_ms) {
  return std::chrono::milliseconds(std::min(limit_ms, duration_ms_max));
}

}  // namespace

Performer::Performer(const OperationCatalog& operations, std::shared_ptr<Inbox> inbox, Clock& clock,
                     const Limits& limits)
    : operations_(operations), inbox_(std::move(inbox)), clock_(clock), limits_(limits) {}

Performer::~Performer() = default;

std::string Performer::key_of(const RunId& run, const StepId& step) {
  return run.text + '\n' + step.text;
}

void Performer::start(StepRequest request, std::chrono::microseconds age) {
  const auto run = request.run;
  const auto& policy = request.policy;
  const auto now = clock_.monotonic();
  Waiting waiting;
  if (policy.schedule_to_close_ms > 0 && !AZWF_PLANTED(75)) {
    waiting.close_by = now + within(policy.schedule_to_close_ms) - age;
    waiting.limit = Limit{*waiting.close_by, StopReason::schedule_to_close};
  }
  const auto start_by = now + within(policy.schedule_to_start_ms);
  if (policy.schedule_to_start_ms > 0 && (!waiting.limit || start_by < waiting.limit->at)) {
    waiting.limit = Limit{start_by, StopReason::schedule_to_start};
  }
  waiting.request = std::move(request);
  auto& lane = lanes_[run];
  if (waiting.limit) deadlines_.emplace(waiting.limit->at, key_of(run, waiting.request.step));
  lane.waiting.push_back(std::move(waiting));
  give_turn(run, lane);
  start_waiting();
}

void Performer::stop(const RunId& run, const StepId& step, StopReason why) {
  const auto found = in_progress_.find(key_of(run, step));
  if (found != in_progress_.end()) return found->second.control->stop(why);
  drop_waiting(run, step, why);
}

void Performer::drop_waiting(const RunId& run, const StepId& step, StopReason why) {
  const auto lane = lanes_.find(run);
  if (lane == lanes_.end()) return;
  auto& waiting = lane->second.waiting;
  const auto found = std::ranges::find(waiting, step, [](auto& w) { return w.request.step; });
  if (found == waiting.end()) return;
  inbox_->post(AttemptEnded{run, step, found->request.attempt, Stopped{why, {}, false}});
  if (found->limit) deadlines_.erase({found->limit->at, key_of(run, step)});
  waiting.erase(found);
  if (waiting.empty() && std::exchange(lane->second.has_turn, false)) std::erase(turns_, run);
  if (waiting.empty() && lane->second.in_progress == 0) lanes_.erase(lane);
}

void Performer::ended(const RunId& run, const StepId& step) {
  const auto key = key_of(run, step);
  const auto found = in_progress_.find(key);
  if (found == in_progress_.end()) return;
  if (const auto check = next_check(found->second)) deadlines_.erase({*check, key});
  in_progress_.erase(found);
  const auto lane = lanes_.find(run);
  --lane->second.in_progress;
  give_turn(run, lane->second);
  if (lane->second.in_progress == 0 && lane->second.waiting.empty()) lanes_.erase(lane);
  start_waiting();
}

void Performer::look_again() {
  for (auto& [run, lane] : lanes_) give_turn(run, lane);
  start_waiting();
}

void Performer::give_turn(const RunId& run, Lane& lane) {
  const bool may_start =
      !lane.waiting.empty() &&
      (lane.in_progress < limits_.attempts_in_flight_per_run_max || AZWF_PLANTED(25));
  if (!may_start || std::exchange(lane.has_turn, true)) return;
  turns_.push_back(run);
}

void Performer::start_waiting() {
  while (in_progress_.size() < limits_.attempts_in_flight_max && !turns_.empty()) {
    const auto run = std::move(turns_.front());
    turns_.pop_front();
    auto& lane = lanes_[run];
    lane.has_turn = false;
    const auto& first = lane.waiting.front();
    if (first.limit && first.limit->at <= clock_.monotonic()) {
      const auto step = first.request.step;
      const auto why = first.limit->why;
      give_turn(run, lane);
      drop_waiting(run, step, why);
      continue;
    }
    auto waiting = std::move(lane.waiting.front());
    lane.waiting.pop_front();
    ++lane.in_progress;
    give_turn(run, lane);
    begin(std::move(waiting));
  }
}

void Performer::begin(Waiting waiting) {
  auto& request = waiting.request;
  const auto key = key_of(request.run, request.step);
  const auto now = clock_.monotonic();
  if (waiting.limit) deadlines_.erase({waiting.limit->at, key});
  InProgress entry{.control = std::make_shared<Control>(inbox_, clock_, request)};
  if (waiting.close_by) entry.limit = Limit{*waiting.close_by, StopReason::schedule_to_close};
  const auto end_by = now + within(request.policy.timeout_ms);
  if (request.policy.timeout_ms > 0 && (!entry.limit || end_by < entry.limit->at)) {
    entry.limit = Limit{end_by, StopReason::timeout};
  }
  entry.heartbeat = within(request.policy.heartbeat_ms);
  if (entry.heartbeat.count() > 0) entry.checked_at = now + entry.heartbeat;
  if (const auto check = next_check(entry)) deadlines_.emplace(*check, key);
  Attempt attempt(entry.control);
  AZWF_CHECK(in_progress_.emplace(key, std::move(entry)).second);
  if (auto* operation = operations_.find(request.operation)) {
    operation->perform(std::move(request), std::move(attempt));
    return;
  }
  std::move(attempt).finish(Failed{
      {"unknown_operation", "this azwf has no operation " + request.operation, {}}, false, {}});
}

std::optional<Performer::Instant> Performer::next_check(const InProgress& entry) {
  if (!entry.limit) return entry.checked_at;
  return entry.checked_at ? std::min(*entry.checked_at, entry.limit->at) : entry.limit->at;
}

std::optional<std::chrono::microseconds> Performer::enforce_timeouts() {
  while (!deadlines_.empty()) {
    const auto [at, key] = *deadlines_.begin();
    if (at > clock_.monotonic()) return at;
    deadlines_.erase(deadlines_.begin());
    enforce(key);
  }
  return std::nullopt;
}

void Performer::enforce(const std::string& key) {
  const auto found = in_progress_.find(key);
  if (found == in_progress_.end()) {
    const auto split = key.find('\n');
    const RunId run{key.substr(0, split)};
    const StepId step{key.substr(split + 1)};
    auto& waiting = lanes_.at(run).waiting;
    const auto late = std::ranges::find(waiting, step, [](auto& w) { return w.request.step; });
    AZWF_CHECK(late != waiting.end());
    return drop_waiting(run, step, late->limit->why);
  }
  auto& entry = found->second;
  if (entry.limit && entry.limit->at <= clock_.monotonic()) {
    const auto why = entry.limit->why;
    entry.limit.reset();
    entry.checked_at.reset();
    if (AZWF_PLANTED(26)) {
      entry.control->finish(Stopped{why, {}});
    } else {
      entry.control->stop(why);
    }
    return;
  }
  check_heartbeat(key, entry);
}

void Performer::check_heartbeat(const std::string& key, InProgress& entry) {
  const auto silent_until = entry.control->last_sign() + entry.heartbeat;
  if (silent_until > clock_.monotonic() || AZWF_PLANTED(76)) {
    entry.checked_at = silent_until;
    deadlines_.emplace(*next_check(entry), key);
    return;
  }
  entry.limit.reset();
  entry.checked_at.reset();
  entry.control->stop(StopReason::heartbeat);
}

void Performer::stop_all(StopReason why) {
  turns_.clear();
  for (auto& [run, lane] : lanes_) {
    lane.has_turn = false;
    for (auto& waiting : std::exchange(lane.waiting, {})) {
      const auto& request = waiting.request;
      if (waiting.limit) deadlines_.erase({waiting.limit->at, key_of(run, request.step)});
      inbox_->post(AttemptEnded{run, request.step, request.attempt, Stopped{why, {}, false}});
    }
  }
  for (auto& [key, entry] : in_progress_) entry.control->stop(why);
}

}  // namespace azwf
