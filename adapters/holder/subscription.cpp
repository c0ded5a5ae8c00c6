// Past and live are one: whatever stands past the last position looked at comes next, from the log
// or, once they reach back so far, from the recent commits.
#include "adapters/holder/subscription.hpp"

#include <algorithm>

#include "adapters/holder/event_filter.hpp"
#include "engine/base/check.hpp"
#include "engine/event/append.hpp"

namespace azwf::holder {
namespace {

constexpr int looked_at_once = 4'096;            // then others have their turn
constexpr std::size_t left_out_at_once = 1'024;  // then they are told

// The last commit up to this position, if there is one.
Result<std::optional<Commit>> commit_up_to(EventLog& log, Position position) {
  const auto cursor = TRY(log.read({{}, Direction::backwards, Position{position.value + 1}}));
  return cursor->next();
}

// The last position before the first commit that was recorded then or later.
Result<Position> before(EventLog& log, Timestamp time, Position head) {
  Position low;          // all up to it were recorded earlier
  Position high = head;  // what stands past it was not, or nothing does
  while (low < high) {
    const Position middle{low.value + (high.value - low.value) / 2};
    const auto cursor = TRY(log.read({.past = middle}));
    const auto commit = TRY(cursor->next());
    if (commit && commit->frame.recorded < time) {
      low = commit->frame.position;
    } else {
      high = middle;
    }
  }
  return low;
}

struct Beginning {
  EventLog& log;
  Position head;

  Result<Position> operator()(const FromBeginning&) const { return Position{}; }
  Result<Position> operator()(const FromPosition& from) const {
    if (from.position.value == 0) return Position{};
    if (from.position.value - 1 <= head.value) return Position{from.position.value - 1};
    return failure(ErrorKind::invalid, "past_the_end",
                   "the log ends at position " + std::to_string(head.value),
                   "is this the log that you read from before? Subscribe from now to begin here");
  }
  Result<Position> operator()(const FromTime& from) const { return before(log, from.time, head); }
  Result<Position> operator()(const FromNow&) const { return head; }
};

}  // namespace

Result<Subscription> Subscription::open(EventLog& log, const RecentCommits& recent,
                                        const Limits& limits, Subscribe request) {
  TRY_VOID(check_filter(request.filter, limits));
  Subscribed opened{.head = TRY(last_position(log))};
  opened.past = TRY(std::visit(Beginning{log, opened.head}, request.from));
  const auto before = TRY(commit_up_to(log, opened.past));
  if (before) opened.chain = before->frame.chain;
  return Subscription(log, recent, limits, std::move(request), opened);
}

Subscription::Subscription(EventLog& log, const RecentCommits& recent, const Limits& limits,
                           Subscribe request, Subscribed opened)
    : log_(&log),
      recent_(&recent),
      limits_(&limits),
      request_(std::move(request)),
      opened_(opened),
      past_(opened.past) {
  if (!request_.proves) stream_ = only_stream(request_.filter);
  add_credit(request_.credit);
}

void Subscription::add_credit(std::uint64_t more) {
  credit_ += std::min(more, limits_->bus_credit_max - credit_);
}

Result<std::shared_ptr<const StoredCommit>> Subscription::read() {
  if (recent_->covers(past_)) {
    cursor_.reset();
    auto stored = recent_->after(past_);
    if (stored && AZWF_PLANTED(110)) stored = recent_->after(stored->commit.frame.position);
    if (stored) past_ = stored->commit.frame.position;
    return stored;
  }
  return read_log();
}

// Where a cursor ends, the recent commits go on, or another cursor that sees more.
Result<std::shared_ptr<const StoredCommit>> Subscription::read_log() {
  if (!cursor_) {
    cursor_sees_ = recent_->head();
    cursor_ = TRY(log_->read({.stream = stream_, .past = past_}));
  }
  if (auto commit = TRY(cursor_->next())) {
    past_ = commit->frame.position;
    return StoredCommit::from(*std::move(commit));
  }
  cursor_.reset();
  past_ = std::max(past_, AZWF_PLANTED(116) ? recent_->head() : cursor_sees_);
  return nullptr;
}

Delivery Subscription::begin() {
  return {.sequence = 0, .past = past_, .head = recent_->head(), .entries = {}};
}

void Subscription::leave_out(const Commit& commit) {
  if (!request_.proves) return;
  left_out_.last = commit.frame.position;
  left_out_.leaf_hashes.push_back(leaf_hash(commit.leaf_bytes));
}

void Subscription::finish(Delivery& delivery) {
  if (!left_out_.leaf_hashes.empty() && !AZWF_PLANTED(111)) {
    delivery.entries.emplace_back(std::move(left_out_));
  }
  left_out_ = {};
  delivery.sequence = ++deliveries_;
  delivery.past = past_;
}

void Subscription::take(const StoredCommit& stored, Delivery& delivery, std::size_t& bytes) {
  if (!matches(request_.filter, stored.commit.leaf)) return leave_out(stored.commit);
  if (!left_out_.leaf_hashes.empty()) {
    if (!AZWF_PLANTED(111)) delivery.entries.emplace_back(std::move(left_out_));
    left_out_ = {};
  }
  delivery.entries.emplace_back(stored.bytes);
  bytes += stored.bytes.size();
  if (!AZWF_PLANTED(115)) --credit_;
}

Result<std::optional<Delivery>> Subscription::next() {
  auto delivery = begin();
  std::size_t bytes = 0;
  for (int looked = 0; looked < looked_at_once && credit_ > 0 && is_behind(); ++looked) {
    if (bytes >= limits_->bus_delivery_bytes_max) break;
    if (left_out_.leaf_hashes.size() >= left_out_at_once) break;
    const auto stored = TRY(read());
    if (stored) take(*stored, delivery, bytes);
  }
  if (delivery.entries.empty() && left_out_.leaf_hashes.size() < left_out_at_once) return {};
  finish(delivery);
  return delivery;
}

Delivery Subscription::progress() {
  auto delivery = begin();
  finish(delivery);
  return delivery;
}

}  // namespace azwf::holder
