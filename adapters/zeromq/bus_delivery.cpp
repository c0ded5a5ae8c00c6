// BusServer, the part that sends: whose turn it is to be delivered something, who is told how far
// the log is, and who is forgotten.
#include <algorithm>

#include "adapters/zeromq/bus_server.hpp"
#include "engine/base/check.hpp"

namespace azwf::zeromq {
namespace {

using std::chrono::milliseconds;

constexpr auto beat_every = std::chrono::seconds(2);
constexpr milliseconds past_at_once(2);  // read in one turn, for all who read the past

}  // namespace

// Those close behind first, all of them: that costs little. True when there is more to deliver.
bool BusServer::pump() {
  is_held_up_ = false;
  bool is_behind = false;
  for (auto& [name, peer] : peers_) {
    is_behind |= deliver(peer, [](const auto& subscription) { return subscription.is_close(); });
  }
  return pump_past() || is_behind;
}

// Then those who read the past, one after the other, until the turn is over.
bool BusServer::pump_past() {
  const auto end = Clock::now() + past_at_once;
  bool is_behind = false;
  auto each = peers_.upper_bound(pumped_);
  for (auto left = peers_.size(); left > 0; --left) {
    if (each == peers_.end()) each = peers_.begin();
    is_behind |=
        deliver(each->second, [](const auto& subscription) { return !subscription.is_close(); });
    pumped_ = each->first;
    if (Clock::now() > end) return true;
    ++each;
  }
  return is_behind;
}

// One delivery for each chosen subscription, in turns, as long as the peer takes them.
template <class Chosen> bool BusServer::deliver(Peer& peer, Chosen&& chosen) {
  auto& all = peer.subscriptions;
  bool is_behind = false;
  auto each = all.upper_bound(peer.served);
  for (auto left = all.size(); left > 0; --left) {
    if (each == all.end()) each = all.begin();
    auto& [number, subscription] = *each;
    if (!subscription.is_behind() || !chosen(subscription)) {
      ++each;
      continue;
    }
    if (peer.is_full()) {
      is_held_up_ = true;
      break;
    }
    peer.served = number;
    const auto delivery = subscription.next();
    if (!delivery) {
      peer.end(number, delivery.error());
      each = all.erase(each);
      continue;
    }
    if (*delivery) peer.deliver(number, **delivery);
    is_behind |= subscription.is_behind();
    ++each;
  }
  return is_behind;
}

void BusServer::send() {
  const auto now = Clock::now();
  for (auto each = peers_.begin(); each != peers_.end();) {
    auto& [name, peer] = *each;
    const bool is_gone = !peer.send(doors_[name.first].router, now);
    each = is_gone ? peers_.erase(each) : std::next(each);
  }
}

// Tells those who follow how far they are, and forgets those who have said nothing for too long,
// once nothing of theirs is left in the library.
void BusServer::beat(Clock::time_point now) {
  if (now - beaten_ < beat_every) return;
  beaten_ = now;
  tell_refusals(now);
  publisher_.beat(recent_.last(), lives_);
  const auto silent = now - milliseconds(limits_.bus_silent_ms_max);
  std::erase_if(peers_, [&](const auto& entry) {
    return entry.second.heard() < silent && !entry.second.is_full() && !AZWF_PLANTED(128);
  });
  for (auto& [name, peer] : peers_) {
    if (!peer.is_given_up() && (peer.is_stuck(now) || peer.heard() < silent)) {
      peer.give_up();
      ++stuck_;
    }
    if (peer.is_full()) continue;
    for (auto& [number, subscription] : peer.subscriptions) {
      peer.deliver(number, subscription.progress());
    }
  }
}

}  // namespace azwf::zeromq
