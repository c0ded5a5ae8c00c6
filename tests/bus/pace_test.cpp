// The client library at a server that hears less of it than it says: it says the rest again, later
// and in its order.
#include <boost/test/unit_test.hpp>

#include <azwf/client.hpp>

#include "tests/bus/bus_world.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;

constexpr int messages_per_s = 2'000;

Limits slow() {
  Limits limits;
  limits.bus_messages_per_s_max = messages_per_s;
  return limits;
}

client::Options options_for(const BusWorld& world) {
  return {.url = world.address().requests.url, .patience = std::chrono::seconds(60)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pace)

BOOST_AUTO_TEST_CASE(what_a_client_says_too_fast_it_says_again_in_its_order) {
  const BusWorld world({}, slow());
  client::Client client(options_for(world));
  std::vector<std::future<client::Emitted>> answers;
  for (int i = 0; i < 3 * messages_per_s; ++i) {
    answers.push_back(client.emit_async({.type = "count", .data = i}));
  }
  client::Position last = 0;
  for (auto& answer : answers) {
    const auto emitted = answer.get();
    BOOST_TEST(!emitted.existed);
    BOOST_TEST(emitted.position >= last);
    last = emitted.position;
  }
  BOOST_TEST(world.counts().messages > 0U);
}

BOOST_AUTO_TEST_CASE(a_subscription_of_a_client_that_says_too_much_goes_on) {
  const BusWorld world({}, slow());
  client::Client client(options_for(world));
  std::vector<std::future<client::Emitted>> answers;
  const auto emit_many = [&] {
    for (int i = 0; i < messages_per_s; ++i) {
      answers.push_back(client.emit_async({.type = "count"}));
    }
  };
  emit_many();
  emit_many();
  auto counted = client.subscribe(
      {.from = client::Beginning{}, .filter = {.types = {"count"}}, .verifies = true, .window = 3});
  emit_many();
  for (std::size_t count = 0; count < answers.size();) {
    const auto commit = counted.next(std::chrono::seconds(60));
    BOOST_REQUIRE(commit.has_value());
    count += commit->events.size();
    BOOST_REQUIRE(count <= answers.size());
  }
  for (auto& answer : answers) BOOST_CHECK_NO_THROW(answer.get());
  BOOST_TEST(world.counts().messages > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
