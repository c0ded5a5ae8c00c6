// The bus answers what the holder's socket answers, and lets in only who may.
#include <boost/test/unit_test.hpp>

#include <set>

#include "adapters/holder/asked_holder.hpp"
#include "engine/access/refusal.hpp"
#include "tests/bus/bus_world.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;
using zeromq::Endpoint;
using zeromq::Identity;

const Endpoint any_port{"tcp://127.0.0.1:0"};

Result<Emitted> emit_over(holder::Client& client, const std::string& type,
                          std::optional<Position> expected = {}) {
  return client.call_for<Emitted>(
      EmitEvent{.event = {.type = type}, .expected = expected, .reply = {}});
}

// "who reason address" of the refusals in the log, once there are so many.
std::set<std::string> refusals_in(BusWorld& world, std::size_t wanted) {
  auto& log = world.store.place().log();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  for (;;) {
    std::set<std::string> found;
    const auto cursor = log.read({.stream = refusals_stream()}).value();
    for (Commit commit; cursor->next(commit).value();) {
      for (const auto& event : commit.leaf.events) {
        const auto& data = std::get<Packed>(event.data);
        auto text = event.subject.empty() ? text_of(field_of(data, "key")) : event.subject;
        text += " " + text_of(field_of(data, "reason"));
        const auto address = text_of(field_of(data, "address"));
        if (!address.empty()) text += " " + address;
        found.insert(std::move(text));
      }
    }
    if (found.size() >= wanted || std::chrono::steady_clock::now() > until) return found;
    zeromq::wait_for({}, -1, std::chrono::milliseconds(20));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(requests)

BOOST_AUTO_TEST_CASE(an_event_is_emitted_and_read_back) {
  BusWorld world;
  const auto client = world.connect();
  const auto emitted = emit_over(*client, "git.push");
  BOOST_REQUIRE_MESSAGE(emitted, message_of(emitted));
  const auto part = client->call_for<holder::LogPart>(
      holder::ReadLog{{.direction = Direction::backwards}, 1 << 20, false});
  BOOST_REQUIRE(part);
  BOOST_TEST(part->head.value == emitted->position.value);
}

BOOST_AUTO_TEST_CASE(with_keys_only_who_is_known_is_let_in_and_may_do_what_its_role_says) {
  const auto server_key = zeromq::make_key_pair();
  const auto reader = zeromq::make_key_pair();
  const auto emitter = zeromq::make_key_pair();
  const auto stranger = zeromq::make_key_pair();
  BusWorld world({.listen = {any_port}, .key = server_key});
  world.add_key("ann", reader, Role::read);
  world.add_key("bob", emitter, Role::emit);
  const auto ann = world.connect({reader, server_key.public_key});
  const auto refused = emit_over(*ann, "a.b");
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == "not_permitted");
  const auto bob = world.connect({emitter, server_key.public_key});
  BOOST_TEST(emit_over(*bob, "a.b").has_value());
  const auto part = ann->call_for<holder::LogPart>(
      holder::ReadLog{{.stream = StreamName{"inbox/bob"}}, 1 << 20, false});
  BOOST_REQUIRE(part);
  BOOST_TEST(part->commits.size() == 1U);
  const auto reach_as = [&](const zeromq::Identity& identity) {
    auto carrier = zeromq::reach(world.address().requests, identity, world.store.limits);
    BOOST_REQUIRE(carrier);
    return *std::move(carrier);
  };
  auto unknown = reach_as({stranger, server_key.public_key});
  auto without_key = reach_as({});
  auto elsewhere = reach_as({reader, stranger.public_key});
  const std::set<std::string> recorded{
      "ann not_permitted", zeromq::key_text(stranger.public_key) + " unknown_key 127.0.0.1",
      " no_handshake"};
  BOOST_TEST(refusals_in(world, recorded.size()) == recorded, boost::test_tools::per_element());
  for (auto* each : {&unknown, &without_key, &elsewhere}) {
    BOOST_TEST(!holder::Client::over(std::move(*each), std::chrono::milliseconds(100)));
  }
  BOOST_TEST(world.counts().connections >= 3U);
}

BOOST_AUTO_TEST_CASE(whoever_revokes_its_own_key_is_told_that_it_did) {
  const auto server_key = zeromq::make_key_pair();
  BusWorld world({.listen = {any_port}, .key = server_key});
  const auto connect_as = [&](const zeromq::KeyPair& keys) {
    for (int tries = 0;; ++tries) {  // the server may not have read yet that there is the key
      BOOST_REQUIRE(tries < 1'000);
      auto carrier = zeromq::reach(world.address().requests, {keys, server_key.public_key},
                                   world.store.limits);
      BOOST_REQUIRE(carrier);
      if (auto client = holder::Client::over(*std::move(carrier))) return *std::move(client);
    }
  };
  for (int i = 0; i < 10; ++i) {
    const auto name = "ann" + std::to_string(i);
    const auto keys = zeromq::make_key_pair();
    world.add_key(name, keys, Role::admin);
    const auto client = connect_as(keys);
    AccessKeys known;
    BOOST_REQUIRE(known.catch_up(world.store.place().log()));
    const auto emitted = client->call_for<Emitted>(EmitEvent{.event = key_revoked(name),
                                                             .stream = keys_stream(),
                                                             .expected = known.revision(),
                                                             .reply = {}});
    BOOST_REQUIRE_MESSAGE(emitted, message_of(emitted));
    int served = 0;  // before the server has read what it has just recorded
    while (served < 1'000 && client->call_for<holder::LogPart>(holder::ReadLog{})) ++served;
    BOOST_TEST(served < 1'000);
  }
}

BOOST_AUTO_TEST_CASE(a_key_that_is_revoked_is_let_in_no_more_at_once) {
  const auto server_key = zeromq::make_key_pair();
  const auto keys = zeromq::make_key_pair();
  BusWorld world({.listen = {any_port}, .key = server_key});
  world.add_key("ann", keys, Role::read);
  const auto ann = world.connect({keys, server_key.public_key});
  Follower follower(*ann, {.from = holder::FromNow{}, .credit = 100});
  follower.await_begin();
  const auto first = world.emit("a.b");
  follower.await(1);
  BOOST_TEST(follower.commits.front().frame.position.value == first.value);
  world.revoke_key("ann");
  world.emit("a.b");
  follower.await_end();
  BOOST_TEST(follower.ended->code == "revoked");
  for (const auto& commit : follower.commits) BOOST_TEST(commit.leaf.stream.text != "keys");
  const auto refused = ann->call_for<holder::LogPart>(holder::ReadLog{});
  BOOST_TEST(!refused);
  auto carrier =
      zeromq::reach(world.address().requests, {keys, server_key.public_key}, world.store.limits);
  BOOST_REQUIRE(carrier);
  BOOST_TEST(!holder::Client::over(*std::move(carrier), std::chrono::milliseconds(500)));
  const auto recorded = refusals_in(world, 1);
  BOOST_REQUIRE(recorded.size() == 1U);
  BOOST_TEST(recorded.begin()->starts_with("ann revoked"));
}

BOOST_AUTO_TEST_CASE(an_event_is_emitted_only_where_its_stream_is_expected_to_stand) {
  BusWorld world;
  const auto client = world.connect();
  const auto first = emit_over(*client, "a.b", Position{});
  BOOST_REQUIRE_MESSAGE(first, message_of(first));
  const auto too_late = emit_over(*client, "a.b", Position{});
  BOOST_REQUIRE(!too_late);
  BOOST_TEST(too_late.error().code == "conflict");
  BOOST_TEST(emit_over(*client, "a.b", first->position).has_value());
}

BOOST_AUTO_TEST_CASE(events_of_others_go_to_their_inbox_only) {
  BusWorld world;
  const auto client = world.connect();
  const auto emitted = client->call_for<Emitted>(
      EmitEvent{.event = {.type = "a.b"}, .stream = {"run/1"}, .reply = {}});
  BOOST_REQUIRE(!emitted);
  BOOST_TEST(emitted.error().code == "reserved_stream");
}

BOOST_AUTO_TEST_CASE(beyond_this_machine_it_listens_with_keys_only) {
  HeldStore store;
  const auto opened = store.place().open_bus({.listen = {{"tcp://0.0.0.0:0"}}});
  BOOST_REQUIRE(!opened);
  BOOST_TEST(opened.error().code == "not_safe");
}

BOOST_AUTO_TEST_SUITE_END()
