// The live stream: what its frames say, and that a subscriber sees what it has missed.
#include <boost/test/unit_test.hpp>

#include "tests/bus/bus_world.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;
using std::chrono::milliseconds;

std::uint64_t number_of(const std::string& bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

class Live {
 public:
  Live(const BusWorld& world, const std::string& topic)
      : socket_(context_, zeromq::SocketKind::subscriber, {}, world.limits) {
    socket_.subscribe(topic);
    BOOST_REQUIRE(socket_.connect(world.address().live));
  }

  // The frames of the next event; none when none comes in time.
  std::vector<std::string> next(milliseconds patience = milliseconds(5'000)) {
    zeromq::Socket* const sockets[] = {&socket_};
    const auto end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end) {
      if (auto received = socket_.receive()) return std::move(received->frames);
      zeromq::wait_for(sockets, -1, milliseconds(20));
    }
    return {};
  }
  // Until the server knows what is subscribed to, events are missed.
  void await(BusWorld& world, const std::string& type) {
    for (int i = 0; i < 500; ++i) {
      world.emit(type);
      if (!next(milliseconds(10)).empty()) break;
    }
    while (!next(milliseconds(200)).empty()) continue;
  }

 private:
  zeromq::Context context_;
  zeromq::Socket socket_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(live)

BOOST_AUTO_TEST_CASE(an_event_comes_with_its_place_and_a_count_of_its_topic) {
  BusWorld world;
  Live all(world, "");
  all.await(world, "b.other");
  const auto first = world.emit("a.one", "main");
  world.emit("b.two");
  const auto second = world.emit("a.one", "main");
  const auto one = all.next();
  BOOST_REQUIRE_EQUAL(one.size(), 6U);
  BOOST_TEST(one[0] == "a.one main");
  BOOST_TEST(number_of(one[1]) == first.value);
  BOOST_TEST(number_of(one[2]) == world.store.place().log().epoch());
  BOOST_TEST(number_of(one[4]) == 1U);
  BOOST_TEST(one[5].find("a.one") != std::string::npos);
  const auto commit = world.store.place().log().read({.past = Position{first.value - 1}});
  BOOST_REQUIRE(commit);
  BOOST_TEST(one[3] == (**(*commit)->next()).frame.chain.view());
  BOOST_TEST(all.next().front() == "b.two ");
  const auto three = all.next();
  BOOST_REQUIRE_EQUAL(three.size(), 6U);
  BOOST_TEST(number_of(three[1]) == second.value);
  BOOST_TEST(number_of(three[4]) == 2U);
}

BOOST_AUTO_TEST_CASE(only_what_is_subscribed_to_comes) {
  BusWorld world;
  Live pushes(world, "git.push");
  pushes.await(world, "git.push");
  world.emit("git.tag");
  world.emit("git.push", "next");
  BOOST_TEST(pushes.next().front() == "git.push next");
}

BOOST_AUTO_TEST_CASE(the_end_of_the_log_is_told_again_and_again) {
  BusWorld world;
  const auto last = world.emit("a.one");
  Live beats(world, "!");
  const auto beat = beats.next();
  BOOST_REQUIRE_EQUAL(beat.size(), 5U);
  BOOST_TEST(number_of(beat[1]) == last.value);
}

BOOST_AUTO_TEST_CASE(an_event_that_is_too_large_for_it_is_told_of) {
  BusWorld world;
  Live all(world, "a.");
  all.await(world, "a.small");
  Event large{.type = "a.large"};
  large.data = packed_string(std::string(100'000, 'x'));
  BOOST_REQUIRE(tests::emit(*world.store.ask(), large));
  const auto frames = all.next();
  BOOST_REQUIRE_EQUAL(frames.size(), 6U);
  BOOST_TEST(frames[0] == "a.large ");
  BOOST_TEST(frames[5].empty());
}

BOOST_AUTO_TEST_SUITE_END()
