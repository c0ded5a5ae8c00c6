// The client library at a server that hears less of it than it says: it says the rest again, later
// and in its order.
#include <boost/test/unit_test.hpp>

#include <azwf/client.hpp>

#include "tests/bus/bus_world.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;

Limits slow(std::int64_t messages_per_s) {
  Limits limits;
  limits.bus_messages_per_s_max = messages_per_s;
  return limits;
}

client::Options options_for(const BusWorld& world) {
  return {.url = world.address().requests.url, .patience = std::chrono::seconds(60)};
}

// The numbers in the events of the log, in its order.
std::vector<std::int64_t> numbers_in(EventLog& log) {
  std::vector<std::int64_t> numbers;
  const auto cursor = log.read({.stream = StreamName{"inbox/tester"}}).value();
  for (Commit commit; cursor->next(commit).value();) {
    for (const auto& event : commit.leaf.events) {
      numbers.push_back(Unpacker(std::get<Packed>(event.data).bytes).integer().value());
    }
  }
  return numbers;
}

std::vector<std::future<client::Emitted>> emit_many(client::Client& client, int count) {
  std::vector<std::future<client::Emitted>> answers;
  for (int i = 0; i < count; ++i) {
    answers.push_back(client.emit_async({.type = "count", .data = i}));
  }
  return answers;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pace)

BOOST_AUTO_TEST_CASE(what_a_client_says_too_fast_it_says_again_in_its_order) {
  BusWorld world({}, slow(2'000));
  client::Client client(options_for(world));
  for (auto& answer : emit_many(client, 6'000)) BOOST_TEST(!answer.get().existed);
  const auto numbers = numbers_in(world.store.place().log());
  BOOST_REQUIRE(numbers.size() == 6'000U);
  for (std::size_t i = 0; i < numbers.size(); ++i) BOOST_REQUIRE_EQUAL(numbers[i], i);
  BOOST_TEST(world.counts().messages > 0U);
}

BOOST_AUTO_TEST_CASE(a_subscription_that_is_asked_for_too_fast_is_asked_for_again) {
  const BusWorld world({}, slow(20));
  client::Client client(options_for(world));
  auto answers = emit_many(client, 30);
  auto counted = client.subscribe(
      {.from = client::Beginning{}, .filter = {.types = {"count"}}, .verifies = true, .window = 3});
  for (int count = 0; count < 30;) {
    const auto commit = counted.next(std::chrono::seconds(60));
    BOOST_REQUIRE(commit.has_value());
    for (const auto& event : commit->events) BOOST_TEST((event.data.integer() == count++));
  }
  for (auto& answer : answers) BOOST_CHECK_NO_THROW(answer.get());
  BOOST_TEST(world.counts().messages > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
