// What the bus carries, beside what ZeroMQ alone carries, or the log alone keeps, in the same run.
// Server and clients are threads of this process, each with the library's own.
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <iostream>
#include <list>
#include <map>
#include <ranges>
#include <thread>

#include "adapters/cli/workplace.hpp"
#include "adapters/holder/client.hpp"
#include "adapters/zeromq/bus_carrier.hpp"
#include "adapters/zeromq/listening_socket.hpp"
#include "tests/bench/crowd.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/workloads.hpp"
#include "tests/support/events.hpp"

namespace azwf::bench {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t caught_up_count = 1'000'000;
constexpr std::size_t live_count = 20'000;
constexpr auto live_every = microseconds(200);
constexpr std::size_t emitted_count = 20'000;  // a peer may say no more at once
constexpr std::size_t emitted_at_once = 64;
constexpr std::size_t followed_count = 2'000;
constexpr std::uint64_t plenty = 1'000'000;
template <class T> T value_of(Result<T> result) {
  if (result) return *std::move(result);
  std::cerr << "azwf_bench: " << result.error().message << "\n";
  exit(1);
}

Event small_event() {
  Event event{.type = "git.push", .subject = "main", .actor = "bench"};
  Packer(event.data.emplace<Packed>(Packed{""}).bytes)
      .map(2)
      .string("commit")
      .string("0123456789abcdef0123456789abcdef01234567")
      .string("pusher")
      .string("ann");
  return event;
}

// A store that serves a bus; its engine is turned when asked for.
class World {
 public:
  World() : place_(value_of(cli::hold_store({scratch_.path / "home"}))) {
    auto addresses = value_of(place_->open_bus({.listen = {endpoint()}, .account = "bench"}));
    bus_ = addresses.front().requests;
  }
  ~World() {
    turning_ = {};
    (void)place_->shut_down();
  }

  [[nodiscard]] zeromq::Endpoint endpoint() const {
    return {"ipc://" + (scratch_.path / "bus").string()};
  }
  [[nodiscard]] std::unique_ptr<holder::Client> connect() const {
    return value_of(holder::Client::over(value_of(zeromq::reach(bus_, {}, limits_))));
  }
  void turn_by_itself() {
    turning_ = std::jthread([this](const std::stop_token& stop) {
      const std::stop_callback wake(stop, [this] { place_->wake(); });
      while (!stop.stop_requested() && place_->turn(std::chrono::seconds(1))) continue;
    });
  }
  // Straight to the log, in groups: seconds that it took.
  double append(std::size_t count, std::size_t group_size) {
    const Stopwatch watch;
    std::vector<Proposal> group;
    for (std::size_t i = 0; i < count; ++i) {
      group.push_back({tests::proposal_id(appended_++),
                       {"inbox/bench"},
                       AnyRevision{},
                       {small_event()},
                       Urgency::settles});
      group.back().events.front().id = std::to_string(appended_);
      if (group.size() < group_size && i + 1 < count) continue;
      place_->log().append(group);
      group.clear();
    }
    return watch.seconds();
  }
  [[nodiscard]] cli::Workplace& place() { return *place_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }

