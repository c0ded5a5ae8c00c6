// A recovery that is killed, the recovery after it too, and the one after that: what was answered
// is there in the end.
#include <signal.h>
#include <boost/test/unit_test.hpp>

#include <iostream>
#include <random>

#include "tests/damage/writer.hpp"
#include "tests/support/seeds.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

constexpr int levels = 3;
constexpr std::uint64_t recovery_calls_max = 40;  // an opening after a kill has about as many

// Lets a writer answer some, and kills it.
void write_some(const Home& home, std::vector<WriterAnswer>& answered, std::mt19937_64& random) {
  Writer writer(home);
  for (auto count = 1 + random() % 60; count > 0; --count) {
    const auto answer = writer.next();
    BOOST_REQUIRE(answer);
    answered.push_back(*answer);
  }
  writer.kill();
  while (const auto answer = writer.next()) answered.push_back(*answer);
}

// Ended by a call of its own during its opening; what it answered before that counts, too.
bool recover_and_die(const Home& home, std::vector<WriterAnswer>& answered,
                     std::mt19937_64& random) {
  Writer writer(home, {.at = 1 + random() % recovery_calls_max});
  bool has_answered = false;
  while (const auto answer = writer.next()) {
    answered.push_back(*answer);
    has_answered = true;
  }
  BOOST_TEST(writer.wait() == -SIGKILL);
  return !has_answered;
}

BOOST_AUTO_TEST_SUITE(recovery)

BOOST_AUTO_TEST_CASE(faults_three_deep_lose_nothing) {
  int deep = 0;
  for (const auto seed : seeds("AZWF_RECOVERIES", 4)) {
    std::mt19937_64 random(seed);
    const TemporaryFolder folder;
    const Home home{folder.path() / "home"};
    std::vector<WriterAnswer> answered;
    BOOST_TEST_CONTEXT("seed " << seed) {
      write_some(home, answered, random);
      int interrupted = 0;
      for (int level = 0; level < levels; ++level) {
        interrupted += recover_and_die(home, answered, random);
        BOOST_TEST(missing_from(home, answered) == "");
      }
      deep += interrupted == levels;
    }
  }
  BOOST_TEST(deep > 0);
  std::cout << deep << " recoveries were interrupted three times\n";
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
