// The heads of streams against a plain map, through caches, filters, files and restarts.
#include <map>
#include <random>

#include "tests/contract/log_steps.hpp"
#include "tests/contract/log_worlds.hpp"
#include "tests/support/seeds.hpp"

namespace azwf::tests {
namespace {

// Names that are beginnings of each other, and sort around the byte that ends a name in a key.
std::string random_name(std::mt19937_64& random) {
  std::string name = "r";
  while (random() % 3 != 0) name += "\x01/a"[random() % 3];
  return name;
}

BOOST_AUTO_TEST_SUITE(stream_heads)

BOOST_AUTO_TEST_CASE_TEMPLATE(every_head_is_known_for_ever, World, LogWorlds) {
  for (const auto seed : seeds("AZWF_HEADS_COUNT", 1)) {
    std::mt19937_64 random(seed);
    World world;
    std::map<std::string, Position> heads;
    for (std::uint64_t number = 1; number <= 400; ++number) {
      if (number % 80 == 0) world.reopen();
      const auto name = random_name(random);
      const auto expected = heads.contains(name) ? Expected(heads[name]) : Expected(NewStream{});
      const auto wrong = heads.contains(name) ? Expected(NewStream{}) : Expected(Position{1});
      BOOST_TEST_CONTEXT("seed " << seed << ", number " << number) {
        BOOST_REQUIRE(is_conflict(append_one(world.log(), proposal(number, name, wrong))));
        heads[name] = committed(append_one(world.log(), proposal(number, name, expected)));
      }
    }
    BOOST_TEST(heads.size() > 20U);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
