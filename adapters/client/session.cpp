// Whatever goes wrong with a connection ends it, and the next one begins with what is still open.
#include "adapters/client/session.hpp"

#include <algorithm>
#include <future>
#include <utility>

#include "adapters/system/signals.hpp"

namespace azwf::bus {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t open_max = 60;  // the protocol allows 64: some are left to end subscriptions
constexpr milliseconds again_after(200);  // a connection that failed at once is tried again
constexpr milliseconds asked_again_after(3'000);
constexpr milliseconds looked_after_every(50);  // while something is open
constexpr milliseconds idle_for(1'000);

Error closed() {
  return {ErrorKind::unavailable, "closed", "the client was closed", "ask another one"};
}

Error nobody_knows() {
  return {ErrorKind::unavailable, holder::holder_gone,
          "the server went away before it answered: nobody knows whether it was done",
          "look at the run, and ask again if it was not"};
}

bool is_forgotten(const Result<holder::Reply>& reply) {
  return !reply && (reply.error().code == "no_hello" || reply.error().code == delivery_missing);
}

// Such a request was not looked at.
bool is_too_fast(const Result<holder::Reply>& reply) {
  return !reply && reply.error().code == "too_fast";
}

}  // namespace

Session::Session(std::string where, Reach reach, milliseconds patience)
    : where_(std::move(where)), reach_(std::move(reach)), patience_(patience) {
  const SignalsKeptAway kept_away;
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

void Session::close() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  post([] {});
  thread_.join();
}

void Session::post(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  posted_.push_back(std::move(task));
  posted_some_.notify_one();
  if (connection_) connection_->wake();
}

bool Session::perform() {
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(posted_);
  }
  for (const auto& task : tasks) task();
  return !tasks.empty();
}

void Session::ask(holder::Request request, Repeat repeat, Then then) {
  const auto until = Clock::now() + patience_;
  if (!room_.try_acquire_until(until)) return then(std::unexpected(no_answer()));
  auto asked =
      std::make_shared<Asked>(Asked{std::move(request), repeat, std::move(then), until, {}});
  post([this, asked] { waiting_.emplace_back(++ids_, std::move(*asked)); });
}

Result<holder::Reply> Session::call(holder::Request request, Repeat repeat) {
  const auto promise = std::make_shared<std::promise<Result<holder::Reply>>>();
  auto answer = promise->get_future();
  ask(std::move(request), repeat,
      [promise](Result<holder::Reply> reply) { promise->set_value(std::move(reply)); });
  return answer.get();
}

Result<void> Session::follow(const std::shared_ptr<Feed>& feed) {
  const auto promise = std::make_shared<std::promise<Result<holder::Reply>>>();
  auto answer = promise->get_future();
  const Then then = [promise](Result<holder::Reply> reply) {
    promise->set_value(std::move(reply));
  };
  post([this, feed, then, until = Clock::now() + patience_] {
    followed_.push_back({.feed = feed, .then = then, .until = until});
  });
  TRY(answer.get());
  return {};
}

void Session::unfollow(const std::shared_ptr<Feed>& feed) {
  post([this, feed] {
    const auto found = std::ranges::find(followed_, feed, &Followed::feed);
    if (found == followed_.end()) return;
    const auto number = found->number;
    followed_.erase(found);
    if (!is_greeted_ || number == 0) return;
    connection_->ask(holder::Unsubscribe{number},
                     [this, number](const Result<holder::Reply>&) { connection_->forget(number); });
  });
}

void Session::give_credit(const std::shared_ptr<Feed>& feed) {
  post([this, feed] {
    const auto found = std::ranges::find(followed_, feed, &Followed::feed);
    if (found == followed_.end() || !is_greeted_ || found->number == 0) return;
    const auto more = feed->take_credit();
    if (more > 0) connection_->tell(holder::Credit{found->number, more});
  });
}

void Session::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    perform();
    if (!connection_) connect();
    if (connection_) {
      send_some();
      if (!connection_->turn(patience_for_turn())) is_lost_ = true;
    } else {
      std::unique_lock lock(mutex_);
      posted_some_.wait_for(lock, again_after, [this] { return !posted_.empty(); });
    }
    if (is_lost_) lose();
    give_up_late(Clock::now());
  }
  perform();
  give_up_all(closed());
  const std::lock_guard lock(mutex_);
  connection_.reset();
}

