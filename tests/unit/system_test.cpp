// The machine's clock, ids and names behind the engine's seams.
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

#include "adapters/system/clock.hpp"
#include "adapters/system/id_source.hpp"
#include "adapters/system/identity.hpp"
#include "engine/base/digest.hpp"
#include "tests/support/manual_clock.hpp"

namespace azwf::tests {

namespace {

std::int64_t milliseconds_of(const Uuid& uuid) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < 6; ++i) value = value << 8 | uuid.bytes[i];
  return value;
}

std::vector<Uuid> take(IdSource& ids, int count) {
  std::vector<Uuid> taken;
  for (int i = 0; i < count; ++i) taken.push_back(ids.next());
  return taken;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(system_adapter)

BOOST_AUTO_TEST_CASE(the_clock_tells_this_century_and_goes_on) {
  SystemClock clock;
  const std::int64_t start_of_2024 = 1'704'067'200'000'000;
  BOOST_TEST(clock.now().us > start_of_2024);
  const auto before = clock.monotonic();
  BOOST_TEST((clock.monotonic() >= before));
}

BOOST_AUTO_TEST_CASE(ids_are_of_version_7_and_carry_their_time) {
  ManualClock clock;
  SystemIdSource ids(clock);
  const auto uuid = ids.next();
  BOOST_TEST(to_text(uuid)[14] == '7');
  BOOST_TEST(std::string("89ab").contains(to_text(uuid)[19]));
  BOOST_TEST(milliseconds_of(uuid) == clock.now().us / 1'000);
}

BOOST_AUTO_TEST_CASE(ids_increase_when_the_clock_stands_still_or_goes_back) {
  ManualClock clock;
  SystemIdSource ids(clock);
  auto all = take(ids, 10'000);  // more than a millisecond has room for
  clock.advance(-std::chrono::hours(1));
  for (const auto& uuid : take(ids, 10)) all.push_back(uuid);
  BOOST_TEST((std::ranges::adjacent_find(all, std::ranges::greater_equal()) == all.end()));
}

BOOST_AUTO_TEST_CASE(the_fraction_of_a_millisecond_counts) {
  ManualClock clock;
  SystemIdSource ids(clock);
  const auto first = ids.next();
  clock.advance(std::chrono::microseconds(900));
  const auto second = ids.next();
  BOOST_TEST(milliseconds_of(first) == milliseconds_of(second));
  BOOST_TEST((first < second));
}

BOOST_AUTO_TEST_CASE(threads_share_a_source) {
  SystemClock clock;
  SystemIdSource ids(clock);
  std::vector<std::vector<Uuid>> taken(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : taken) threads.emplace_back([&ids, &mine] { mine = take(ids, 5'000); });
  }
  std::set<Uuid> all;
  for (const auto& mine : taken) {
    BOOST_TEST((std::ranges::adjacent_find(mine, std::ranges::greater_equal()) == mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  BOOST_TEST(all.size() == 20'000U);
}

BOOST_AUTO_TEST_CASE(the_account_and_the_engine_are_named_by_the_system) {
  BOOST_TEST(!account_name().empty());
  if (geteuid() == 0) BOOST_TEST(account_name() == "root");
  BOOST_TEST(engine_name().ends_with(":" + std::to_string(getpid())));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
