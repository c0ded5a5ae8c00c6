// Peers come and go: who says something is heard, who is silent is forgotten, and nobody hears what
// was meant for another.
#include <boost/test/unit_test.hpp>

#include <list>

#include "tests/bus/bus_world.hpp"
#include "tests/bus/raw_peer.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;

std::string code_of(const holder::NumberedReply& answer) {
  return answer.reply ? "" : answer.reply.error().code;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(peers)

BOOST_AUTO_TEST_CASE(a_heartbeat_is_answered) {
  BusWorld world;
  RawPeer peer(world.address().requests, world.limits);
  peer.greet();
  BOOST_REQUIRE(peer.say(""));
  BOOST_TEST(peer.hears_heartbeat());
}

BOOST_AUTO_TEST_CASE(who_is_silent_is_forgotten_and_told_so) {
  Limits limits;
  limits.bus_silent_ms_max = 300;
  BusWorld world({}, limits);
  RawPeer peer(world.address().requests, limits);
  peer.greet();
  zeromq::wait_for({}, -1, milliseconds(4'500));  // the server looks every 2 seconds
  BOOST_REQUIRE(peer.ask(2, holder::ReadLog{}));
  BOOST_TEST(code_of(peer.hear_reply()) == "no_hello");
  peer.greet();
}

BOOST_AUTO_TEST_CASE(who_follows_hears_how_far_the_log_is_though_nothing_matches) {
  BusWorld world;
  const auto last = world.emit("a.b");
  RawPeer peer(world.address().requests, world.limits);
  peer.greet();
  const holder::EventFilter nothing{.types = {"no.such"}};
  BOOST_REQUIRE(peer.ask(
      2, holder::Subscribe{.from = holder::FromBeginning{}, .filter = nothing, .credit = 10}));
  BOOST_REQUIRE(peer.hear_reply().reply.has_value());
  for (;;) {
    const auto answer = peer.hear_reply();
    BOOST_REQUIRE(answer.reply.has_value());
    const auto* delivery = std::get_if<holder::Delivery>(&*answer.reply);
    BOOST_REQUIRE(delivery != nullptr);
    BOOST_TEST(delivery->entries.empty());
    if (delivery->past == last) break;
  }
}

BOOST_AUTO_TEST_CASE(a_reply_is_for_who_asked_and_not_for_the_next_of_its_name) {
  BusWorld world;
  std::optional<RawPeer> first(std::in_place, world.address().requests, world.limits, "same");
  first->greet();
  const auto last = world.emit("a.b");
  BOOST_REQUIRE(first->ask(9, holder::ReadLog{{.past = last}, 1 << 20, true}));
  BOOST_REQUIRE(first->ask(2, holder::ReadLog{}));
  BOOST_TEST(first->hear_reply().number == 2U);
  first.reset();
  std::optional<RawPeer> next;
  do {  // the library has room for the name once it has seen that the first is gone
    next.emplace(world.address().requests, world.limits, "same");
    BOOST_REQUIRE(next->ask(1, holder::Unsubscribe{7}));
  } while (!next->hear(milliseconds(200)));
  next->greet();
  world.emit("a.b");
  BOOST_REQUIRE(next->ask(3, holder::ReadLog{{.past = last}, 1 << 20, true}));
  BOOST_TEST(next->hear_reply().number == 3U);
}

BOOST_AUTO_TEST_CASE(a_req_socket_is_answered) {
  BusWorld world;
  RawPeer peer(world.address().requests, world.limits);
  std::string hello;
  holder::write_request(hello, 1, holder::Hello{});
  BOOST_REQUIRE(peer.say_frames({"", hello}));
  BOOST_TEST(peer.hear_reply().reply.has_value());
}

BOOST_AUTO_TEST_CASE(there_are_no_more_peers_than_allowed) {
  Limits limits;
  limits.bus_peers_max = 2;
  BusWorld world({}, limits);
  std::list<RawPeer> all;
  for (int i = 0; i < 2; ++i) all.emplace_back(world.address().requests, limits).greet();
  auto& one_too_many = all.emplace_back(world.address().requests, limits);
  BOOST_REQUIRE(one_too_many.ask(1, holder::Hello{}));
  BOOST_TEST(code_of(one_too_many.hear_reply()) == "too_many_peers");
}

BOOST_AUTO_TEST_SUITE_END()
