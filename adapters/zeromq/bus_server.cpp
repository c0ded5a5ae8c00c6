// One thread for all peers and all their subscriptions: each has a bounded turn, and none waits for
// another. What the engine answers comes back here through the task queue.
#include "adapters/zeromq/bus_server.hpp"

#include <algorithm>

#include "engine/base/check.hpp"

namespace azwf::zeromq {
namespace {

using std::chrono::milliseconds;

constexpr auto beat_every = std::chrono::seconds(2);
constexpr milliseconds tried_again_after(2);  // to send what a peer did not take

std::unexpected<Error> not_safe(const Endpoint& endpoint) {
  return failure(ErrorKind::refused, "not_safe",
                 endpoint.url + " can be reached from other machines, and needs keys",
                 "make some: azwf keys new NAME; or listen on 127.0.0.1");
}

}  // namespace

Result<std::unique_ptr<BusServer>> BusServer::open(BusOptions options,
                                                   const holder::ServiceParts& parts) {
  auto tasks = TRY(holder::TaskQueue::make());
  auto recent = TRY(holder::RecentCommits::open(parts.log, parts.limits.bus_recent_bytes_max));
  auto allowed = TRY(AllowList::open(parts.log));
  std::unique_ptr<BusServer> server(new BusServer(std::move(options), parts, std::move(tasks),
                                                  std::move(recent), std::move(allowed)));
  TRY_VOID(server->listen());
  return server;
}

BusServer::BusServer(BusOptions options, const holder::ServiceParts& parts,
                     std::shared_ptr<holder::TaskQueue> tasks, holder::RecentCommits recent,
                     std::unique_ptr<AllowList> allowed)
    : options_(std::move(options)),
      log_(parts.log),
      limits_(parts.limits),
      holder_(parts.holder),
      engine_(parts.engine),
      tasks_(std::move(tasks)),
      allowed_(std::move(allowed)),
      refusals_(limits_),
      recent_(std::move(recent)),
      publisher_(parts.log, parts.limits),
      service_(parts, [tasks = tasks_](holder::Task task) { tasks->post(std::move(task)); }) {
  if (!options_.key) return;
  const auto find = [this](std::string_view key) { return allowed_->find(key); };
  const auto note = [this](std::string key, std::string address) {
    note_unknown(std::move(key), std::move(address));
  };
  gate_.emplace(context_, find, note, limits_);
}

void BusServer::note_unknown(std::string public_key, std::string address) {
  auto name = allowed_->name_of(public_key);
  refusals_.note({.reason = name.empty() ? "unknown_key" : "revoked",
                  .name = std::move(name),
                  .key = std::move(public_key),
                  .address = std::move(address)});
}

void BusServer::tell_refusals(Clock::time_point now) {
  for (const auto& refusal : refusals_.due(now)) {
    holder_.emit(
        {.event = key_refused(refusal), .stream = refusals_stream(), .reply = [](auto) {}});
    if (options_.on_refused) options_.on_refused(refusal);
  }
}

Result<void> BusServer::listen() {
  for (const auto& endpoint : options_.listen) {
    const bool is_secure = !endpoint.is_ipc() && options_.key.has_value();
    if (!is_secure && !endpoint.is_local()) return not_safe(endpoint);
    Security security;
    if (is_secure) security = {.own = options_.key, .server_key = {}, .asks_gate = true};
    Door door{{endpoint, {}},
              security,
              Socket(context_, SocketKind::router, security, limits_),
              Socket(context_, SocketKind::publisher, security, limits_)};
    door.entrance = TRY(Entrance::open(context_, door.router, endpoint, connections_max()));
    door.address.requests = door.entrance->endpoint();
    door.address.live = live_beside(door.address.requests);
    TRY_VOID(open_live(door));
    door.address.live = door.live_entrance->endpoint();  // for ever: others read it
    doors_.push_back(std::move(door));
  }
  for (auto& door : doors_) lives_.push_back(&door.live);
  const auto seen = recent_.head();
  watcher_ = std::jthread([this, seen](const std::stop_token& stop) { watch(seen, stop); });
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  return {};
}

BusServer::~BusServer() {
  watcher_.request_stop();
  thread_.request_stop();
  tasks_->wake();
}

std::vector<BusServer::Address> BusServer::addresses() const {
  std::vector<Address> addresses;
  for (const auto& door : doors_) addresses.push_back(door.address);
  return addresses;
}

BusCounts BusServer::counts() const {
  return {.connections = turned_away_ + (gate_ ? gate_->refused() : 0),
          .messages = refused_,
          .stuck = stuck_};
}

void BusServer::watch(Position seen, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto last = log_.wait_past(seen, stop);
    if (!last || stop.stop_requested()) return;  // who holds the log ends with it
    seen = *last;
    if (!log_has_grown_.exchange(true)) tasks_->wake();
  }
}

