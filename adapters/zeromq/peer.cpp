// A peer that does not take what it is sent is neither heard nor sent more; one that asks faster
// than allowed is not answered until it slows down.
#include "adapters/zeromq/peer.hpp"

#include <algorithm>
#include <array>

namespace azwf::zeromq {

Peer::Peer(std::string name, Guest guest, const Limits& limits)
    : name_(std::move(name)),
      limits_(&limits),
      asker_(std::make_shared<const holder::Asker>(std::move(guest.name), guest.role)),
      heard_(Clock::now()),
      may_say_(static_cast<double>(limits.bus_messages_per_s_max)) {}

// A second's worth may come at once.
bool Peer::hear(Clock::time_point now) {
  const auto per_s = static_cast<double>(limits_->bus_messages_per_s_max);
  const std::chrono::duration<double> since = now - heard_;
  may_say_ = std::min(per_s, may_say_ + since.count() * per_s);
  heard_ = now;
  if (may_say_ < 1) return false;
  may_say_ -= 1;
  return true;
}

bool Peer::may_ask() const {
  return open_ < limits_->holder_requests_max && waiting_.size() < limits_->holder_waits_max &&
         unsent_bytes_ < limits_->holder_unread_bytes_max;
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
  if (unsent_bytes_ >= limits_->holder_unread_bytes_max) return;
  std::string message;
  holder::write_reply(message, number, std::unexpected(why));
  queue(std::move(message));
}

void Peer::queue(std::string message) {
  unsent_bytes_ += message.size();
  unsent_.push_back(std::move(message));
}

bool Peer::send(Socket& router) {
  while (!unsent_.empty()) {
    const std::array<std::string_view, 3> delimited{name_, {}, unsent_.front()};
    const std::array<std::string_view, 2> plain{name_, unsent_.front()};
    const auto sent = has_delimiter ? router.send(delimited) : router.send(plain);
    if (sent == Sent::gone) return false;
    if (sent == Sent::full) return true;
    unsent_bytes_ -= unsent_.front().size();
    unsent_.pop_front();
  }
  return true;
}

}  // namespace azwf::zeromq
