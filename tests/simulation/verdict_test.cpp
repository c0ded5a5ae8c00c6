// A script that cannot decide stops its run and loses nothing: facts wait undelivered, and a resume
// delivers them again, in order.
#include <boost/test/unit_test.hpp>

#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

// Three steps at once; decides nothing sensible after the second outcome while `is_broken`.
Plan breaking(const bool& is_broken) {
  return [&](const std::vector<Delivery>& seen) -> Decisions {
    if (seen.size() == 1) {
      return {request_step("1/1"), request_step("2/1"), request_step("3/1")};
    }
    if (seen.size() == 3 && is_broken) return {{RunLogged{"verdict", "memory"}, {}}};
    return seen.size() == 4 ? Decisions{complete()} : Decisions{};
  };
}

SimOptions options_of(const bool& is_broken) {
  SimOptions options;
  options.plans = {{"a", breaking(is_broken)}};
  return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verdicts)

BOOST_AUTO_TEST_CASE(facts_wait_undelivered_until_resumed) {
  bool is_broken = true;
  Sim sim(options_of(is_broken));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive();
  BOOST_TEST(to_text(sim.state(run).status()) == "stopped");
  BOOST_TEST(sim.state(run).stopped->verdict == "memory");
  BOOST_TEST(sim.state(run).undelivered.size() == 2U);
  BOOST_TEST(sim.broken_promise() == "");
  is_broken = false;
  BOOST_TEST(!sim.tell(run, RunResumed{}));
  BOOST_TEST(to_text(sim.state(run).status()) == "completed");
  BOOST_TEST(sim.world().performed.size() == 3U);
  BOOST_TEST(sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(a_resume_that_fails_again_stops_again) {
  bool is_broken = true;
  Sim sim(options_of(is_broken));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive();
  BOOST_TEST(!sim.tell(run, RunResumed{}));
  BOOST_TEST(to_text(sim.state(run).status()) == "stopped");
  BOOST_TEST(sim.state(run).undelivered.size() == 2U);
  BOOST_TEST(sim.broken_promise() == "");
}

// As many crashes as this, of the host that is asked about the second outcome.
Plan crashing(int& crashes) {
  return [&crashes](const std::vector<Delivery>& seen) -> Decisions {
    if (seen.size() < 3) return {request_step(std::to_string(seen.size()))};
    if (crashes-- > 0) return {{RunLogged{"verdict", "crashed"}, {}}};
    return {complete()};
  };
}

BOOST_AUTO_TEST_CASE(a_crash_is_tried_again_until_it_is_the_fifth) {
  for (const int planned : {1, 4, 5, 9}) {
    int crashes = planned;
    SimOptions options;
    options.plans = {{"a", crashing(crashes)}};
    Sim sim(options);
    sim.open();
    const auto run = sim.start("a", "r");
    sim.drive();
    BOOST_TEST(to_text(sim.state(run).status()) == (planned < 5 ? "completed" : "stopped"));
    if (planned < 5) continue;
    BOOST_TEST(sim.state(run).stopped->verdict == "crashed");
    crashes = planned - 5;
    BOOST_TEST(!sim.tell(run, RunResumed{}));
    BOOST_TEST(to_text(sim.state(run).status()) == "completed");
  }
}

// What a script decided may be more than a commit takes: the run stops, its facts are kept.
BOOST_AUTO_TEST_CASE(what_the_log_refuses_stops_the_run_and_keeps_its_facts) {
  const bool is_broken = false;
  Sim sim(options_of(is_broken));
  sim.open();
  sim.faults().next({Fault::none, Fault::refused});
  const auto run = sim.start("a", "r");
  sim.drive();
  BOOST_TEST(to_text(sim.state(run).status()) == "stopped");
  BOOST_TEST(sim.state(run).stopped->verdict == "refused");
  BOOST_TEST(sim.world().performed.size() == 3U);
  BOOST_TEST(!sim.tell(run, RunResumed{}));
  BOOST_TEST(to_text(sim.state(run).status()) == "completed");
  BOOST_TEST(sim.world().performed.size() == 3U);
  BOOST_TEST(sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(decisions_that_no_commit_can_hold_are_a_verdict) {
  SimOptions options;
  options.plans = {{"a", [](const std::vector<Delivery>& seen) -> Decisions {
                      if (seen.size() == 1) return {request_step("1")};
                      return {complete(std::string(3'000'000, 'x'))};
                    }}};
  Sim sim(options);
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive();
  BOOST_TEST(sim.state(run).stopped->verdict == "decisions_too_large");
  BOOST_TEST(sim.world().performed.size() == 1U);
  BOOST_TEST(sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(a_host_cannot_write_the_engines_own_events) {
  SimOptions options;
  options.plans = {{"a",
                    [](const std::vector<Delivery>&) -> Decisions {
                      return {{EventEmitted{"step.succeeded", "", packed_integer(1)}, {}}};
                    }},
                   {"b",
                    [](const std::vector<Delivery>&) -> Decisions {
                      return {{StepRetried{2, {"1"}}, {}}};
                    }},
                   {"c", [](const std::vector<Delivery>&) -> Decisions {
                      auto decision = request_step("1");
                      std::get<StepRequested>(decision.event).arguments = packed_integer(1);
                      return {decision};
                    }}};
  Sim sim(options);
  sim.open();
  for (const auto* plan : {"a", "b", "c"}) sim.start(plan, plan);
  sim.drive();
  for (const auto& run : sim.runs()) {
    BOOST_REQUIRE(sim.state(run).stopped);
    BOOST_TEST(sim.state(run).stopped->verdict == "not_permitted", run.text);
  }
}

// A resume whose redeliveries do not all fit into one commit: what is left comes under a new claim.
BOOST_AUTO_TEST_CASE(a_crash_between_redeliveries_claims_first) {
  bool is_broken = true;
  for (const bool after : {false, true}) {
    is_broken = true;
    auto options = options_of(is_broken);
    options.limits.facts_per_proposal_max = 1;
    Sim sim(options);
    sim.open();
    const auto run = sim.start("a", "r");
    sim.drive();
    is_broken = false;
    sim.crash_at(1, after);
    sim.tell(run, RunResumed{});
    BOOST_TEST(to_text(sim.state(run).status()) == "completed");
    BOOST_TEST(sim.broken_promise() == "");
  }
}

BOOST_AUTO_TEST_CASE(a_run_that_is_not_stopped_cannot_be_resumed) {
  const bool is_broken = false;
  Sim sim(options_of(is_broken));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive();
  const auto error = sim.tell(run, RunResumed{});
  BOOST_REQUIRE(error);
  BOOST_TEST((error->kind == ErrorKind::refused));
}

BOOST_AUTO_TEST_CASE(a_crash_at_every_append_around_stop_and_resume) {
  for (std::size_t at = 1; at <= 8; ++at) {
    for (const bool after : {false, true}) {
      BOOST_TEST_CONTEXT("append " << at << (after ? " after" : " before")) {
        bool is_broken = true;
        Sim sim(options_of(is_broken));
        sim.crash_at(at, after);
        sim.open();
        const auto run = sim.start("a", "r");
        sim.drive();
        BOOST_TEST(to_text(sim.state(run).status()) == "stopped");
        is_broken = false;
        sim.tell(run, RunResumed{});
        BOOST_TEST(to_text(sim.state(run).status()) == "completed");
        BOOST_TEST(sim.broken_promise() == "");
      }
    }
  }
}

// The script was changed behind the log's back: what it decided then is not what it decides now.
BOOST_AUTO_TEST_CASE(a_rebuilt_instance_that_parts_from_history_stops_the_run) {
  bool is_changed = false;
  SimOptions options;
  options.plans = {{"a", [&](const std::vector<Delivery>& seen) -> Decisions {
                      if (seen.size() == 1 && is_changed) return {request_step("1", "other")};
                      return sequence(seen, 2);
                    }}};
  Sim sim(options);
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive_until_performing();
  is_changed = true;
  sim.crash();
  sim.open();
  sim.drive();
  BOOST_TEST(to_text(sim.state(run).status()) == "stopped");
  BOOST_TEST(sim.state(run).stopped->verdict == "divergence");
  BOOST_TEST(sim.world().performed.size() == 2U);  // no step of the changed script
  is_changed = false;
  BOOST_TEST(!sim.tell(run, RunResumed{}));
  BOOST_TEST(to_text(sim.state(run).status()) == "completed");
  BOOST_TEST(sim.broken_promise() == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
