// What is delivered again after a connection was lost would be noticed by its position.
#include "adapters/client/feed.hpp"

#include <algorithm>
#include <utility>

#include "adapters/holder/held_log.hpp"

namespace azwf::bus {
namespace {

constexpr std::chrono::milliseconds longest_wait = std::chrono::hours(24 * 365);

std::unexpected<Error> broken_chain(Position position) {
  return failure(ErrorKind::damaged, "chain_broken",
                 "the log's chain does not hold at position " + std::to_string(position.value),
                 "something was changed, left out or put in; see azwf doctor at the server");
}

std::unexpected<Error> other_log(Position position) {
  return failure(ErrorKind::damaged, "other_log",
                 "the log up to position " + std::to_string(position.value) +
                     " is not the one that was followed",
                 "the store was exchanged or set back: subscribe from the beginning");
}

std::unexpected<Error> missing() {
  return failure(ErrorKind::unavailable, delivery_missing, "a delivery is missing",
                 "subscribe again");
}

}  // namespace

Feed::Feed(holder::From from, holder::EventFilter filter, std::uint64_t window, bool verifies)
    : from_(std::move(from)), filter_(std::move(filter)), window_(window), verifies_(verifies) {}

holder::Subscribe Feed::request() {
  const std::lock_guard lock(mutex_);
  deliveries_ = 0;
  read_ = 0;
  auto from = past_ ? holder::FromPosition{{past_->value + 1}} : from_;
  return {.from = std::move(from),
          .filter = filter_,
          .credit = window_ - std::min<std::uint64_t>(window_, unread_.size()),
          .proves = verifies_};
}

Result<void> Feed::begin(const holder::Subscribed& subscribed) {
  const std::lock_guard lock(mutex_);
  if (!past_) {
    past_ = read_past_ = subscribed.past;
    chain_ = subscribed.chain;
  }
  const bool is_other = subscribed.past != *past_ || (verifies_ && subscribed.chain != chain_);
  return is_other ? Result<void>(other_log(*past_)) : Result<void>();
}

Result<void> Feed::take(const holder::Delivery& delivery) {
  const std::lock_guard lock(mutex_);
  if (delivery.sequence != ++deliveries_) return missing();
  for (const auto& entry : delivery.entries) {
    if (const auto* bytes = std::get_if<std::string>(&entry)) {
      TRY_VOID(take_commit(*bytes));
    } else {
      const auto& left_out = std::get<holder::LeftOut>(entry);
      for (const auto& leaf : left_out.leaf_hashes) chain_ = chain_hash(chain_, leaf);
      past_ = left_out.last;
    }
  }
  past_ = delivery.past;
  came_.notify_all();
  return {};
}

Result<void> Feed::take_commit(const std::string& bytes) {
  Commit commit;
  TRY_VOID(holder::read_commit(bytes, commit));
  const auto position = commit.frame.position;
  if (position <= *past_) return missing();
  if (verifies_) {
    chain_ = chain_hash(chain_, leaf_hash(commit.leaf_bytes));
    if (chain_ != commit.frame.chain) return broken_chain(position);
  }
  past_ = position;
  unread_.push_back(std::move(commit));
  return {};
}

void Feed::end(const Error& why) {
  const std::lock_guard lock(mutex_);
  if (!ended_) ended_ = why;
  came_.notify_all();
}

std::uint64_t Feed::take_credit() {
  const std::lock_guard lock(mutex_);
  return std::exchange(read_, 0);
}

Result<std::optional<Commit>> Feed::next(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  came_.wait_for(lock, std::min(patience, longest_wait),
                 [this] { return !unread_.empty() || ended_; });
  if (unread_.empty() && ended_) return std::unexpected(*ended_);
  if (unread_.empty()) return std::nullopt;
  auto commit = std::move(unread_.front());
  unread_.pop_front();
  read_past_ = commit.frame.position;
  ++read_;
  return commit;
}

bool Feed::wants_credit() {
  const std::lock_guard lock(mutex_);
  return read_ > 0 && read_ >= window_ / 2;
}

Position Feed::past() {
  const std::lock_guard lock(mutex_);
  return unread_.empty() ? past_.value_or(read_past_) : read_past_;
}

}  // namespace azwf::bus