void Session::connect() {
  if (Clock::now() < again_at_) return;
  again_at_ = Clock::now() + again_after;
  auto carrier = reach_();
  if (!carrier) return;
  auto connection = holder::Client::not_greeted(*std::move(carrier), patience_);
  connection->ask(holder::Hello{},
                  [this](Result<holder::Reply> reply) { greeted(std::move(reply)); });
  const std::lock_guard lock(mutex_);
  connection_ = std::move(connection);
}

// A server that is too busy may not be so later; one that refuses goes on to.
void Session::greeted(Result<holder::Reply> reply) {
  if (!reply) {
    is_lost_ = true;
    const auto& why = reply.error();
    const bool may_change = is_forgotten(reply) || why.code == "too_many_peers";
    return may_change ? void() : give_up_all(why);
  }
  is_greeted_ = true;
}

void Session::lose() {
  {
    const std::lock_guard lock(mutex_);
    connection_.reset();
  }
  is_greeted_ = is_lost_ = false;
  for (auto& followed : followed_) {
    followed.number = 0;
    followed.is_subscribed = false;
  }
  for (auto& [id, asked] : open_) {
    if (asked.repeat == Repeat::no) {
      room_.release();
      asked.then(std::unexpected(nobody_knows()));
    }
  }
  std::erase_if(open_, [](const auto& entry) { return entry.second.repeat == Repeat::no; });
  while (!open_.empty()) put_back(open_.begin());
}

void Session::slow_down() { go_on_at_ = Clock::now() + holder::said_again_after; }

// To be sent again, before what was asked after it.
void Session::put_back(Open::iterator asked) {
  waiting_.emplace(place_of(asked->first), asked->first, std::move(asked->second));
  open_.erase(asked);
}

// Among those that wait: where it is, or belongs.
Session::Waiting::iterator Session::place_of(std::uint64_t id) {
  return std::ranges::lower_bound(waiting_, id, {}, &Waiting::value_type::first);
}

void Session::answer_waiting(std::uint64_t id, Result<holder::Reply> reply) {
  const auto place = place_of(id);
  if (place == waiting_.end() || place->first != id) return;
  const auto then = std::move(place->second.then);
  waiting_.erase(place);
  room_.release();
  then(std::move(reply));
}

void Session::send_some() {
  if (!is_greeted_ || Clock::now() < go_on_at_) return;
  for (auto& followed : followed_) {
    if (followed.number == 0 && unanswered() < open_max) subscribe(followed);
  }
  for (; unanswered() < open_max && !waiting_.empty(); waiting_.pop_front()) {
    auto& [id, asked] = waiting_.front();
    open_.insert_or_assign(id, std::move(asked));
    send(id);
  }
}

std::size_t Session::unanswered() const {
  const auto subscribing = std::ranges::count_if(followed_, [](const Followed& followed) {
    return followed.number != 0 && !followed.is_subscribed;
  });
  return open_.size() + static_cast<std::size_t>(subscribing);
}

void Session::send(std::uint64_t id) {
  auto& asked = open_.at(id);
  asked.sent_at = Clock::now();
  connection_->ask(asked.request,
                   [this, id](Result<holder::Reply> reply) { answered(id, std::move(reply)); });
}

// The second answer to what was asked twice finds nothing; the first one may come when the second
// asking was not looked at.
void Session::answered(std::uint64_t id, Result<holder::Reply> reply) {
  const auto asked = open_.find(id);
  if (asked == open_.end()) {
    if (reply) answer_waiting(id, std::move(reply));
    return;
  }
  if (is_forgotten(reply)) {
    is_lost_ = true;
  } else if (is_too_fast(reply)) {
    slow_down();
    put_back(asked);
  } else {
    finish(asked, std::move(reply));
  }
}

