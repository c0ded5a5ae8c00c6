// A host that a command asked what a program is, and that then works for its engine.
#include <boost/test/unit_test.hpp>

#include "adapters/script_host/host_at_hand.hpp"
#include "tests/script_host/hosted_engine.hpp"
#include "tests/support/script_run.hpp"

namespace azwf::tests {
namespace {

Limits three_hosts() {
  Limits limits;
  limits.script_hosts_max = 3;
  return limits;
}

Result<Description> describe(script_host::HostAtHand& host, const std::string& script) {
  auto program = build_program({"main", "main.lua", script}, {}, wf_library(), {}, Limits{});
  BOOST_REQUIRE(program.has_value());
  return host.describe({.program = std::make_shared<const Program>(*std::move(program)),
                        .arguments = {},
                        .values = Packed{"\x80"}});
}

BOOST_AUTO_TEST_SUITE(a_host_at_hand)

BOOST_AUTO_TEST_CASE(describes_one_program_after_the_other_also_behind_one_that_hurts) {
  script_host::HostAtHand host(three_hosts());
  BOOST_TEST(describe(host, workflow_of("return 1")).has_value());
  BOOST_TEST(!describe(host, "while true do end").has_value());
  BOOST_TEST(describe(host, workflow_of("return 2")).has_value());
}

BOOST_AUTO_TEST_CASE(works_for_an_engine_beside_as_many_as_the_limits_say) {
  const auto host = std::make_shared<script_host::HostAtHand>(three_hosts());
  BOOST_TEST(describe(*host, workflow_of("return 1")).has_value());
  HostedEngine engine(three_hosts(), host.get());
  BOOST_TEST(!host->is_there());
  std::vector<RunId> runs;
  for (int i = 0; i < 30; ++i) {
    runs.push_back(engine.start(workflow_of("wf.debug.echo(1) return " + std::to_string(i))));
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    BOOST_TEST(engine.await(runs[i]).text == std::to_string(i));
  }
  BOOST_TEST(engine.hosts().pids().size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
