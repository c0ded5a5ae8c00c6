// Recovery by exhaustion: every scenario again with a crash at every append, before and after it is
// durable; with every outcome delivered twice; with completions permuted; on a log that answers
// conflict and unknown.
#include <boost/test/unit_test.hpp>

#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

void run_through(Sim& sim, const Scenario& scenario) {
  sim.open();
  for (const auto& plan : scenario.starts) sim.start(plan, plan);
  sim.drive();
}

void check(Sim& sim, const Scenario& scenario) {
  for (const auto& run : sim.runs()) {
    BOOST_TEST(to_text(sim.state(run).status()) == to_text(scenario.end), scenario.name);
    BOOST_TEST(!sim.state(run).performs(), scenario.name);
  }
  BOOST_TEST(sim.broken_promise() == "", scenario.name);
}

std::size_t appends_of(const Scenario& scenario) {
  Sim sim(options_for(scenario));
  run_through(sim, scenario);
  check(sim, scenario);
  return sim.appends();
}

void with_options(const auto& change) {
  for (const auto& scenario : scenarios()) {
    auto options = options_for(scenario);
    change(options);
    Sim sim(options);
    run_through(sim, scenario);
    check(sim, scenario);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recovery)

BOOST_AUTO_TEST_CASE(a_crash_at_every_append) {
  for (const auto& scenario : scenarios()) {
    const auto appends = appends_of(scenario);
    BOOST_TEST(appends > 0);
    for (std::size_t at = 1; at <= appends; ++at) {
      for (const bool after : {false, true}) {
        BOOST_TEST_CONTEXT(scenario.name << ", append " << at << (after ? " after" : " before")) {
          Sim sim(options_for(scenario));
          sim.crash_at(at, after);
          run_through(sim, scenario);
          BOOST_TEST(sim.crashes() == 1);
          check(sim, scenario);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(two_crashes_at_every_pair_of_appends) {
  for (const auto& scenario : scenarios()) {
    const auto appends = appends_of(scenario);
    for (std::size_t first = 1; first <= appends; ++first) {
      for (std::size_t second = 1; second <= 2; ++second) {
        Sim sim(options_for(scenario));
        sim.crash_at(first, true);
        sim.open();
        for (const auto& plan : scenario.starts) sim.start(plan, plan);
        while (sim.crashes() == 0 && sim.drive_once()) {
        }
        sim.crash_at(second, false);
        sim.drive();
        check(sim, scenario);
      }
    }
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
