// Clients are turned by the test, the server turns by itself.
#include "tests/bus/bus_world.hpp"

#include <boost/test/unit_test.hpp>

#include "adapters/cli/answers.hpp"
#include "adapters/holder/held_log.hpp"
#include "engine/access/access_key.hpp"
#include "engine/event/append.hpp"

namespace azwf::tests {
namespace {

constexpr auto waited_at_most = std::chrono::seconds(30);

}  // namespace

BusWorld::BusWorld(zeromq::BusOptions options, const Limits& limits_) : limits(limits_) {
  if (options.listen.empty()) {
    options.listen.push_back({"ipc://" + (store.folder() / "bus").string()});
  }
  if (options.account.empty()) options.account = "tester";
  auto opened = zeromq::BusServer::open(std::move(options), service_parts());
  BOOST_REQUIRE_MESSAGE(opened, message_of(opened));
  bus_ = *std::move(opened);
  addresses_ = bus_->addresses();
}

holder::ServiceParts BusWorld::service_parts() {
  auto& place = store.place();
  const auto answer = [&place](const holder::Query& query, Position last) {
    return cli::answer_to(query, last, place.log(), place.views());
  };
  const auto await_views = [&place](const holder::Task& task) {
    const auto last = last_position(place.log()).value();
    while (place.views().checkpoint().value().position < last) std::this_thread::yield();
    task();
  };
  return {.holder = place.holder(),
          .log = place.log(),
          .views = place.views(),
          .blobs = *blobs_,
          .await_views = await_views,
          .limits = limits,
          .engine = "test",
          .printed = [this](const holder::ReadOutput& read) { return printed_.read(read); },
          .answer = answer};
}

std::unique_ptr<holder::Client> BusWorld::connect(const zeromq::Identity& identity) const {
  auto carrier = zeromq::reach(address().requests, identity, limits);
  BOOST_REQUIRE_MESSAGE(carrier, message_of(carrier));
  auto client = holder::Client::over(*std::move(carrier));
  BOOST_REQUIRE_MESSAGE(client, message_of(client));
  return *std::move(client);
}

Position BusWorld::emit(const std::string& type, const std::string& subject) {
  const auto asked = store.ask();
  const auto emitted = tests::emit(*asked, Event{.type = type, .subject = subject});
  BOOST_REQUIRE_MESSAGE(emitted, message_of(emitted));
  return emitted->position;
}

// As an admin at the holder's socket, so that it is durable, and soon at the bus, when this
// returns.
void BusWorld::record(Event event) {
  AccessKeys keys;
  BOOST_REQUIRE(keys.catch_up(store.place().log()));
  const auto asked = store.ask();
  const auto emitted = tests::emit(*asked, EmitEvent{.event = std::move(event),
                                                     .stream = keys_stream(),
                                                     .expected = keys.revision(),
                                                     .reply = {}});
  BOOST_REQUIRE_MESSAGE(emitted, message_of(emitted));
}

void BusWorld::add_key(const std::string& name, const zeromq::KeyPair& keys, Role role) {
  record(key_added(name, zeromq::key_text(keys.public_key), role));
}

void BusWorld::revoke_key(const std::string& name) { record(key_revoked(name)); }

Follower::Follower(holder::Client& client, holder::Subscribe request) : client_(client) {
  number_ = client.ask(std::move(request),
                       [this](Result<holder::Reply> reply) { take(std::move(reply)); });
}

void Follower::take(Result<holder::Reply> reply) {
  if (!reply) {
    ended = reply.error();
  } else if (const auto* first = std::get_if<holder::Subscribed>(&*reply)) {
    subscribed = *first;
  } else if (auto* delivery = std::get_if<holder::Delivery>(&*reply)) {
    for (const auto& entry : delivery->entries) {
      const auto* bytes = std::get_if<std::string>(&entry);
      if (bytes == nullptr) continue;
      BOOST_REQUIRE(holder::read_commit(*bytes, commits.emplace_back()));
    }
    deliveries.push_back(std::move(*delivery));
  }
}

void Follower::turn_until(const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + waited_at_most;
  while (!done()) {
    BOOST_REQUIRE(std::chrono::steady_clock::now() < end);
    BOOST_REQUIRE(client_.turn(std::chrono::milliseconds(100)));
  }
}

void Follower::await_begin() {
  turn_until([this] { return subscribed || ended; });
}

void Follower::await(std::size_t count) {
  turn_until([&] { return commits.size() >= count || ended; });
}

void Follower::await_end() {
  turn_until([this] { return ended.has_value(); });
}

void Follower::turn(std::chrono::milliseconds for_how_long) {
  const auto end = std::chrono::steady_clock::now() + for_how_long;
  while (std::chrono::steady_clock::now() < end) {
    BOOST_REQUIRE(client_.turn(std::chrono::milliseconds(5)));
  }
}

void Follower::add_credit(std::uint64_t more) { client_.tell(holder::Credit{number_, more}); }

}  // namespace azwf::tests