void Session::finish(Open::iterator asked, Result<holder::Reply> reply) {
  const auto then = std::move(asked->second.then);
  open_.erase(asked);
  room_.release();
  then(std::move(reply));
}

void Session::subscribe(Followed& followed) {
  followed.number = connection_->ask(
      followed.feed->request(),
      [this, feed = followed.feed](Result<holder::Reply> reply) { take(feed, std::move(reply)); });
}

void Session::take(const std::shared_ptr<Feed>& feed, Result<holder::Reply> reply) {
  const auto found = std::ranges::find(followed_, feed, &Followed::feed);
  if (found == followed_.end() || is_lost_) return;
  Result<void> taken;
  if (!reply) {
    taken = std::unexpected(reply.error());
  } else if (const auto* subscribed = std::get_if<holder::Subscribed>(&*reply)) {
    found->is_subscribed = true;
    taken = feed->begin(*subscribed);
  } else if (const auto* delivery = std::get_if<holder::Delivery>(&*reply)) {
    taken = feed->take(*delivery);
  }
  if (!taken) reply = std::unexpected(taken.error());
  if (is_forgotten(reply)) {
    is_lost_ = true;
  } else if (is_too_fast(reply)) {
    slow_down();
    found->number = 0;
  } else if (!reply) {
    drop(feed, reply.error());
  } else if (found->then) {
    std::exchange(found->then, nullptr)(std::move(reply));
  }
}

void Session::drop(const std::shared_ptr<Feed>& feed, const Error& why) {
  const auto found = std::ranges::find(followed_, feed, &Followed::feed);
  const auto then = std::move(found->then);
  followed_.erase(found);
  feed->end(why);
  if (then) then(std::unexpected(why));
}

// A server that has forgotten this one says so when it is asked again.
void Session::ask_oldest_again(Clock::time_point now) {
  if (!is_greeted_ || now < go_on_at_) return;
  const auto oldest =
      std::ranges::find(open_, Repeat::yes, [](const auto& entry) { return entry.second.repeat; });
  if (oldest == open_.end() || now - oldest->second.sent_at <= asked_again_after) return;
  send(oldest->first);
}

// Requests that are waiting were asked in their order, and are given up in it.
void Session::give_up_late(Clock::time_point now) {
  ask_oldest_again(now);
  for (auto each = open_.begin(); each != open_.end();) {
    const auto asked = each++;
    if (asked->second.until < now) finish(asked, std::unexpected(no_answer()));
  }
  while (!waiting_.empty() && waiting_.front().second.until < now) {
    answer_waiting(waiting_.front().first, std::unexpected(no_answer()));
  }
  std::vector<std::shared_ptr<Feed>> late;
  for (const auto& each : followed_) {
    if (each.then && each.until < now) late.push_back(each.feed);
  }
  for (const auto& feed : late) drop(feed, no_answer());
}

void Session::give_up_all(const Error& why) {
  while (!open_.empty()) finish(open_.begin(), std::unexpected(why));
  while (!waiting_.empty()) answer_waiting(waiting_.front().first, std::unexpected(why));
  while (!followed_.empty()) {
    const auto feed = followed_.back().feed;
    drop(feed, why);
  }
}

std::chrono::microseconds Session::patience_for_turn() const {
  const bool is_idle = open_.empty() && waiting_.empty() && is_greeted_ &&
                       std::ranges::none_of(followed_, [](auto& each) { return each.number == 0; });
  return is_idle ? idle_for : looked_after_every;
}

Error Session::no_answer() const {
  return {ErrorKind::unavailable, holder::no_answer,
          "no answer from " + where_ + " within " + std::to_string(patience_.count()) +
              " ms: nobody serves it, or it does not let this key in",
          "see whether azwf serve --listen runs there; azwf keys list names the keys"};
}

}  // namespace azwf::bus