void BusServer::serve(const std::stop_token& stop) {
  serving_ = std::this_thread::get_id();
  bool is_behind = false;
  while (!stop.stop_requested()) {
    wait_for(heard(), tasks_->descriptor(), is_behind ? milliseconds(0) : patience());
    for (std::size_t door = 0; door < doors_.size(); ++door) hear(door);
    while (tasks_->perform()) continue;
    if (log_has_grown_.exchange(false) && !catch_up()) return;
    is_behind = pump();
    send();
    for (auto& door : doors_) look(door);
    beat(Clock::now());
  }
  tell_refusals(Clock::now());
}

Result<void> BusServer::catch_up() {
  bool is_revoked = false;
  TRY_VOID(recent_.catch_up([&](const holder::StoredCommit& stored) {
    is_revoked |= allowed_->take(stored.commit);
    publisher_.publish(stored, lives_);
  }));
  if (is_revoked && !AZWF_PLANTED(114)) lock_out();
  return {};
}

// Whoever's key is not let in any more is told so, and is not sent anything more, nor what it waits
// for. The library ends no single connection: the live stream begins anew for all, who come back by
// themselves.
void BusServer::lock_out() {
  for (auto each = peers_.begin(); each != peers_.end();) {
    auto& [name, peer] = *each;
    if (!doors_[name.first].security.own || allowed_->find(peer.user) == peer.guest()) {
      ++each;
      continue;
    }
    for (const auto& [number, subscription] : peer.subscriptions) {
      peer.end(number, revoked().error());
    }
    peer.lock_out();
    peer.send(doors_[name.first].router, Clock::now());
    each = peer.is_owed_an_answer() ? std::next(each) : peers_.erase(each);
  }
  for (auto& door : doors_) {
    if (door.security.own) open_live_again(door);
  }
}

// The name is free only once the library's thread has closed the socket before it.
void BusServer::open_live_again(Door& door) {
  door.live_entrance.reset();
  door.live = Socket(context_, SocketKind::publisher, door.security, limits_);
  publisher_.forget(door.live);
  (void)open_live(door);
}

Result<void> BusServer::open_live(Door& door) {
  door.live_entrance =
      TRY(Entrance::open(context_, door.live, door.address.live, connections_max()));
  return {};
}

std::vector<Socket*> BusServer::heard() {
  std::vector<Socket*> sockets;
  for (auto& door : doors_) {
    sockets.insert(sockets.end(), {&door.router, &door.live, &door.entrance->socket()});
    if (door.live_entrance) sockets.push_back(&door.live_entrance->socket());
  }
  return sockets;
}

void BusServer::look(Door& door) {
  if (!door.live_entrance) (void)open_live(door);
  for (auto* entrance : {&door.entrance, &door.live_entrance}) {
    if (!*entrance) continue;
    const auto seen = (*entrance)->look();
    turn_away("too_many_peers", seen.was_closed ? 1 : 0);
    turn_away("no_handshake", seen.failed);
  }
}

void BusServer::turn_away(const std::string& reason, std::size_t count) {
  turned_away_ += count;
  for (; count > 0; --count) {
    refusals_.note({.reason = reason, .name = {}, .key = {}, .address = {}});
  }
}

// Some have not said hello yet.
std::size_t BusServer::connections_max() const { return 2 * limits_.bus_peers_max; }

milliseconds BusServer::patience() const {
  const auto has_to_send =
      std::ranges::any_of(peers_, [](const auto& entry) { return entry.second.has_to_send(); });
  const bool is_all_live =
      std::ranges::all_of(doors_, [](const Door& door) { return door.live_entrance.has_value(); });
  return has_to_send || is_held_up_ || !is_all_live ? tried_again_after : milliseconds(beat_every);
}

}  // namespace azwf::zeromq
