// A connection to the holder of a store, as the asking side has it. Every answer comes in the
// thread that turns it; when the holder is gone, what was asked stays unanswered.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "adapters/holder/carrier.hpp"
#include "adapters/holder/message.hpp"
#include "engine/base/limits.hpp"

namespace azwf::holder {

// The code of the errors by which a holder that is gone, or going, is known: ask the next one.
inline constexpr const char* holder_gone = "holder_gone";
// Of those by which one that says nothing is known.
inline constexpr const char* no_answer = "no_answer";

// Whether the connection is of no use any more.
inline bool is_lost(const Error& error) {
  return error.code == holder_gone || error.code == no_answer;
}

// How long one that answers is waited for.
inline constexpr std::chrono::seconds patience_max(10);

// Threads: one, except `wake`.
class Client {
 public:
  using Then = std::function<void(Result<Reply>)>;

  // Error{not_found, "no_holder"} when nobody serves the store in this folder; Error{unavailable}
  // when whoever does gives no answer within `patience`, or speaks another protocol.
  static Result<std::unique_ptr<Client>> connect(const std::filesystem::path& home,
                                                 const Limits& limits,
                                                 std::chrono::milliseconds patience = patience_max);
  // The same through any carrier.
  static Result<std::unique_ptr<Client>> over(std::unique_ptr<Carrier> carrier,
                                              std::chrono::milliseconds patience = patience_max);
  // The same at once, for whoever asks Hello{} before all else and turns until it is answered.
  static std::unique_ptr<Client> not_greeted(std::unique_ptr<Carrier> carrier,
                                             std::chrono::milliseconds patience);

  // Gives the number of the request. Subscriptions are answered until they end.
  std::uint64_t ask(const Request& request, Then then);
  // What is not answered: credit.
  void tell(const Request& request);
  // A subscription that has been ended is not answered any more.
  void forget(std::uint64_t number) { open_.erase(number); }
  // Asks, and turns until the answer is there. Error{unavailable, no_answer} when it takes longer
  // than the patience that it was connected with: the connection is of no use any more.
  Result<Reply> call(const Request& request);
  template <class T> Result<T> call_for(const Request& request);
  // Takes what has come, waiting up to `patience` for something. False when there was nothing.
  // Error{unavailable, holder_gone}.
  Result<bool> turn(std::chrono::microseconds patience);
  void wake() { carrier_->wake(); }
  [[nodiscard]] const Welcome& holder() const { return welcome_; }

 private:
  Client(std::unique_ptr<Carrier> carrier, std::chrono::milliseconds patience)
      : patience_(patience), carrier_(std::move(carrier)) {}

  Result<void> greet();
  Result<void> take(NumberedReply numbered);
  std::unexpected<Error> gone() const;

  const std::chrono::milliseconds patience_;
  std::unique_ptr<Carrier> carrier_;
  std::uint64_t asked_ = 0;
  std::map<std::uint64_t, Then> open_;
  Welcome welcome_;
};

std::unexpected<Error> unexpected_reply();

// Connects to whoever holds a store, as `Client::over` does it. Threads: any.
using Connect = std::function<Result<std::unique_ptr<Client>>(std::chrono::milliseconds patience)>;
// In the store's folder.
Connect connect_in(std::filesystem::path home, const Limits& limits);
// Where there has been a holder: Error{unavailable, holder_gone} when there is none any more.
Result<std::unique_ptr<Client>> connect_or_gone(const Connect& connect);

template <class T> Result<T> Client::call_for(const Request& request) {
  auto reply = TRY(call(request));
  if (auto* wanted = std::get_if<T>(&reply)) return std::move(*wanted);
  return unexpected_reply();
}

}  // namespace azwf::holder