 private:
  const Limits limits_;
  Scratch scratch_;
  std::unique_ptr<cli::Workplace> place_;
  zeromq::Endpoint bus_;
  std::size_t appended_ = 0;
  std::jthread turning_;
};

struct CaughtUp {
  double seconds = 0;
  double bytes_of_one = 0;
};

// Reads from the beginning on, until so many have come.
CaughtUp catch_up(holder::Client& client, std::size_t count) {
  std::size_t commits = 0;
  std::size_t bytes = 0;
  std::uint64_t number = 0;
  const Stopwatch watch;
  number =
      client.ask(holder::Subscribe{.from = holder::FromBeginning{}, .filter = {}, .credit = plenty},
                 [&](Result<holder::Reply> reply) {
                   const auto* delivery = reply ? std::get_if<holder::Delivery>(&*reply) : nullptr;
                   if (delivery == nullptr) return;
                   commits += delivery->entries.size();
                   for (const auto& entry : delivery->entries)
                     bytes += std::get<std::string>(entry).size();
                   client.tell(holder::Credit{number, delivery->entries.size()});
                 });
  while (commits < count) value_of(client.turn(milliseconds(100)));
  return {watch.seconds(), static_cast<double>(bytes) / static_cast<double>(commits)};
}

// Seconds that ZeroMQ needs for so many messages of that size, one by one, between two contexts.
double bare_seconds(std::size_t count, std::size_t size, const Limits& limits) {
  const Scratch scratch;
  const zeromq::Endpoint endpoint{"ipc://" + (scratch.path / "bare").string()};
  zeromq::Context here;
  zeromq::Socket receiving(here, zeromq::SocketKind::dealer, {}, limits);
  value_of(receiving.listen(value_of(zeromq::listen_for_owner(endpoint.path())), endpoint));
  const Stopwatch watch;
  const std::jthread sending([&] {
    zeromq::Context there;
    zeromq::Socket socket(there, zeromq::SocketKind::dealer, {}, limits);
    (void)socket.connect(endpoint);
    const std::string message(size, 'x');
    const std::array<std::string_view, 1> frames{message};
    for (std::size_t sent = 0; sent < count;) {
      if (socket.send(frames) == zeromq::Sent::sent) {
        ++sent;
      } else {
        std::this_thread::yield();
      }
    }
    while (!socket.receive()) poll(nullptr, 0, 1);
  });
  zeromq::Socket* const sockets[] = {&receiving};
  for (std::size_t received = 0; received < count;) {
    zeromq::wait_for(sockets, -1, milliseconds(100));
    while (receiving.receive()) ++received;
  }
  const auto seconds = watch.seconds();
  receiving.send(std::array<std::string_view, 1>{"end"});
  return seconds;
}

// Microseconds from one side to the other and back, halved.
double bare_one_way_us(const Limits& limits) {
  const Scratch scratch;
  const zeromq::Endpoint endpoint{"ipc://" + (scratch.path / "bare").string()};
  zeromq::Context here;
  zeromq::Socket one(here, zeromq::SocketKind::dealer, {}, limits);
  value_of(one.listen(value_of(zeromq::listen_for_owner(endpoint.path())), endpoint));
  const std::jthread other([&](const std::stop_token& stop) {
    zeromq::Context there;
    zeromq::Socket socket(there, zeromq::SocketKind::dealer, {}, limits);
    (void)socket.connect(endpoint);
    zeromq::Socket* const sockets[] = {&socket};
    while (!stop.stop_requested()) {
      zeromq::wait_for(sockets, -1, milliseconds(20));
      while (socket.receive()) socket.send(std::array<std::string_view, 1>{"back"});
    }
  });
  zeromq::Socket* const sockets[] = {&one};
  std::vector<double> us;
  for (int i = 0; i < 2'000; ++i) {
    const Stopwatch watch;
    while (one.send(std::array<std::string_view, 1>{"there"}) != zeromq::Sent::sent) continue;
    while (!one.receive()) zeromq::wait_for(sockets, -1, milliseconds(20));
    us.push_back(watch.seconds() * 1e6 / 2);
    poll(nullptr, 0, 0);
  }
  return median(us);
}

// By position, which events may share.
using Times = std::multimap<std::uint64_t, steady_clock::time_point>;

// When each event came.
Times delivery_times(holder::Client& client, std::size_t count, std::atomic<bool>& is_ready) {
  Times times;
  client.ask(holder::Subscribe{.from = holder::FromNow{}, .filter = {}, .credit = plenty},
             [&](Result<holder::Reply> reply) {
               is_ready = true;
               const auto* delivery = reply ? std::get_if<holder::Delivery>(&*reply) : nullptr;
               if (delivery == nullptr) return;
               const auto now = steady_clock::now();
               for (const auto& entry : delivery->entries) {
                 std::string_view leaf = std::get<std::string>(entry);
                 const auto position = value_of(decode_frame(leaf)).position.value;
                 const auto events = value_of(decode_leaf(leaf)).events.size();
                 for (std::size_t i = 0; i < events; ++i) times.emplace(position, now);
               }
             });
  while (times.size() < count) value_of(client.turn(milliseconds(100)));
  return times;
}

holder::Request emission(std::string id = "") {
  auto event = small_event();
  event.id = std::move(id);
  return EmitEvent{.event = std::move(event), .reply = {}};
}

struct Emission {
  std::uint64_t position = 0;
  steady_clock::time_point asked;
  steady_clock::time_point answered;
};

// At a steady rate, as far as so many may be open.
std::vector<Emission> emit_steadily(holder::Client& client, std::size_t count) {
  std::vector<Emission> answered;
  auto next = steady_clock::now();
  for (std::size_t asked = 0; answered.size() < count;) {
    const auto now = steady_clock::now();
    const auto may_ask = [&] {
      return asked < count && next <= now && asked - answered.size() < emitted_at_once;
    };
    for (; may_ask(); next += live_every, ++asked) {
      client.ask(emission(), [&answered, now](Result<holder::Reply> reply) {
        const auto position = std::get<Emitted>(value_of(std::move(reply))).position;
        answered.push_back({position.value, now, steady_clock::now()});
      });
    }
    const auto left = std::chrono::duration_cast<microseconds>(next - steady_clock::now());
    value_of(client.turn(std::max(microseconds(50), left)));
  }
  return answered;
}

double us_between(steady_clock::time_point from, steady_clock::time_point to) {
  return std::max(0.0, std::chrono::duration<double, std::micro>(to - from).count());
}

// As many at once as may be: seconds until all are answered.
double emit_seconds(holder::Client& client, std::size_t count, bool with_ids) {
  std::size_t answered = 0;
  const Stopwatch watch;
  for (std::size_t asked = 0; answered < count;) {
    for (; asked < count && asked - answered < emitted_at_once; ++asked) {
      auto id = with_ids ? fmt::format("push-{}", asked) : std::string();
      client.ask(emission(std::move(id)), [&](Result<holder::Reply> reply) {
        value_of(std::move(reply));
        ++answered;
      });
    }
    value_of(client.turn(milliseconds(10)));
  }
  return watch.seconds();
}

// Commits per second that the others of a crowd get, while so many of it are stuck.
double crowd_rate(std::size_t stuck) {
  World world;
  Crowd crowd(world.endpoint(), stuck, world.limits());
  const Stopwatch watch;
  const std::jthread appending([&] { world.append(followed_count, 100); });
  while (!crowd.have_all(stuck, followed_count)) crowd.turn(stuck);
  return followed_count / watch.seconds();
}

}  // namespace

