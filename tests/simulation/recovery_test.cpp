// Recovery by exhaustion: every scenario again with a crash at every append, before and after it is
// durable, and with a second one at every append after that; with an orderly end, a refusal and
// another writer's commit at every one; with every outcome delivered twice; with completions
// permuted; on a log that answers conflict and unknown.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

std::size_t appends_of(const Scenario& scenario) {
  Life life(scenario);
  life.live();
  life.check();
  return life.sim.appends();
}

void with_options(const Life::Change& change) {
  for (const auto& scenario : scenarios()) {
    Life life(scenario, change);
    life.live();
    life.check();
  }
}

// This fault for one proposal after the other, until there is none left to meet it.
void at_every_proposal(const Scenario& scenario, Fault fault) {
  for (std::size_t before = 0;; ++before) {
    BOOST_TEST_CONTEXT(scenario.name << ", after " << before << " proposals") {
      Life life(scenario, [&](SimOptions& options) {
        options.planned_faults.assign(before, Fault::none);
        options.planned_faults.push_back(fault);
      });
      life.live();
      life.check();
      if (!life.sim.faults().planned().empty()) return;
    }
  }
}

struct TwoCrashes {
  std::size_t first = 1;
  bool after_first = false;
  std::size_t second = 1;
  bool after_second = false;
};

// Whether both came: the run may be over before the second.
bool live_with(const Scenario& scenario, const TwoCrashes& crashes) {
  Life life(scenario);
  life.sim.crash_at(crashes.first, crashes.after_first);
  life.sim.crash_at(crashes.second, crashes.after_second);
  life.live();
  life.check();
  return life.sim.crashes() == 2;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recovery)

BOOST_AUTO_TEST_CASE(what_is_planned_to_go_wrong_does) {
  for (const auto& scenario : scenarios()) {
    BOOST_TEST_CONTEXT(scenario.name) {
      Life life(scenario);
      life.live();
      BOOST_TEST(life.sim.faults().planned().empty());
      BOOST_TEST(life.has_shut_down() == (scenario.shuts_down_at > 0));
      const bool is_stuck =
          scenario.breaks_at > 0 || scenario.full_from_commit || !scenario.faults.empty();
      BOOST_TEST((!is_stuck || life.helps() > 0));
      BOOST_TEST((!scenario.name.starts_with("in doubt") || life.helps() > 0));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_crash_at_every_append) {
  for (const auto& scenario : scenarios()) {
    const auto appends = appends_of(scenario);
    BOOST_TEST(appends > 0);
    for (std::size_t at = 1; at <= appends; ++at) {
      for (const bool after : {false, true}) {
        BOOST_TEST_CONTEXT(scenario.name << ", append " << at << (after ? " after" : " before")) {
          Life life(scenario);
          life.sim.crash_at(at, after);
          life.live();
          BOOST_TEST(life.sim.crashes() == 1);
          life.check();
        }
      }
    }
  }
}

// In parts, each of which takes its time.
BOOST_DATA_TEST_CASE(two_crashes_at_every_pair_of_appends, boost::unit_test::data::xrange(4)) {
  for (std::size_t i = 0; i < scenarios().size(); ++i) {
    if (i % 4 != static_cast<std::size_t>(sample)) continue;
    const auto& scenario = scenarios()[i];
    const auto appends = appends_of(scenario);
    for (TwoCrashes crashes; crashes.first <= appends; ++crashes.first) {
      for (const int which : {0, 1, 2, 3}) {
        crashes.after_first = which % 2 == 0;
        crashes.after_second = which / 2 == 0;
        crashes.second = 1;
        BOOST_TEST_CONTEXT(scenario.name << ", append " << crashes.first << ", kind " << which) {
          while (live_with(scenario, crashes)) ++crashes.second;
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_orderly_end_after_every_append) {
  for (auto scenario : scenarios()) {
    for (bool has_shut_down = true; has_shut_down;) {
      ++scenario.shuts_down_at;
      BOOST_TEST_CONTEXT(scenario.name << ", after append " << scenario.shuts_down_at) {
        Life life(scenario);
        life.live();
        life.check();
        has_shut_down = life.has_shut_down();
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_at_every_append) {
  for (const auto& scenario : scenarios()) at_every_proposal(scenario, Fault::refused);
}

BOOST_AUTO_TEST_CASE(another_writers_commit_at_every_append) {
  for (const auto& scenario : scenarios()) {
    // A start refused for want of space does not find out that another's commit was there first.
    if (!scenario.full_from_commit) at_every_proposal(scenario, Fault::other_writer);
  }
}

BOOST_AUTO_TEST_CASE(every_outcome_delivered_twice) {
  with_options([](SimOptions& options) { options.double_outcomes = true; });
}

BOOST_AUTO_TEST_CASE(completions_permuted) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    with_options([&](SimOptions& options) {
      options.permute = true;
      options.seed = seed;
    });
  }
}

BOOST_AUTO_TEST_CASE(instances_forgotten_after_every_append) {
  with_options([](SimOptions& options) { options.drop_instances = true; });
}

BOOST_AUTO_TEST_CASE(a_log_that_answers_conflict_and_unknown) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      with_options([&](SimOptions& options) {
        options.seed = seed;
        options.permute = true;
        options.faults = {.conflict = 150, .unknown_written = 150, .unknown_not_written = 150};
      });
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
