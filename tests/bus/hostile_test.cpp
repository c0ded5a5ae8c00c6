// Whatever anybody says to the bus: it answers with an error that says what was wrong, counts it,
// keeps nothing of it, and serves the others as before. AZWF_HOSTILE sets how many messages,
// AZWF_SEED where they begin.
#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <list>
#include <set>

#include "tests/bus/bus_world.hpp"
#include "tests/bus/hostile_messages.hpp"
#include "tests/bus/raw_peer.hpp"
#include "tests/support/seeds.hpp"
#include "tests/support/slowness.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;
using zeromq::Endpoint;

const Endpoint any_port{"tcp://127.0.0.1:0"};
constexpr std::uint64_t messages_of_one_peer = 100;

zeromq::BusOptions in_clear() { return {.listen = {any_port}, .in_clear = Role::admin}; }

// Of this process, in MB.
double resident_mb() {
  std::ifstream statm("/proc/self/statm");
  double size = 0;
  double resident = 0;
  statm >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

void check_growth(double before, double allowed_mb) {
  if (slower > 1) return;  // sanitizers keep what is freed
  BOOST_TEST(resident_mb() - before < allowed_mb);
}

// Somebody who behaves: what happens to it beside others.
class GoodClient {
 public:
  explicit GoodClient(BusWorld& world, std::string type = "good.one")
      : type_(std::move(type)),
        client_(world.connect()),
        follower_(*client_, {.from = holder::FromNow{},
                             .filter = {.types = {type_}, .streams = {}, .subjects = {}},
                             .credit = 1'000'000}) {
    follower_.await_begin();
  }

  // Emits an event, is answered, and sees it, all of it soon.
  void check() {
    const auto begin = std::chrono::steady_clock::now();
    const auto emitted =
        client_->call_for<Emitted>(EmitEvent{.event = {.type = type_}, .reply = {}});
    BOOST_REQUIRE_MESSAGE(emitted, message_of(emitted));
    expected_.push_back(emitted->position);
    follower_.await(expected_.size());
    took_ = std::max(took_, std::chrono::steady_clock::now() - begin);
    BOOST_REQUIRE_EQUAL(follower_.commits.size(), expected_.size());
    BOOST_TEST(follower_.commits.back().frame.position.value == expected_.back().value);
  }
  // The longest time that it took.
  [[nodiscard]] std::chrono::milliseconds took() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(took_);
  }

 private:
  const std::string type_;
  std::unique_ptr<holder::Client> client_;
  Follower follower_;
  std::vector<Position> expected_;
  std::chrono::steady_clock::duration took_{};
};

std::string framed(std::uint64_t number, const holder::Request& request) {
  std::string message;
  holder::write_request(message, number, request);
  return zmtp_frame(message);
}

const std::set<std::string> codes{
    "bad_message", "unknown_message", "other_protocol",    "past_the_end",      "too_much",
    "bad_id",      "bad_value",       "too_many_patterns", "unknown_attribute", "reserved_stream",
    "bad_event",   "unknown_event",   "run_not_found",     "not_permitted",     "reserved_type",
    "bad_type",    "bad_name"};

// What comes before the answer to `marker`: replies only, and an error where the message was none.
void check_answers(RawPeer& peer, const std::string& message, std::uint64_t marker) {
  const auto request = holder::read_request(message);
  bool is_refused = request.has_value() || message.empty();
  for (;;) {
    const auto answer = peer.hear_reply();
    if (answer.number == marker) break;
    if (answer.reply) continue;
    const auto& error = answer.reply.error();
    BOOST_TEST(codes.contains(error.code), error.code << ": " << error.message);
    is_refused = is_refused || (answer.number == holder::number_of(message) &&
                                error.code == request.error().code);
  }
  BOOST_TEST(is_refused, "no error for a message that is none");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile)

BOOST_AUTO_TEST_CASE(whatever_is_said_is_answered_and_harms_nobody) {
  BusWorld world(in_clear());
  GoodClient good(world);
  const auto all = seeds("AZWF_HOSTILE", 500);
  std::optional<RawPeer> peer;
  double before = 0;
  std::uint64_t refused = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    BOOST_TEST_CONTEXT("AZWF_SEED=" << all[i]) {
      if (i % messages_of_one_peer == 0)
        peer.emplace(world.address().requests, world.limits).greet();
      std::mt19937_64 random(all[i]);
      const auto message = hostile_message(random);
      if (!message.empty() && !holder::read_request(message)) ++refused;
      const auto marker = 1'000'000 + i;
      BOOST_REQUIRE(peer->say(message));
      BOOST_REQUIRE(peer->ask(marker, holder::ReadLog{{}, 1, false}));
      check_answers(*peer, message, marker);
    }
    if (i % messages_of_one_peer == 0) good.check();
    if (i == all.size() / 5) before = resident_mb();
  }
  good.check();
  BOOST_TEST(world.counts().messages >= refused);
  BOOST_TEST(refused > all.size() / 2);
  check_growth(before, 24);
}

