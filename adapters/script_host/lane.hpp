// One host process after another, and the thread that talks to them: what a host leaves behind, the
// next one gets. Invariant: each request is answered once, whatever becomes of the hosts.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "adapters/script_host/host_link.hpp"
#include "adapters/script_host/look.hpp"
#include "adapters/script_host/watch.hpp"

namespace azwf::script_host {

class Lane {
 public:
  using Item = std::variant<Advance, Describe, RunId>;  // a run id: drop it

  Lane(std::string program, const Limits& limits, HostSink sink);
  // Awaits the answers to what was submitted.
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  void push(Item item);
  // Of the host at work; 0 when there is none.
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  void work();
  void await();
  bool take(std::vector<Item>& items);
  void sleep();
  // Everything that was handed over is answered.
  [[nodiscard]] bool is_done() const {
    return homeless_.empty() && (!link_ || link_->open().empty());
  }
  void hand_over(Item item);
  void ensure_host();
  Result<void> start_host();
  void look_after_host();
  void lose_host(Finding finding);
  // Which of the open requests gets the verdict; their number: none.
  [[nodiscard]] std::size_t find_culprit(Finding finding) const;
  void refuse_all(std::deque<Request> requests, const std::string& why);
  void refuse(const Request& request, Verdict verdict);

  const std::string program_;
  const Limits limits_;
  const HostSink sink_;
  FileDescriptor wake_;  // eventfd

  std::mutex mutex_;
  std::vector<Item> queue_;
  std::atomic<bool> has_come_ = false;  // an item or the end; read without the mutex
  bool is_asleep_ = false;
  bool is_closing_ = false;

  std::atomic<pid_t> pid_ = 0;
  Look look_;
  std::optional<HostLink> link_;  // the thread's own, with what follows
  std::optional<Watch> watch_;
  std::deque<Request> homeless_;  // of a host that was lost
  std::chrono::steady_clock::time_point allowed_at_;
  int losses_ = 0;      // one after another, without an answer or a culprit between them
  std::thread thread_;  // last: it uses the rest
};

}  // namespace azwf::script_host
