// Answers are handed over to who looks for them, on its own thread, and to nobody's waiting when it
// has stopped looking.
#include <boost/test/unit_test.hpp>

#include <thread>

#include "tests/script_host/worlds.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;

// How many of the answers so far came in this thread.
struct Looker {
  explicit Looker(const script_host::HostOptions& options)
      : hosts(options, [this](HostAnswer answer) {
          if (std::this_thread::get_id() == owner) ++own;
          answers.take(std::move(answer));
        }) {}

  void submit(const std::string& run, const std::string& body) {
    hosts.submit(Advance{{run}, test_program(workflow_of(body)), 0, {run_started()}});
  }

  const std::thread::id owner = std::this_thread::get_id();
  int own = 0;
  Answers answers;
  script_host::ProcessHosts hosts;
};

script_host::HostOptions one_host() {
  script_host::HostOptions options;
  options.limits.script_hosts_max = 1;
  return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(look)

BOOST_AUTO_TEST_CASE(who_looks_is_answered_in_its_own_thread) {
  Looker looker(one_host());
  for (int i = 0; i < 50; ++i) {
    looker.submit("r" + std::to_string(i), "return 1");
    while (looker.answers.count() <= static_cast<std::size_t>(i)) looker.hosts.look();
  }
  BOOST_TEST(looker.own > 25);  // now and then the host's own thread is faster
}

BOOST_AUTO_TEST_CASE(who_has_stopped_looking_is_answered_all_the_same) {
  Looker looker(one_host());
  looker.hosts.look();
  looker.submit("late", "for i = 1, 1e6 do end return 'late'");
  looker.hosts.look();
  looker.hosts.rest();
  BOOST_TEST(last_of(looker.answers.await("late")) == R"(run.completed "late")");
}

BOOST_AUTO_TEST_CASE(a_host_that_ends_while_somebody_looks_is_replaced) {
  Looker looker(one_host());
  looker.submit("bad", "return string.rep('x', -1):rep(1e9):rep(1e9)");
  looker.submit("good", "return 'good'");
  while (looker.answers.count() < 2) looker.hosts.look();
  BOOST_TEST(last_of(looker.answers.await("good")) == R"(run.completed "good")");
}

BOOST_AUTO_TEST_SUITE_END()
