// One host process after another, and the thread that hears and watches them: what a host leaves
// behind, the next one gets. Invariant: each request is answered once, whatever becomes of the
// hosts.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "adapters/script_host/host_link.hpp"
#include "adapters/script_host/watch.hpp"

namespace azwf::script_host {

class Lane {
 public:
  // Told on the lane's thread.
  struct Owner {
    virtual ~Owner() = default;
    // The host is at a slow request: those not begun may be withdrawn.
    virtual void is_slow(Lane& lane) = 0;
    // The run crashed the host. It is not answered yet.
    virtual void has_crashed(const RunId& run) = 0;
  };

  Lane(std::string program, const Limits& limits, HostSink sink, Owner& owner);
  // Awaits the answers to what was submitted.
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // ---- from any thread

  void submit(Request request);
  void drop(const RunId& run);
  // As those of ScriptHost.
  void look();
  void rest();
  [[nodiscard]] bool is_slow() const { return is_slow_; }
  // Of the host at work; 0 when there is none.
  [[nodiscard]] pid_t pid() const { return pid_; }

  // In `Owner::is_slow` only: the requests not begun, which are not answered here then.
  std::vector<Request> withdraw();

 private:
  void work();
  bool attend();
  void wait();
  int patience();
  void wake();
  // Everything that was handed over is answered.
  [[nodiscard]] bool is_done() const { return homeless_.empty() && (!link_ || link_->is_idle()); }
  void ensure_host();
  Result<void> start_host();
  void look_after_host();
  void lose_host(Finding finding);
  // Which of the open requests is the reason.
  [[nodiscard]] std::optional<std::size_t> find_culprit(Finding finding) const;
  void refuse_all(std::vector<Request> requests, const std::string& why);
  void refuse(const Request& request, Verdict verdict);

  const std::string program_;
  const Limits limits_;
  const HostSink sink_;
  Owner& owner_;
  FileDescriptor wake_;  // eventfd
  std::atomic<pid_t> pid_ = 0;
  std::atomic<bool> is_slow_ = false;

  std::atomic<bool> is_looked_at_ = false;  // by who submits: answers need not wake the thread

  std::mutex hearing_;  // of the link: who hears and withdraws; locked before the other
  std::mutex mutex_;
  std::optional<HostLink> link_;   // made and ended by the thread, under both
  std::vector<Request> homeless_;  // while there is no host
  bool is_deep_asleep_ = false;    // until it is woken
  bool is_closing_ = false;

  std::optional<Watch> watch_;  // the thread's own, with what follows
  std::chrono::steady_clock::time_point busy_at_;
  std::chrono::steady_clock::time_point allowed_at_;
  int losses_ = 0;      // one after another, without an answer or a culprit between them
  std::thread thread_;  // last: it uses the rest
};

}  // namespace azwf::script_host
