// Threads take runs in turn. Whoever brings the report that is next tells it, and those after it
// that wait: nobody is woken for a report. Threads do not run far ahead, so that few reports are
// held.
#include "engine/audit/replay_many.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace azwf {
namespace {

constexpr std::size_t ahead_max = 256;

class Runs {
 public:
  Runs(std::span<const RunId> runs, const ReplayTold& told) : runs_(runs), tell_(told) {}

  // The next run that nobody has taken; nothing when there is none left.
  std::optional<std::size_t> take() {
    std::unique_lock lock(mutex_);
    told_more_.wait(lock, [&] { return is_over_ || taken_ < told_ + ahead_max; });
    if (is_over_ || taken_ == runs_.size()) return std::nullopt;
    return taken_++;
  }
  const RunId& run(std::size_t index) const { return runs_[index]; }

  void put(std::size_t index, Result<ReplayReport> report) {
    const std::lock_guard lock(mutex_);
    reports_.emplace(index, std::move(report));
    const bool was_far_ahead = taken_ == told_ + ahead_max;
    while (!is_over_ && reports_.contains(told_)) tell_next();
    if (was_far_ahead || is_over_) told_more_.notify_all();
  }

 private:
  void tell_next() {
    auto report = std::move(reports_.extract(told_).mapped());
    is_over_ = !tell_(runs_[told_++], std::move(report));
  }

  const std::span<const RunId> runs_;
  const ReplayTold& tell_;
  std::mutex mutex_;
  std::condition_variable told_more_;
  std::map<std::size_t, Result<ReplayReport>> reports_;
  std::size_t taken_ = 0;
  std::size_t told_ = 0;
  bool is_over_ = false;
};

}  // namespace

void replay_many(std::span<const RunId> runs, std::size_t threads, const MakeReplayer& make,
                 const ReplayOne& replay, const ReplayTold& told) {
  Runs shared(runs, told);
  const auto work = [&] {
    const auto replayer = make();
    while (const auto index = shared.take()) {
      shared.put(*index, replay(*replayer, shared.run(*index)));
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(threads, runs.size()); ++i) others.emplace_back(work);
  work();
}

}  // namespace azwf