BOOST_AUTO_TEST_CASE(each_refusal_says_what_was_wrong_and_is_counted) {
  BusWorld world(in_clear());
  RawPeer peer(world.address().requests, world.limits);
  const auto refused_with = [&](const std::string& code) {
    const auto answer = peer.hear_reply();
    BOOST_REQUIRE(!answer.reply);
    BOOST_TEST(answer.reply.error().code == code);
    return answer.number;
  };
  BOOST_REQUIRE(peer.ask(7, holder::ReadLog{}));
  BOOST_TEST(refused_with("no_hello") == 7U);
  BOOST_REQUIRE(peer.ask(8, holder::Hello{holder::protocol_version + 1}));
  BOOST_TEST(refused_with("other_protocol") == 8U);
  peer.greet();
  std::string unknown;
  Packer(unknown).array(2).integer(9).string("dance");
  BOOST_REQUIRE(peer.say(unknown));
  BOOST_TEST(refused_with("unknown_message") == 9U);
  BOOST_REQUIRE(peer.say("\xc1"));
  BOOST_TEST(refused_with("bad_message") == 0U);
  BOOST_REQUIRE(peer.ask(10, holder::Subscribe{.from = holder::FromPosition{{1'000}}}));
  BOOST_TEST(refused_with("past_the_end") == 10U);
  BOOST_TEST(world.counts().messages == 4U);
}

BOOST_AUTO_TEST_CASE(a_message_that_is_too_large_ends_its_connection_only) {
  BusWorld world(in_clear());
  GoodClient good(world);
  RawPeer peer(world.address().requests, world.limits);
  peer.greet();
  BOOST_REQUIRE(peer.say(std::string(world.limits.bus_message_bytes_max + 1, 'x')));
  good.check();
  // The library comes back by itself; the server has not heard of it.
  for (std::uint64_t number = 20;; ++number) {
    BOOST_REQUIRE_LT(number, 200U);
    BOOST_REQUIRE(peer.ask(number, holder::ReadLog{}));
    const auto answer = peer.hear(milliseconds(100));
    if (!answer) continue;
    const auto read = holder::read_reply(*answer);
    BOOST_REQUIRE(read);
    BOOST_REQUIRE(!read->reply);
    BOOST_TEST(read->reply.error().code == "no_hello");
    break;
  }
  good.check();
}

BOOST_AUTO_TEST_CASE(frames_that_make_no_message_are_passed_over) {
  BusWorld world(in_clear());
  RawPeer peer(world.address().requests, world.limits);
  peer.greet();
  BOOST_REQUIRE(peer.say_frames({"a", "b"}));
  BOOST_REQUIRE(peer.say_frames({"", "b", "c"}));
  BOOST_REQUIRE(peer.ask(2, holder::ReadLog{}));
  const auto answer = peer.hear_reply();
  BOOST_TEST(answer.number == 2U);
  BOOST_TEST(answer.reply.has_value());
  BOOST_TEST(world.counts().messages == 2U);
}

BOOST_AUTO_TEST_CASE(credit_and_numbers_that_are_too_large_overflow_nothing) {
  BusWorld world(in_clear());
  for (int i = 0; i < 3; ++i) world.emit("a.b");
  RawPeer peer(world.address().requests, world.limits);
  peer.greet();
  BOOST_REQUIRE(
      peer.ask(2, holder::Subscribe{.from = holder::FromBeginning{}, .credit = INT64_MAX}));
  for (int i = 0; i < 5; ++i) BOOST_REQUIRE(peer.ask(3, holder::Credit{2, INT64_MAX}));
  std::size_t commits = 0;
  while (commits < 3) {
    const auto answer = peer.hear_reply();
    BOOST_REQUIRE(answer.reply.has_value());
    const auto* delivery = std::get_if<holder::Delivery>(&*answer.reply);
    if (delivery != nullptr) commits += delivery->entries.size();
  }
  BOOST_TEST(commits == 3U);
}

BOOST_AUTO_TEST_CASE(one_that_waits_under_one_number_again_and_again_is_refused) {
  BusWorld world(in_clear());
  RawPeer peer(world.address().requests, world.limits);
  peer.greet();
  const holder::ReadLog waits{{.past = Position{1'000'000}}, 1, true};
  for (int i = 0; i < 100; ++i) BOOST_REQUIRE(peer.ask(5, waits));
  for (int i = 0; i < 99; ++i) {
    const auto answer = peer.hear_reply();
    BOOST_REQUIRE(!answer.reply);
    BOOST_TEST(answer.reply.error().code == "too_much");
  }
}

BOOST_AUTO_TEST_CASE(one_that_says_too_much_in_a_second_is_told_and_others_are_served) {
  Limits limits;
  limits.bus_messages_per_s_max = 100;
  BusWorld world(in_clear(), limits);
  GoodClient good(world);
  RawPeer peer(world.address().requests, limits);
  peer.greet();
  for (std::uint64_t i = 0; i < 500; ++i) {
    BOOST_REQUIRE(peer.ask(2 + i, holder::ReadLog{{}, 1, false}));
  }
  std::size_t too_fast = 0;
  for (int i = 0; i < 500; ++i) {
    const auto answer = peer.hear_reply();
    if (!answer.reply && answer.reply.error().code == "too_fast") ++too_fast;
  }
  BOOST_TEST(too_fast > 100U);
  BOOST_TEST(world.counts().messages == too_fast);
  good.check();
}

BOOST_AUTO_TEST_CASE(one_that_never_reads_costs_little_and_hinders_nobody) {
  Limits limits;
  limits.bus_silent_ms_max = 2'000 * slower;
  BusWorld world(in_clear(), limits);
  const auto asked = world.store.ask();
  Event large{.type = "large.one"};
  large.data = packed_string(std::string(500'000, 'x'));
  for (int i = 0; i < 60; ++i) BOOST_REQUIRE(tests::emit(*asked, large));
  GoodClient good(world);
  const auto before = resident_mb();
  std::list<RawConnection> stuck;
  for (int i = 0; i < 4; ++i) {
    auto& each = stuck.emplace_back(world.address().requests);
    each.shake_hands("DEALER");
    each.say(framed(1, holder::Hello{}) +
             framed(2, holder::Subscribe{.from = holder::FromBeginning{}, .credit = 1'000}));
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(6) * slower;
  while (std::chrono::steady_clock::now() < end) {
    for (const auto& each : stuck) each.say(zmtp_frame(""));
    good.check();
    zeromq::wait_for({}, -1, milliseconds(20));
  }
  BOOST_TEST(world.counts().stuck == 4U);
  BOOST_TEST(good.took() < milliseconds(2'000) * slower);
  check_growth(before, 40);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_handshake_end_their_connection) {
  Limits limits;
  limits.bus_handshake_ms_max = 500;
  BusWorld world(in_clear(), limits);
  GoodClient good(world);
  const auto greeting = zmtp_greeting();
  const std::vector<std::string> beginnings{
      "",
      "GET / HTTP/1.1\r\n\r\n",
      std::string(4'096, '\xff'),
      greeting.substr(0, 11),
      greeting,
      greeting + std::string("\4\x19\5READY\xff\xff\xff\xff", 12),
      greeting + std::string("\6\xff\xff\xff\xff\xff\xff\xff\xff", 9)};
  std::list<RawConnection> all;
  for (int i = 0; i < 30; ++i) {
    for (const auto& beginning : beginnings) {
      all.emplace_back(world.address().requests).say(beginning);
      all.emplace_back(world.address().live).say(beginning);
    }
    good.check();
  }
  GoodClient another(world, "good.two");
  another.check();
  for (const auto& each : all) BOOST_TEST(each.is_ended_within(std::chrono::seconds(10)));
  good.check();
}

BOOST_AUTO_TEST_CASE(more_connections_than_allowed_are_not_let_in_and_those_there_go_on) {
  Limits limits;
  limits.bus_peers_max = 20;
  limits.bus_handshake_ms_max = 1'000;
  BusWorld world(in_clear(), limits);
  GoodClient good(world);
  std::list<RawConnection> all;
  for (int i = 0; i < 150; ++i) all.emplace_back(world.address().requests);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (world.counts().connections == 0 && std::chrono::steady_clock::now() < end) good.check();
  BOOST_TEST(world.counts().connections > 0U);
  all.clear();
  GoodClient another(world, "good.two");  // once those have gone
  another.check();
  good.check();
}

BOOST_AUTO_TEST_CASE(nobody_takes_another_ones_topic_from_it) {
  BusWorld world(in_clear());
  zeromq::Context context;
  zeromq::Socket good(context, zeromq::SocketKind::subscriber, {}, world.limits);
  good.subscribe("good.");
  BOOST_REQUIRE(good.connect(world.address().live));
  zeromq::Socket* const sockets[] = {&good};
  const auto hears = [&] {
    for (int i = 0; i < 200; ++i) {
      world.emit("good.one");
      zeromq::wait_for(sockets, -1, milliseconds(20));
      if (const auto received = good.receive()) return received->frames.front() == "good.one ";
    }
    return false;
  };
  BOOST_TEST(hears());
  RawConnection hostile(world.address().live);
  hostile.shake_hands("SUB");
  std::string bytes;
  for (int i = 0; i < 100; ++i) bytes += zmtp_frame(std::string("\0good.", 6));
  hostile.say(bytes);
  zeromq::wait_for({}, -1, milliseconds(200));
  while (good.receive()) continue;
  BOOST_TEST(hears());
}

BOOST_AUTO_TEST_CASE(topics_without_end_are_not_kept) {
  Limits limits;
  limits.bus_live_subscriptions_max = 500;
  BusWorld world(in_clear(), limits);
  zeromq::Context context;
  zeromq::Socket live(context, zeromq::SocketKind::subscriber, {}, limits);
  BOOST_REQUIRE(live.connect(world.address().live));
  for (int i = 0; i < 3'000; ++i) live.subscribe("topic." + std::to_string(i));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (world.counts().messages == 0) {
    BOOST_REQUIRE(std::chrono::steady_clock::now() < end);
    zeromq::wait_for({}, -1, milliseconds(10));
  }
  GoodClient good(world);
  good.check();
}

BOOST_AUTO_TEST_SUITE_END()
