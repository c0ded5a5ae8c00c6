// A subscription as its reader has it: what was delivered and not read yet, how far it is, and its
// chain. Invariant: every commit is handed out once and in the log's order, however often the
// connection is made anew.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

#include "adapters/holder/subscription_messages.hpp"
#include "engine/base/result.hpp"
#include "engine/event/event_log.hpp"

namespace azwf::bus {

// The code of the error by which a connection is known that has lost something.
inline constexpr const char* delivery_missing = "delivery_missing";

class Feed {
 public:
  // `window`: how many commits may wait to be read.
  Feed(holder::From from, holder::EventFilter filter, std::uint64_t window, bool verifies);

  // ---- for the thread that has the connection

  // Asks for what comes past all that was delivered.
  holder::Subscribe request();
  // Error{damaged} when the log is not the one that was followed.
  Result<void> begin(const holder::Subscribed& subscribed);
  // Error{unavailable, delivery_missing}: subscribe again. Any other: it ends.
  Result<void> take(const holder::Delivery& delivery);
  void end(const Error& why);
  // How much more may be delivered, since this was asked last.
  std::uint64_t take_credit();

  // ---- for whoever reads; threads: one

  // The next commit; nothing when none came in time. An error: it has ended, all was read.
  Result<std::optional<Commit>> next(std::chrono::milliseconds patience);
  // Whether so much was read since credit was given that more is to be given now.
  [[nodiscard]] bool wants_credit();
  // All up to it has been read, or left out by the filter.
  [[nodiscard]] Position past();

 private:
  Result<void> take_commit(const std::string& bytes);

  const holder::From from_;
  const holder::EventFilter filter_;
  const std::uint64_t window_;
  const bool verifies_;
  std::mutex mutex_;  // for all below
  std::condition_variable came_;
  std::deque<Commit> unread_;
  std::uint64_t read_ = 0;        // since credit was given
  std::uint64_t deliveries_ = 0;  // of this connection
  std::optional<Position> past_;  // of what was delivered; nothing before the first connection
  Position read_past_;
  Digest chain_;  // there, when it verifies
  std::optional<Error> ended_;
};

}  // namespace azwf::bus
