// One peer of the bus: who it is, what it has asked and not been answered, and what waits to be
// sent to it.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "adapters/holder/service.hpp"
#include "adapters/holder/subscription.hpp"
#include "adapters/zeromq/guest.hpp"
#include "adapters/zeromq/socket.hpp"

namespace azwf::zeromq {

using Clock = std::chrono::steady_clock;

// Threads: the server's.
class Peer {
 public:
  // `name` is the router's name for it.
  Peer(std::string name, Guest guest, const Limits& limits);

  // A message has come.
  void hear(Clock::time_point now) { heard_ = now; }
  // False when there were too many of late. Then none may be said for a while, nor before what was
  // on its way has been heard: of what was said together, all behind the first is refused, too.
  // `drained`: how often nothing was left to hear at its door.
  bool may_say(Clock::time_point now, std::uint64_t drained);
  // Not while too many requests are open, or it does not take what it is sent; nor under the number
  // of a request that is held back.
  [[nodiscard]] bool may_ask(std::uint64_t number) const;
  void note_asked(std::uint64_t number, const holder::Request& request);
  void reply(std::uint64_t number, const Result<holder::Reply>& reply);
  void deliver(std::uint64_t number, const holder::Delivery& delivery);
  // An error that answers no open request.
  void end(std::uint64_t number, const Error& why);
  // It has shown that it is there; unless it is sent something anyway, it hears the same of us.
  void beat_back();
  // It may not be here any more: it only hears what became of what it had asked to be done.
  void lock_out();
  [[nodiscard]] bool is_owed_an_answer() const { return open_ > 0; }
  // It says hello again: what was asked before was perhaps asked by another of its name.
  void begin_anew();
  // Sends what the socket takes. False when the peer is gone.
  bool send(Socket& router, Clock::time_point now);
  // It has taken nothing of what there is for it for too long: everything of it is dropped but who
  // it is, which keeps count of what the library holds for it.
  void give_up();

  [[nodiscard]] bool is_full() const;
  [[nodiscard]] bool has_to_send() const { return !unsent_.empty(); }
  [[nodiscard]] bool is_stuck(Clock::time_point now) const;
  [[nodiscard]] bool is_given_up() const { return is_given_up_; }
  [[nodiscard]] Clock::time_point heard() const { return heard_; }
  [[nodiscard]] const std::shared_ptr<const holder::Asker>& asker() const { return asker_; }
  [[nodiscard]] Guest guest() const { return {asker_->actor, asker_->role}; }
  std::map<std::uint64_t, holder::Subscription> subscriptions;  // by the number of their request
  std::uint64_t served = 0;    // the subscription whose turn was last
  bool has_delimiter = false;  // it speaks through a REQ socket
  std::string user;            // as the gate named it

 private:
  void queue(std::string message);
  [[nodiscard]] bool is_unread() const;

  const std::string name_;
  const Limits* limits_;
  std::shared_ptr<const holder::Asker> asker_;
  Clock::time_point heard_;
  Clock::time_point took_;  // something, or there was nothing to take
  double sayable_;          // messages, when they were last counted
  Clock::time_point counted_;
  struct TooFast {
    Clock::time_point since;
    std::uint64_t drained = 0;
  };
  std::optional<TooFast> too_fast_;
  std::size_t open_ = 0;
  std::set<std::uint64_t> waiting_;  // requests that are held back
  std::deque<std::string> unsent_;
  std::size_t unsent_bytes_ = 0;
  BytesHeld held_ = std::make_shared<std::atomic<std::size_t>>(0);
  std::size_t held_before_ = 0;
  bool is_given_up_ = false;
  bool is_locked_out_ = false;
};

}  // namespace azwf::zeromq
