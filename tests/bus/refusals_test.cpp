// Refusals are told at once, and then once in a while, however many there are.
#include <boost/test/unit_test.hpp>

#include "adapters/zeromq/refusals.hpp"

namespace {

using namespace azwf;
using zeromq::Refusals;

constexpr Refusals::Time start{std::chrono::hours(1)};

Refusal unknown(const std::string& key) {
  return {.reason = "unknown_key", .name = {}, .key = key, .address = "10.0.0.1"};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(refusals)

BOOST_AUTO_TEST_CASE(each_kind_is_told_at_once_and_then_once_in_a_while) {
  const Limits limits;
  const std::chrono::milliseconds while_(limits.bus_refusals_told_ms);
  Refusals refusals(limits);
  BOOST_TEST(refusals.due(start).empty());
  for (int i = 0; i < 3; ++i) refusals.note(unknown("a"));
  refusals.note(unknown("b"));
  const auto first = refusals.due(start);
  BOOST_REQUIRE(first.size() == 2U);
  BOOST_TEST(first.front().key == "a");
  BOOST_TEST(first.front().address == "10.0.0.1");
  BOOST_TEST(first.front().count == 3U);
  BOOST_TEST(first.back().count == 1U);
  for (int i = 0; i < 5; ++i) refusals.note(unknown("a"));
  BOOST_TEST(refusals.due(start + while_ - std::chrono::milliseconds(1)).empty());
  const auto next = refusals.due(start + while_);
  BOOST_REQUIRE(next.size() == 1U);
  BOOST_TEST(next.front().count == 5U);
  BOOST_TEST(refusals.due(start + 2 * while_).empty());
  refusals.note(unknown("a"));
  BOOST_TEST(refusals.due(start + 2 * while_).size() == 1U);
}

BOOST_AUTO_TEST_CASE(of_more_kinds_than_are_kept_the_rest_is_one) {
  Limits limits;
  limits.bus_refusal_kinds_max = 10;
  Refusals refusals(limits);
  for (int i = 0; i < 10'000; ++i) refusals.note(unknown(std::to_string(i)));
  const auto due = refusals.due(start);
  BOOST_TEST(due.size() == 11U);
  std::uint64_t count = 0;
  for (const auto& each : due) count += each.count;
  BOOST_TEST(count == 10'000U);
}

BOOST_AUTO_TEST_SUITE_END()
