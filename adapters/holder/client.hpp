// A connection to the holder of a store, as the asking side has it. Every answer comes in the
// thread that turns it; when the holder is gone, what was asked stays unanswered.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "adapters/holder/message.hpp"
#include "adapters/holder/task_queue.hpp"
#include "adapters/system/frames.hpp"
#include "engine/base/limits.hpp"

namespace azwf::holder {

// The code of the errors by which a holder that is gone, or going, is known: ask the next one.
inline constexpr const char* holder_gone = "holder_gone";
// Of those by which one that says nothing is known.
inline constexpr const char* no_answer = "no_answer";

// Threads: one, except `wake`.
class Client {
 public:
  using Then = std::function<void(Result<Reply>)>;

  // Error{not_found, "no_holder"} when nobody serves the store in this folder; Error{unavailable}
  // when whoever does gives no answer within `patience`, or speaks another protocol.
  static Result<std::unique_ptr<Client>> connect(
      const std::filesystem::path& home, const Limits& limits,
      std::chrono::milliseconds patience = std::chrono::seconds(10));

  void ask(const Request& request, Then then);
  // Asks, and turns until the answer is there. Error{unavailable, no_answer} when it takes longer
  // than the patience that it was connected with: the connection is of no use any more.
  Result<Reply> call(const Request& request);
  template <class T> Result<T> call_for(const Request& request);
  // Takes what has come, waiting up to `patience` for something. False when there was nothing.
  // Error{unavailable, holder_gone}.
  Result<bool> turn(std::chrono::microseconds patience);
  void wake() { tasks_->wake(); }
  [[nodiscard]] const Welcome& holder() const { return welcome_; }

 private:
  Client(FileDescriptor socket, std::unique_ptr<TaskQueue> tasks, const Limits& limits,
         std::chrono::milliseconds patience);

  Result<void> greet();
  Result<void> wait(std::chrono::microseconds patience);
  Result<void> send();
  Result<bool> hear();
  std::unexpected<Error> gone() const;

  const std::chrono::milliseconds patience_;
  FileDescriptor socket_;
  std::unique_ptr<TaskQueue> tasks_;
  FrameReader reader_;
  std::string out_;
  std::uint64_t asked_ = 0;
  std::map<std::uint64_t, Then> open_;
  Welcome welcome_;
};

std::unexpected<Error> unexpected_reply();

template <class T> Result<T> Client::call_for(const Request& request) {
  auto reply = TRY(call(request));
  if (auto* wanted = std::get_if<T>(&reply)) return std::move(*wanted);
  return unexpected_reply();
}

}  // namespace azwf::holder
