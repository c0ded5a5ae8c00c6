// A connection to a bus that is made anew whenever it is lost: what was asked is asked again where
// that does no harm, subscriptions go on past what was delivered. One thread does all of it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "adapters/client/feed.hpp"
#include "adapters/holder/client.hpp"

namespace azwf::bus {

// Whether a request may be made twice: it then has an id by which the holder knows it again.
enum class Repeat { yes, no };

inline constexpr std::ptrdiff_t unanswered_max = 1'000;

// Threads: any. Answers come in the session's thread.
class Session {
 public:
  using Reach = std::function<Result<std::unique_ptr<holder::Carrier>>()>;
  using Then = std::function<void(Result<holder::Reply>)>;

  // `where` is named in errors.
  Session(std::string where, Reach reach, std::chrono::milliseconds patience);
  ~Session() { close(); }
  // What is not answered yet is answered with an error, and all subscriptions end.
  void close();

  // Answered exactly once, within the patience: Error{unavailable, no_answer} tells that there was
  // none. Waits while `unanswered_max` requests are not answered.
  void ask(holder::Request request, Repeat repeat, Then then);
  // The same, and waits for the answer.
  Result<holder::Reply> call(holder::Request request, Repeat repeat);
  // Answered once it is known whether there is such a subscription.
  Result<void> follow(const std::shared_ptr<Feed>& feed);
  void unfollow(const std::shared_ptr<Feed>& feed);
  void give_credit(const std::shared_ptr<Feed>& feed);

 private:
  using Clock = std::chrono::steady_clock;
  struct Asked {
    holder::Request request;
    Repeat repeat = Repeat::no;
    Then then;
    Clock::time_point until;  // then it is given up
    Clock::time_point sent_at;
  };
  struct Followed {
    std::shared_ptr<Feed> feed;
    std::uint64_t number = 0;  // of its request; 0: not on this connection
    bool is_subscribed = false;
    Then then;  // until it was answered for the first time
    Clock::time_point until;
  };
  using Open = std::map<std::uint64_t, Asked>;
  using Waiting = std::deque<std::pair<std::uint64_t, Asked>>;

  void post(std::function<void()> task);
  bool perform();
  void serve(const std::stop_token& stop);
  void connect();
  void greeted(Result<holder::Reply> reply);
  void lose();
  void send_some();
  [[nodiscard]] std::size_t unanswered() const;
  void send(std::uint64_t id);
  void answered(std::uint64_t id, Result<holder::Reply> reply);
  void slow_down();
  Waiting::iterator place_of(std::uint64_t id);
  void answer_waiting(std::uint64_t id, Result<holder::Reply> reply);
  void ask_oldest_again(Clock::time_point now);
  void put_back(Open::iterator asked);
  void finish(Open::iterator asked, Result<holder::Reply> reply);
  void subscribe(Followed& followed);
  void take(const std::shared_ptr<Feed>& feed, Result<holder::Reply> reply);
  void drop(const std::shared_ptr<Feed>& feed, const Error& why);
  void give_up_late(Clock::time_point now);
  void give_up_all(const Error& why);
  [[nodiscard]] std::chrono::microseconds patience_for_turn() const;
  [[nodiscard]] Error no_answer() const;

  const std::string where_;
  const Reach reach_;
  const std::chrono::milliseconds patience_;
  std::counting_semaphore<> room_{unanswered_max};

  std::mutex mutex_;  // for these, and for whether there is a connection
  std::condition_variable_any posted_some_;
  std::vector<std::function<void()>> posted_;

  std::unique_ptr<holder::Client> connection_;
  bool is_greeted_ = false;
  bool is_lost_ = false;
  Clock::time_point again_at_;  // no connection is made before
  Clock::time_point go_on_at_;  // nothing that waits is sent before
  std::uint64_t ids_ = 0;
  Waiting waiting_;  // in their order
  Open open_;        // sent
  std::vector<Followed> followed_;
  std::jthread thread_;  // last: it uses all above
};

}  // namespace azwf::bus
