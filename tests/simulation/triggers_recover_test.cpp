// Triggers by exhaustion: a crash at every append and a second one after it, a fault at every
// proposal, and logs that answer conflict and unknown.
#include <boost/test/unit_test.hpp>

#include "tests/simulation/trigger_desk.hpp"

namespace azwf::tests {
namespace {

// Two workflows listen to the events that come, a third to what the first emits, a fourth waits for
// quiet. Whatever goes wrong, in the end each has the runs that it should.
struct Chain {
  explicit Chain(const std::function<void(SimOptions&)>& change = {})
      : desk({{"a", emitting("a", "ping", "pong")},
              {"b", listening("b", "{ type = 'p*ng', batch = { max = 2, within = '5s' } }")},
              {"c", listening("c", "{ type = 'ping', debounce = '10s' }")},
              {"d", listening("d", "{ type = 'pong' }")}},
             Waits::no, true, change) {}

  void live() {
    desk.install_all();
    desk.sim.emit("ping", "e1");
    desk.sim.emit("ping", "e2");
    desk.sim.emit("other", "e3");
    for (int i = 0; i < 4; ++i) desk.sim.restart(), desk.sim.drive();
  }

  // Each event is in one run of each workflow that listens.
  void check() {
    std::map<std::string, int> had;
    for (const auto& run : desk.sim.runs_in_log()) {
      const auto state = desk.sim.state(run);
      BOOST_TEST((state.status() == RunStatus::completed), desk.sim.story(run));
      for (const auto& id : desk.events_of(run)) ++had[state.workflow + " " + id];
    }
    const auto emitted = [](const char* id) {
      return "run/" + run_started_by(id, "a").text + "#2";
    };
    std::map<std::string, int> wanted = {{"a e1", 1}, {"a e2", 1}, {"b e1", 1},
                                         {"b e2", 1}, {"c e1", 1}, {"c e2", 1}};
    for (const auto* id : {"e1", "e2"}) {
      wanted["b " + emitted(id)] = 1;
      wanted["d " + emitted(id)] = 1;
    }
    if (!had.contains("c e1")) wanted.erase("c e1");  // quiet came in between, or not
    BOOST_TEST((had == wanted));
    BOOST_TEST(desk.sim.broken_promise() == "");
  }

  Desk desk;
};

std::size_t appends_of_chain() {
  Chain chain;
  chain.live();
  chain.check();
  return chain.desk.sim.appends();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(triggers_recover)

BOOST_AUTO_TEST_CASE(from_a_crash_at_every_append) {
  const auto appends = appends_of_chain();
  BOOST_TEST(appends > 10U);
  for (std::size_t at = 1; at <= appends; ++at) {
    for (const bool after : {false, true}) {
      BOOST_TEST_CONTEXT("append " << at << (after ? " after" : " before")) {
        Chain chain;
        chain.desk.sim.crash_at(at, after);
        chain.live();
        BOOST_TEST(chain.desk.sim.crashes() == 1U);
        chain.check();
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(from_two_crashes) {
  const auto appends = appends_of_chain();
  for (std::size_t at = 1; at <= appends; ++at) {
    for (const std::size_t second : {1U, 2U, 3U}) {
      BOOST_TEST_CONTEXT("appends " << at << " and " << second << " later") {
        Chain chain;
        chain.desk.sim.crash_at(at, at % 2 == 0);
        chain.desk.sim.crash_at(second, second % 2 == 0);
        chain.live();
        chain.check();
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(from_a_fault_at_every_proposal) {
  for (const auto fault : {Fault::conflict, Fault::refused, Fault::unknown_written,
                           Fault::unknown_not_written, Fault::other_writer}) {
    for (std::size_t before = 0;; ++before) {
      bool was_met = false;
      BOOST_TEST_CONTEXT("fault " << static_cast<int>(fault) << " after " << before) {
        Chain chain([&](SimOptions& options) {
          options.planned_faults.assign(before, Fault::none);
          options.planned_faults.push_back(fault);
        });
        chain.live();
        was_met = chain.desk.sim.faults().planned().empty();
        chain.check();
      }
      if (!was_met) break;
    }
  }
}

BOOST_AUTO_TEST_CASE(from_a_log_that_answers_conflict_and_unknown) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      Chain chain([&](SimOptions& options) {
        options.seed = seed;
        options.permute = true;
        options.drop_instances = seed % 2 == 0;
        options.faults = {.conflict = 150, .unknown_written = 150, .unknown_not_written = 150};
      });
      chain.live();
      chain.check();
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