void bus_catching_up(Hosts) {
  World world;
  world.append(caught_up_count, 1'000);
  const auto client = world.connect();
  const auto caught_up = catch_up(*client, caught_up_count);
  const auto size = static_cast<std::size_t>(caught_up.bytes_of_one);
  const auto bare = bare_seconds(caught_up_count, size, world.limits());
  print({.workload = "m: a subscription from the beginning of 1,000,000 events",
         .value = caught_up_count / caught_up.seconds,
         .unit = "events/s",
         .limit = caught_up_count / bare,
         .bound_by = "reading each commit from RocksDB and decoding it",
         .note = fmt::format("{} bytes each; limit: ZeroMQ, one message for each", size)});
}

void bus_live(Hosts) {
  World world;
  world.turn_by_itself();
  const auto bare = bare_one_way_us(world.limits());
  std::atomic<bool> is_ready = false;
  Times delivered;
  std::jthread following([&] {
    const auto client = world.connect();
    delivered = delivery_times(*client, live_count, is_ready);
  });
  while (!is_ready) poll(nullptr, 0, 1);
  const auto client = world.connect();
  const Stopwatch watch;
  const auto emitted = emit_steadily(*client, live_count);
  const auto rate = live_count / watch.seconds();
  following.join();
  std::vector<double> us;
  std::vector<double> whole_us;
  for (const auto& each : emitted) {
    const auto came = delivered.find(each.position)->second;
    us.push_back(us_between(each.answered, came));
    whole_us.push_back(us_between(each.asked, came));
  }
  print(
      {.workload = "n: from the durable answer to the delivery, 5,000 events/s",
       .value = median(us),
       .unit = "us",
       .limit = bare,
       .p50_us = median(us),
       .p99_us = percentile(us, 0.99),
       .bound_by = "the threads' turns on two processors",
       .note = fmt::format("limit: ZeroMQ, one message one way; {:.0f} events/s reached; from the "
                           "emission to the delivery p50 {:.0f} us, p99 {:.0f} us",
                           rate, percentile(whole_us, 0.5), percentile(whole_us, 0.99))});
}

namespace {

void emit_through_the_bus(bool with_ids) {
  std::vector<double> emitted;
  std::vector<double> raw;
  for (int i = 0; i < 3; ++i) {
    World world;
    raw.push_back(emitted_count / world.append(emitted_count, emitted_at_once));
    world.turn_by_itself();
    const auto client = world.connect();
    emitted.push_back(emitted_count / emit_seconds(*client, emitted_count, with_ids));
  }
  print({.workload = fmt::format("o: emits through the bus, {} at once{}", emitted_at_once,
                                 with_ids ? ", each with an id" : ""),
         .value = median(emitted),
         .unit = "events/s",
         .limit = median(raw),
         .bound_by = "one sync for as many as are there",
         .note = fmt::format("limit: the log alone, {} commits in a group", emitted_at_once)});
}

}  // namespace

void bus_emitting(Hosts) {
  emit_through_the_bus(false);
  emit_through_the_bus(true);
}

void bus_crowd(Hosts) {
  std::vector<double> alone;
  std::vector<double> beside;
  for (int i = 0; i < 3; ++i) {
    alone.push_back(crowd_rate(0));
    beside.push_back(crowd_rate(1));
  }
  print({.workload = "p: 200 subscribers, one of them stuck",
         .value = median(beside),
         .unit = "commits/s",
         .limit = median(alone),
         .bound_by = "200 copies of each commit, on two processors",
         .note = "limit: none of them stuck"});
}

}  // namespace azwf::bench
