// What every script host keeps, wherever it runs its scripts.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/script_host/worlds.hpp"

namespace azwf::tests {

static std::ostream& operator<<(std::ostream& out, HostKind kind) {
  return out << (kind == HostKind::threads ? "threads" : "processes");
}

namespace {

namespace data = boost::unit_test::data;
const auto kinds = data::make({HostKind::threads, HostKind::processes});

const char* const three_steps = "for i = 1, 3 do wf.echo(i) end return 'done'";
std::shared_ptr<const Program> three() { return test_program(workflow_of(three_steps)); }

BOOST_AUTO_TEST_SUITE(contract)

BOOST_DATA_TEST_CASE(a_program_is_described, kinds, kind) {
  HostWorld world(kind);
  const auto description = world.describe(
      "return wf.workflow { name = 'w', summary = 's', params = { a = wf.integer { default = 3 }, "
      "b = wf.enum { 'x', 'y', default = 'x' } }, run = function() end }");
  BOOST_REQUIRE(description.has_value());
  BOOST_TEST(description->workflow == "w");
  BOOST_REQUIRE(description->parameters.size() == 2U);
  BOOST_TEST(description->parameters[1].choices.size() == 2U);
  BOOST_TEST(json_text(description->params) == R"({"a":3,"b":"x"})");
}

BOOST_DATA_TEST_CASE(what_is_no_program_is_said_so, kinds, kind) {
  HostWorld world(kind);
  const auto description = world.describe("return 1 +");
  BOOST_REQUIRE(!description.has_value());
  BOOST_TEST(description.error().message.find("main.lua:1") != std::string::npos);
}

BOOST_DATA_TEST_CASE(a_run_is_advanced_step_by_step, kinds, kind) {
  HostWorld world(kind);
  const auto program = three();
  BOOST_TEST(last_of(world.ask("r", program, 0, {run_started()})) ==
             R"(step.requested 1 debug.echo {"value":1} @main.lua:2)");
  world.ask("r", program, 1, {step_succeeded(1)});
  world.ask("r", program, 2, {step_succeeded(2)});
  BOOST_TEST(last_of(world.ask("r", program, 3, {step_succeeded(3)})) == R"(run.completed "done")");
}

BOOST_DATA_TEST_CASE(a_request_out_of_step_needs_the_history, kinds, kind) {
  HostWorld world(kind);
  const auto program = three();
  BOOST_TEST(last_of(world.ask("r", program, 1, {step_succeeded(1)})) == "needs history");
  const auto rebuilt =
      world.ask("r", program, 0, {run_started(), step_succeeded(1), step_succeeded(2)});
  BOOST_TEST(rebuilt.after.size() == 3U);
  BOOST_TEST(last_of(rebuilt) == R"(step.requested 3 debug.echo {"value":3} @main.lua:2)");
}

BOOST_DATA_TEST_CASE(a_dropped_run_needs_the_history, kinds, kind) {
  HostWorld world(kind);
  const auto program = three();
  world.ask("r", program, 0, {run_started()});
  world.host->drop({"r"});
  world.host->drop({"unknown"});
  BOOST_TEST(last_of(world.ask("r", program, 1, {step_succeeded(1)})) == "needs history");
}

BOOST_DATA_TEST_CASE(a_verdict_names_script_and_line, kinds, kind) {
  Limits limits;
  limits.script_instructions_max = 100'000;
  HostWorld world(kind, limits);
  const auto answer = world.start("r", "wf.log.info 'a'\nwhile true do end");
  const auto& verdict = std::get<Verdict>(answer.end);
  BOOST_TEST(verdict.kind == "instructions");
  BOOST_TEST(verdict.module == "main.lua");
  BOOST_TEST(verdict.line == 3);
}

BOOST_DATA_TEST_CASE(every_kind_of_decision_crosses, kinds, kind) {
  HostWorld world(kind);
  const auto answer = world.start(
      "r",
      "wf.log.info 'text' wf.emit('my.type', { data = { a = 1.5, b = { true } }, subject = 's' })\n"
      "error 'plain'");
  BOOST_REQUIRE(answer.after.size() == 1U);
  BOOST_TEST(answer.after.front().size() == 3U);
  BOOST_TEST(last_of(answer).starts_with("run.failed"));
}

BOOST_DATA_TEST_CASE(many_runs_are_answered_each_once, kinds, kind) {
  Limits limits;
  limits.script_hosts_max = 2;
  HostWorld world(kind, limits);
  const auto program = three();
  const auto name = [](int run) { return "r" + std::to_string(run); };
  for (std::uint64_t base = 0; base < 4; ++base) {
    for (int run = 0; run < 100; ++run) {
      const auto delivery = base == 0 ? run_started() : step_succeeded(static_cast<int>(base));
      world.submit(name(run), program, base, {delivery});
    }
    for (int run = 0; run < 100; ++run) {
      const auto last = last_of(world.answers.await(name(run)));
      BOOST_TEST(last == (base == 3 ? R"(run.completed "done")"
                                    : "step.requested " + std::to_string(base + 1) +
                                          " debug.echo {\"value\":" + std::to_string(base + 1) +
                                          "} @main.lua:2"));
    }
  }
  BOOST_TEST(world.answers.count() == 400U);
}

BOOST_DATA_TEST_CASE(what_was_submitted_is_answered_before_the_host_goes, kinds, kind) {
  HostWorld world(kind);
  const auto program = three();
  for (int run = 0; run < 50; ++run) {
    world.submit("r" + std::to_string(run), program, 0, {run_started()});
  }
  world.host.reset();
  BOOST_TEST(world.answers.count() == 50U);
}

BOOST_DATA_TEST_CASE(large_values_cross, kinds, kind) {
  HostWorld world(kind);
  const auto answer = world.start("r", "return ('x'):rep(1000000)");
  BOOST_TEST(last_of(answer).size() > 1'000'000U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
