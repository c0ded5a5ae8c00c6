// A peer that does not take what it is sent is sent no more, and is answered no more, and costs
// what is counted here. One that asks faster than allowed is told so.
#include "adapters/zeromq/peer.hpp"

#include <algorithm>
#include <array>

#include "engine/base/check.hpp"

namespace azwf::zeromq {
namespace {

constexpr std::size_t held_bytes_max = 1 << 20;  // in the library; one message goes past it
constexpr std::size_t waits_max = 4'096;         // reads that are held back

bool tells_of_the_store(const Result<holder::Reply>& reply) {
  return reply && !std::holds_alternative<holder::Done>(*reply) &&
         !std::holds_alternative<StartedRun>(*reply) && !std::holds_alternative<Emitted>(*reply) &&
         !std::holds_alternative<ChangedWorkflow>(*reply);
}

}  // namespace

Peer::Peer(std::string name, Guest guest, const Limits& limits)
    : name_(std::move(name)),
      limits_(&limits),
      asker_(std::make_shared<const holder::Asker>(std::move(guest.name), guest.role)),
      heard_(Clock::now()),
      took_(heard_),
      sayable_(static_cast<double>(limits.bus_messages_per_s_max)),
      counted_(heard_) {}

// A second's worth may come at once.
bool Peer::may_say(Clock::time_point now, std::uint64_t drained) {
  const auto per_s = static_cast<double>(limits_->bus_messages_per_s_max);
  const std::chrono::duration<double> since = now - counted_;
  sayable_ = std::min(per_s, sayable_ + since.count() * per_s);
  counted_ = now;
  if (too_fast_ &&
      (now - too_fast_->since < holder::unheard_for || too_fast_->drained == drained)) {
    return false;
  }
  too_fast_.reset();
  if (sayable_ < 1 && !AZWF_PLANTED(125)) {
    too_fast_ = {now, drained};
    return false;
  }
  sayable_ -= 1;
  return true;
}

bool Peer::is_unread() const { return unsent_bytes_ >= limits_->holder_unread_bytes_max; }

bool Peer::is_full() const {
  return has_to_send() || (*held_ >= held_bytes_max && !AZWF_PLANTED(119));
}

bool Peer::may_ask(std::uint64_t number) const {
  return open_ < limits_->holder_requests_max && waiting_.size() < waits_max &&
         (!waiting_.contains(number) || AZWF_PLANTED(124)) && !is_unread();
}

void Peer::note_asked(std::uint64_t number, const holder::Request& request) {
  const auto* read = std::get_if<holder::ReadLog>(&request);
  if (read != nullptr && read->waits) {
    waiting_.insert(number);
  } else {
    ++open_;
  }
}

void Peer::reply(std::uint64_t number, const Result<holder::Reply>& reply) {
  if (waiting_.erase(number) == 0 && open_ > 0) --open_;
  if (is_given_up_ || (is_locked_out_ && tells_of_the_store(reply))) return;
  std::string message;
  write_reply(message, number, reply);
  queue(std::move(message));
}

void Peer::deliver(std::uint64_t number, const holder::Delivery& delivery) {
  std::string message;
  holder::write_reply(message, number, holder::Reply(delivery));
  queue(std::move(message));
}

// One that does not read what it is told is not told more.
void Peer::end(std::uint64_t number, const Error& why) {
  if (is_unread()) return;
  std::string message;
  holder::write_reply(message, number, std::unexpected(why));
  queue(std::move(message));
}

void Peer::beat_back() {
  if (!is_full() && !AZWF_PLANTED(127)) queue({});
}

void Peer::queue(std::string message) {
  unsent_bytes_ += message.size();
  unsent_.push_back(std::move(message));
}

bool Peer::send(Socket& router, Clock::time_point now) {
  const std::size_t held = *held_;
  if (held < held_before_ || (held == 0 && !has_to_send())) took_ = now;
  held_before_ = held;
  const std::array<std::string_view, 2> heads{name_, {}};
  const auto used = std::span(heads).first(has_delimiter ? 2 : 1);
  while (has_to_send() && (*held_ < held_bytes_max || AZWF_PLANTED(119))) {
    const auto size = unsent_.front().size();
    const auto sent = router.send(used, unsent_.front(), held_);
    if (sent == Sent::gone) return false;
    if (sent == Sent::full) return true;
    held_before_ += size;
    unsent_bytes_ -= size;
    unsent_.pop_front();
  }
  return true;
}

bool Peer::is_stuck(Clock::time_point now) const {
  return is_full() && now - took_ > std::chrono::milliseconds(limits_->bus_silent_ms_max);
}

void Peer::lock_out() {
  is_locked_out_ = true;
  subscriptions.clear();
}

void Peer::begin_anew() {
  give_up();
  is_given_up_ = false;
  asker_ = std::make_shared<const holder::Asker>(*asker_);
  open_ = 0;
  waiting_.clear();
}

void Peer::give_up() {
  is_given_up_ = true;
  subscriptions.clear();
  unsent_.clear();
  unsent_bytes_ = 0;
}

}  // namespace azwf::zeromq
