// What the engine has with one host process: the requests it was given and has not answered, and
// the bytes on their way. Invariant: answers come in the order of the requests, each once; whatever
// else comes breaks the link.
#pragma once

#include <deque>

#include "adapters/script_host/answer_codec.hpp"
#include "adapters/script_host/host_process.hpp"

namespace azwf::script_host {

// Threads: one.
class HostLink {
 public:
  HostLink(HostProcess process, const Limits& limits);

  void submit(Request request);
  void drop(const RunId& run) { writer_.write_drop(out_, run); }
  // Sends what the socket takes without waiting.
  void send();
  // Takes what has come; true when something has, or when the link broke.
  bool receive(const HostSink& sink);

  [[nodiscard]] bool is_broken() const { return is_broken_; }
  [[nodiscard]] bool is_idle() const { return open_.empty() && out_.empty(); }
  [[nodiscard]] bool has_to_send() const { return sent_ < out_.size(); }
  // How many answers have come so far.
  [[nodiscard]] std::uint64_t answered() const { return first_ - 1; }
  [[nodiscard]] const std::deque<Request>& open() const { return open_; }
  [[nodiscard]] HostProcess& process() { return process_; }
  [[nodiscard]] const HostProcess& process() const { return process_; }
  // Which of `open` the host says it has begun and not answered.
  [[nodiscard]] std::optional<std::size_t> begun() const;
  // Of no more use then.
  std::deque<Request> take_open() { return std::move(open_); }

 private:
  void read_answers(const HostSink& sink);

  const Limits* limits_;
  HostProcess process_;
  RequestWriter writer_;
  FrameReader reader_;
  std::deque<Request> open_;
  std::uint64_t first_ = 1;  // the number of the first of `open_`
  std::string out_;
  std::size_t sent_ = 0;  // of `out_`
  bool is_broken_ = false;
};

}  // namespace azwf::script_host
