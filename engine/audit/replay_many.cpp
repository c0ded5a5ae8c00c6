// Threads take runs in turn; the caller awaits the report of the next one to be told. Threads do
// not run far ahead of it, so that few reports are held.
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
  explicit Runs(std::size_t count) : count_(count) {}

  // The next run that nobody has taken; nothing when there is none left.
  std::optional<std::size_t> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_over_ || taken_ < told_ + ahead_max; });
    if (is_over_ || taken_ == count_) return std::nullopt;
    return taken_++;
  }
  void put(std::size_t index, Result<ReplayReport> report) {
    const std::lock_guard lock(mutex_);
    reports_.emplace(index, std::move(report));
    changed_.notify_all();
  }
  // Waits for the report of the run after the last one so given.
  Result<ReplayReport> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return reports_.contains(told_); });
    auto report = std::move(reports_.extract(told_++).mapped());
    changed_.notify_all();
    return report;
  }
  void end() {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
    changed_.notify_all();
  }

 private:
  const std::size_t count_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::size_t, Result<ReplayReport>> reports_;
  std::size_t taken_ = 0;
  std::size_t told_ = 0;
  bool is_over_ = false;
};

}  // namespace

void replay_many(std::span<const RunId> runs, std::size_t threads, const MakeReplayer& make,
                 const ReplayOne& replay, const ReplayTold& told) {
  Runs shared(runs.size());
  const auto work = [&] {
    const auto replayer = make();
    while (const auto index = shared.take()) shared.put(*index, replay(*replayer, runs[*index]));
  };
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < std::min(threads, runs.size()); ++i) workers.emplace_back(work);
  for (const auto& run : runs) {
    if (!told(run, shared.next())) break;
  }
  shared.end();
}

}  // namespace azwf
