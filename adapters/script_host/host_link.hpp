// What the engine has with one host process: the requests it was given and has not answered, and
// the bytes on their way. Invariant: answers come in the order of the requests, each once; whatever
// else comes breaks the link.
#pragma once

#include <atomic>
#include <deque>
#include <vector>

#include "adapters/script_host/answer_codec.hpp"
#include "adapters/script_host/host_process.hpp"

namespace azwf::script_host {

// Threads: what hands over and sends, any, under its owner's lock; what hears and withdraws, one at
// a time.
class HostLink {
 public:
  struct Open {
    Request request;
    bool is_withdrawn = false;  // somebody else was asked: the answer is passed over
  };

  HostLink(HostProcess process, const Limits& limits);

  // ---- under the owner's lock

  // Sent at once when the host has nothing to do, or much is to be sent; else with the next `send`.
  void submit(Request request);
  void drop(const RunId& run) { writer_.write_drop(out_, run); }
  // Sends what the socket takes without waiting.
  void send();
  // Takes what was submitted into `open`.
  void accept();
  [[nodiscard]] bool has_to_send() const { return sent_ < out_.size(); }
  // The socket took less than it was given.
  [[nodiscard]] bool is_full() const { return is_full_; }
  // Requests that no answer has come for, accepted or not.
  [[nodiscard]] bool is_idle() const { return answered() == last_; }

  // ---- by one thread at a time

  // Receives what has come; true when something has, or when the link broke.
  bool hear();
  // Reads the answers among what was heard. Whatever they answer must be accepted before.
  void tell(const HostSink& sink);
  [[nodiscard]] const std::deque<Open>& open() const { return open_; }
  // What was wrong with the answer to the first of `open`, if that broke the link.
  [[nodiscard]] const std::optional<std::string>& refused() const { return refused_; }
  // Which of `open` the host says it has begun and not answered.
  [[nodiscard]] std::optional<std::size_t> begun() const;
  // Of those open, nothing when it is withdrawn already.
  std::optional<Request> withdraw(std::size_t index);
  // All that are open, from this one on.
  std::vector<Request> withdraw_from(std::size_t index);

  // ---- on any thread

  [[nodiscard]] bool is_broken() const { return is_broken_; }
  // How many answers have come so far.
  [[nodiscard]] std::uint64_t answered() const { return answered_.load(std::memory_order_relaxed); }
  [[nodiscard]] HostProcess& process() { return process_; }
  [[nodiscard]] const HostProcess& process() const { return process_; }

 private:
  Result<void> take_answer(std::string_view frame, const HostSink& sink);

  const Limits* limits_;
  HostProcess process_;
  std::atomic<bool> is_broken_ = false;
  std::atomic<std::uint64_t> answered_ = 0;

  RequestWriter writer_;  // under the lock, with what follows
  std::vector<Request> submitted_;
  std::atomic<std::uint64_t> last_ = 0;  // the number of the request submitted last
  std::string out_;
  std::size_t sent_ = 0;               // of `out_`
  std::atomic<bool> is_full_ = false;  // asked without the lock, too

  std::optional<std::string> refused_;  // who hears has these, and what follows
  FrameReader reader_;
  std::deque<Open> open_;
};

}  // namespace azwf::script_host
