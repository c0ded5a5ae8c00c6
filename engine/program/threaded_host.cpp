// One queue and one thread per lane. The thread takes everything that is queued at once, and is
// woken only when it sleeps, so that a busy lane costs one short lock per request.
#include "engine/program/threaded_host.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <variant>

#include "engine/base/check.hpp"
#include "engine/base/look_briefly.hpp"

namespace azwf {

class ThreadedHost::Lane {
 public:
  using Item = std::variant<Advance, Describe, RunId>;  // a run id: drop it

  Lane(const MakeHost& make_host, const HostSink& sink)
      : thread_([this, make_host, sink] { work(make_host, sink); }) {}

  ~Lane() {
    {
      const std::lock_guard lock(mutex_);
      is_closing_ = true;
      has_come_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  void push(Item item) {
    bool must_wake = false;
    {
      const std::lock_guard lock(mutex_);
      queue_.push_back(std::move(item));
      has_come_ = true;
      must_wake = std::exchange(is_asleep_, false);
    }
    if (must_wake) wake_.notify_one();
  }

 private:
  void work(const MakeHost& make_host, const HostSink& sink) {
    const auto host = make_host(sink);
    AZWF_CHECK(host != nullptr);
    std::vector<Item> batch;
    while (take(batch)) {
      for (auto& item : batch) hand_over(*host, std::move(item));
      batch.clear();
    }
  }

  // Waits for items; false when there are none and none will come.
  bool take(std::vector<Item>& batch) {
    look_briefly([this] { return has_come_.load(); });
    std::unique_lock lock(mutex_);
    while (queue_.empty() && !is_closing_) {
      is_asleep_ = true;
      wake_.wait(lock);
    }
    is_asleep_ = false;
    has_come_ = is_closing_;
    batch.swap(queue_);
    return !batch.empty();
  }

  static void hand_over(ScriptHost& host, Item item) {
    if (auto* advance = std::get_if<Advance>(&item)) return host.submit(std::move(*advance));
    if (auto* describe = std::get_if<Describe>(&item)) return host.submit(std::move(*describe));
    host.drop(std::get<RunId>(item));
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Item> queue_;
  std::atomic<bool> has_come_ = false;  // an item or the end; read without the mutex
  bool is_asleep_ = false;
  bool is_closing_ = false;
  std::thread thread_;  // last: it uses the rest
};

ThreadedHost::ThreadedHost(MakeHost make_host, HostSink sink, std::size_t thread_count) {
  AZWF_CHECK(thread_count > 0);
  for (std::size_t i = 0; i < thread_count; ++i) {
    lanes_.push_back(std::make_unique<Lane>(make_host, sink));
  }
}

ThreadedHost::~ThreadedHost() = default;

ThreadedHost::Lane& ThreadedHost::lane_of(const RunId& run) {
  return *lanes_[lanes_.size() == 1 ? 0 : std::hash<RunId>()(run) % lanes_.size()];
}

void ThreadedHost::submit(Advance request) {
  auto& lane = lane_of(request.run);
  lane.push(std::move(request));
}

void ThreadedHost::submit(Describe request) { lanes_.front()->push(std::move(request)); }

void ThreadedHost::drop(const RunId& run) { lane_of(run).push(run); }

}  // namespace azwf
