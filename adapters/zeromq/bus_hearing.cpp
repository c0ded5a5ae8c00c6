// BusServer, the part that hears: who says something, whether it may, and where its answer goes.
#include "adapters/zeromq/bus_server.hpp"
#include "engine/base/check.hpp"

namespace azwf::zeromq {
namespace {

using holder::Numbered;

constexpr int heard_at_once = 256;  // of one door, then others have their turn
constexpr std::size_t about_subscription_bytes_max = 64;

std::unexpected<Error> no_hello() {
  return failure(ErrorKind::refused, "no_hello", "the first message of a connection is hello",
                 "say hello again: the server was restarted, or has not heard of you for too long");
}

std::unexpected<Error> too_many() {
  return failure(ErrorKind::unavailable, "too_many_peers", "the server has as many peers as it may",
                 "try again later");
}

std::unexpected<Error> too_fast() {
  return failure(ErrorKind::unavailable, "too_fast",
                 "this peer says more in a second than it may, and was not heard",
                 "say it again after " + std::to_string(holder::said_again_after.count()) +
                     " ms; ask for many things with one message");
}

std::unexpected<Error> too_much() {
  return failure(ErrorKind::unavailable, "too_much",
                 "this peer has asked for more than may be open at once",
                 "read the answers before you ask for more");
}

std::optional<holder::Hello> hello_in(std::string_view message) {
  const auto numbered = holder::read_request(message);
  const auto* hello = numbered ? std::get_if<holder::Hello>(&numbered->request) : nullptr;
  if (hello == nullptr) return std::nullopt;
  return *hello;
}

// Credit for a subscription that is open, or its end: what keeps it going or ends it costs less
// than a refusal.
std::optional<Numbered> about_subscription(const Peer& peer, std::string_view message) {
  if (message.size() > about_subscription_bytes_max) return std::nullopt;
  auto numbered = holder::read_request(message);
  if (!numbered) return std::nullopt;
  const auto* credit = std::get_if<holder::Credit>(&numbered->request);
  const auto* unsubscribe = std::get_if<holder::Unsubscribe>(&numbered->request);
  if (credit == nullptr && unsubscribe == nullptr) return std::nullopt;
  const auto number = credit != nullptr ? credit->subscription : unsubscribe->subscription;
  if (!peer.subscriptions.contains(number)) return std::nullopt;
  return *std::move(numbered);
}

}  // namespace

void BusServer::hear(std::size_t door) {
  if (!publisher_.hear(doors_[door].live)) {
    ++refused_;
    open_live_again(doors_[door]);
  }
  for (int heard = 0; heard < heard_at_once; ++heard) {
    const auto received = doors_[door].router.receive();
    if (!received) {
      ++doors_[door].drained;
      return;
    }
    handle({door, received->frames.front()}, *received);
  }
}

std::optional<Guest> BusServer::guest_of(const PeerName& name, const Received& received) const {
  const auto& endpoint = doors_[name.first].address.requests;
  if (endpoint.is_ipc()) return Guest{options_.account, Role::admin};
  if (!options_.key) return Guest{"anonymous", options_.in_clear};
  return allowed_->find(received.user);
}

// Whoever may not any more is refused with the next message.
void BusServer::handle(const PeerName& name, const Received& received) {
  const auto& frames = received.frames;
  const bool has_delimiter = frames.size() == 3 && frames[1].empty();
  if (frames.size() != 2 && !has_delimiter) {
    ++refused_;
    return;
  }
  const auto guest = guest_of(name, received);
  auto found = peers_.find(name);
  if (found != peers_.end() && found->second.is_given_up() && found->second.is_full()) {
    ++refused_;
    return;
  }
  if (found != peers_.end() &&
      (!guest || *guest != found->second.guest() || found->second.is_given_up())) {
    peers_.erase(found);
    found = peers_.end();
  }
  const auto refuse_it = [&](std::unexpected<Error> why) {
    refuse(name, has_delimiter, holder::number_of(frames.back()), why.error());
  };
  if (!guest) {
    note_unknown(received.user, "");
    return refuse_it(revoked());
  }
  if (found == peers_.end()) {
    const auto hello = hello_in(frames.back());
    if (!hello) return refuse_it(no_hello());
    if (hello->protocol != holder::protocol_version) {
      return refuse_it(holder::other_protocol(engine_, hello->protocol));
    }
    if (peers_.size() >= limits_.bus_peers_max) {
      refusals_.note({.reason = "too_many_peers", .name = guest->name, .key = {}, .address = {}});
      return refuse_it(too_many());
    }
    found = peers_.try_emplace(name, name.second, *guest, limits_).first;
    found->second.has_delimiter = has_delimiter;
    found->second.user = received.user;
  }
  handle(name, found->second, frames.back());
}

void BusServer::handle(const PeerName& name, Peer& peer, std::string_view message) {
  const auto now = Clock::now();
  peer.hear(now);
  if (message.empty()) return peer.beat_back();
  if (auto about = about_subscription(peer, message)) return perform(name, peer, *std::move(about));
  if (!peer.may_say(now, doors_[name.first].drained)) {
    ++refused_;
    return peer.end(holder::number_of(message), too_fast().error());
  }
  auto numbered = holder::read_request(message);
  if (!numbered) {
    ++refused_;
    return peer.end(holder::number_of(message), numbered.error());
  }
  perform(name, peer, *std::move(numbered));
}

void BusServer::perform(const PeerName& name, Peer& peer, Numbered numbered) {
  auto& request = numbered.request;
  if (auto* credit = std::get_if<holder::Credit>(&request)) {
    const auto found = peer.subscriptions.find(credit->subscription);
    if (found != peer.subscriptions.end()) found->second.add_credit(credit->more);
    return;
  }
  if (!peer.may_ask(numbered.number)) {
    ++refused_;
    return peer.end(numbered.number, too_much().error());
  }
  if (std::holds_alternative<holder::Hello>(request) && !AZWF_PLANTED(118)) peer.begin_anew();
  peer.note_asked(numbered.number, request);
  if (auto* subscribe_request = std::get_if<holder::Subscribe>(&request)) {
    return subscribe(peer, numbered.number, std::move(*subscribe_request));
  }
  if (const auto* unsubscribe = std::get_if<holder::Unsubscribe>(&request)) {
    peer.subscriptions.erase(unsubscribe->subscription);
    return peer.reply(numbered.number, holder::Reply(holder::Done{}));
  }
  service_.ask(std::move(request), peer.asker(), reply_to(name, peer, numbered.number));
}

void BusServer::subscribe(Peer& peer, std::uint64_t number, holder::Subscribe request) {
  if (peer.subscriptions.size() >= limits_.bus_subscriptions_max) {
    return peer.reply(number, too_much());
  }
  peer.subscriptions.erase(number);
  auto opened = holder::Subscription::open(log_, recent_, limits_, std::move(request));
  if (!opened) return peer.reply(number, std::unexpected(opened.error()));
  peer.reply(number, holder::Reply(opened->opened()));
  peer.subscriptions.emplace(number, *std::move(opened));
}

// What is known at once is counted at once: the next request may be one too many.
holder::Service::ReplyTo BusServer::reply_to(const PeerName& name, const Peer& peer,
                                             std::uint64_t number) {
  return [this, tasks = tasks_, name, asker = std::weak_ptr(peer.asker()),
          number](Result<holder::Reply> reply) {
    if (std::this_thread::get_id() == serving_) return answer(name, asker, number, reply);
    tasks->post([this, name, asker, number, reply = std::move(reply)] {
      answer(name, asker, number, reply);
    });
  };
}

// A peer that is gone meanwhile gets no reply, nor does the next one of its name.
void BusServer::answer(const PeerName& name, const WeakAsker& asker, std::uint64_t number,
                       const Result<holder::Reply>& reply) {
  const auto found = peers_.find(name);
  if (found == peers_.end() || found->second.asker() != asker.lock()) return;
  if (!reply && reply.error().code == "not_permitted") {
    ++refused_;
    const auto& who = found->second.guest().name;
    refusals_.note({.reason = "not_permitted", .name = who, .key = {}, .address = {}});
  }
  found->second.reply(number, reply);
}

// To somebody of whom nothing is kept: what does not fit is dropped.
void BusServer::refuse(const PeerName& name, bool has_delimiter, std::uint64_t number,
                       const Error& why) {
  ++refused_;
  Peer passing(name.second, {}, limits_);
  passing.has_delimiter = has_delimiter;
  passing.end(number, why);
  passing.send(doors_[name.first].router, Clock::now());
}

}  // namespace azwf::zeromq
