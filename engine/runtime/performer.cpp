// Slots are handed out in order of asking, but no run takes more than its share of them.
#include "engine/runtime/performer.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "engine/base/check.hpp"
#include "engine/base/time_text.hpp"

namespace azwf {

// What stands between one attempt and its performer. Finishing posts to the inbox, once.
class Performer::Control : public AttemptControl {
 public:
  Control(std::shared_ptr<Inbox> inbox, const StepRequest& request)
      : inbox_(std::move(inbox)),
        run_(request.run),
        step_(request.step),
        attempt_(request.attempt) {}

  void finish(Outcome outcome) override {
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(finished_, true)) return;
      stop_ = {};
    }
    inbox_->post(AttemptEnded{run_, step_, attempt_, std::move(outcome)});
  }

  void on_stop(std::function<void(StopReason)> stop) override {
    {
      const std::lock_guard lock(mutex_);
      if (finished_) return;
      if (!stop_asked_) {
        stop_ = std::move(stop);
        return;
      }
    }
    stop(*stop_asked_);
  }

  void stop(StopReason why) {
    std::function<void(StopReason)> stop;
    {
      const std::lock_guard lock(mutex_);
      if (finished_ || stop_asked_) return;
      stop_asked_ = why;
      stop = std::exchange(stop_, {});
    }
    if (stop) stop(why);
  }

 private:
  std::shared_ptr<Inbox> inbox_;
  RunId run_;
  StepId step_;
  std::uint32_t attempt_;
  std::mutex mutex_;
  std::function<void(StopReason)> stop_;
  std::optional<StopReason> stop_asked_;
  bool finished_ = false;
};

Performer::Performer(const OperationCatalog& operations, std::shared_ptr<Inbox> inbox, Clock& clock,
                     const Limits& limits)
    : operations_(operations), inbox_(std::move(inbox)), clock_(clock), limits_(limits) {}

Performer::~Performer() = default;

std::string Performer::key_of(const RunId& run, const StepId& step) {
  return run.text + '\n' + step.text;
}

void Performer::start(StepRequest request, std::int64_t timeout_ms) {
  const auto run = request.run;
  auto& lane = lanes_[run];
  lane.waiting.push_back({std::move(request), timeout_ms});
  give_turn(run, lane);
  start_waiting();
}

void Performer::ended(const RunId& run, const StepId& step) {
  const auto key = key_of(run, step);
  const auto found = in_progress_.find(key);
  if (found == in_progress_.end()) return;
  if (found->second.deadline) deadlines_.erase({*found->second.deadline, key});
  in_progress_.erase(found);
  const auto lane = lanes_.find(run);
  --lane->second.in_progress;
  give_turn(run, lane->second);
  if (lane->second.in_progress == 0 && lane->second.waiting.empty()) lanes_.erase(lane);
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
  InProgress entry{std::make_shared<Control>(inbox_, request), {}};
  if (waiting.timeout_ms > 0) {
    entry.deadline = clock_.monotonic() +
                     std::chrono::milliseconds(std::min(waiting.timeout_ms, duration_ms_max));
    deadlines_.emplace(*entry.deadline, key);
  }
  Attempt attempt(entry.control);
  AZWF_CHECK(in_progress_.emplace(key, std::move(entry)).second);
  if (auto* operation = operations_.find(request.operation)) {
    operation->perform(std::move(request), std::move(attempt));
    return;
  }
  std::move(attempt).finish(Failed{
      {"unknown_operation", "this azwf has no operation " + request.operation, {}}, false, {}});
}

std::optional<std::chrono::microseconds> Performer::enforce_timeouts() {
  while (!deadlines_.empty()) {
    const auto [at, key] = *deadlines_.begin();
    if (at > clock_.monotonic()) return at;
    deadlines_.erase(deadlines_.begin());
    auto& entry = in_progress_.at(key);
    entry.deadline.reset();
    if (AZWF_PLANTED(26)) {
      entry.control->finish(Stopped{StopReason::timeout, {}});
    } else {
      entry.control->stop(StopReason::timeout);
    }
  }
  return std::nullopt;
}

void Performer::stop_all(StopReason why) {
  turns_.clear();
  for (auto& [run, lane] : lanes_) {
    lane.has_turn = false;
    for (auto& [request, timeout_ms] : std::exchange(lane.waiting, {})) {
      inbox_->post(AttemptEnded{run, request.step, request.attempt, Stopped{why, {}, false}});
    }
  }
  for (auto& [key, entry] : in_progress_) entry.control->stop(why);
}

}  // namespace azwf
