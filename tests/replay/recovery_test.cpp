// Real scripts through the same ordeal as plans: a crash at every append, instances forgotten, a
// changed script found out.
#include <boost/test/unit_test.hpp>

#include "engine/audit/replay.hpp"
#include "engine/lua/lua_host.hpp"
#include "tests/replay/story.hpp"

namespace azwf::tests {
namespace {

std::size_t appends_of_story() {
  Sim sim(story_options());
  live_through_story(sim);
  return sim.appends();
}

ReplayReport replay_with(Sim& sim, const RunId& run, std::shared_ptr<const Program> instead) {
  Replayer replayer(
      sim.log(), [&](const Digest& digest) { return sim.engine().programs().get(digest); },
      [](HostSink sink) { return std::make_unique<LuaHost>(std::move(sink)); });
  auto report = replayer.replay(run, std::move(instead));
  BOOST_REQUIRE(report);
  return std::move(*report);
}

// The run `name` lived with `before`; what replay says of it with `after` in its place.
ReplayReport replay_changed(std::string before, std::string after) {
  SimOptions options;
  options.scripts = {{"before", std::move(before)}, {"after", std::move(after)}};
  options.outcomes = [](const StepRequest&) { return std::optional(succeed()); };
  Sim sim(options);
  sim.open();
  const auto run = sim.start("before", "r");
  sim.drive();
  BOOST_TEST(!replay_with(sim, run, nullptr).parting);
  return replay_with(sim, run, sim.program("after"));
}

std::string workflow(const std::string& body) {
  return "return wf.workflow { name = \"w\", run = function()\n" + body + "\nend }\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scripts)

BOOST_AUTO_TEST_CASE(a_crash_at_every_append_changes_nothing_a_script_decides) {
  const auto appends = appends_of_story();
  for (std::size_t at = 1; at <= appends; ++at) {
    BOOST_TEST_CONTEXT("append " << at) {
      Sim sim(story_options());
      sim.crash_at(at, at % 2 == 0);
      sim.open();
      for (const auto* name : {"values", "chance", "failing", "broken"}) sim.start(name, name);
      sim.drive();
      for (const auto& run : sim.runs()) BOOST_TEST(is_final(sim.state(run).status()), run.text);
      BOOST_TEST(sim.broken_promise() == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_changed_argument_parts_at_its_line) {
  const auto report = replay_changed(workflow("wf.step { value = 1 }\nwf.step { value = 2 }"),
                                     workflow("wf.step { value = 1 }\nwf.step { value = 3 }"));
  BOOST_REQUIRE(report.parting);
  BOOST_TEST(report.parting->ordinal == 4U);
  BOOST_TEST(report.parting->place.module == "after.lua");
  BOOST_TEST(report.parting->place.line == 3);
  BOOST_TEST(report.parting->recorded_type == "step.requested");
  BOOST_TEST((report.parting->recorded != report.parting->recomputed));
}

BOOST_AUTO_TEST_CASE(a_removed_step_parts_where_it_was) {
  const auto report = replay_changed(workflow("wf.step { value = 1 }\nwf.step { value = 2 }"),
                                     workflow("wf.step { value = 1 }"));
  BOOST_REQUIRE(report.parting);
  BOOST_TEST(report.parting->recorded_type == "step.requested");
  BOOST_TEST(report.parting->recomputed_type == "run.completed");
}

BOOST_AUTO_TEST_CASE(an_added_step_parts_where_it_is) {
  const auto report = replay_changed(workflow("wf.step { value = 1 }"),
                                     workflow("wf.step { value = 1 }\nwf.step { value = 2 }"));
  BOOST_REQUIRE(report.parting);
  BOOST_TEST(report.parting->recorded_type == "run.completed");
  BOOST_TEST(report.parting->recomputed_type == "step.requested");
}

BOOST_AUTO_TEST_CASE(a_moved_line_is_no_parting) {
  const auto report = replay_changed(workflow("wf.step { value = 1 }"),
                                     workflow("\n\n-- moved\nwf.step { value = 1 }"));
  BOOST_TEST(!report.parting);
}

BOOST_AUTO_TEST_CASE(a_script_that_hangs_now_parts_with_its_verdict) {
  const auto report = replay_changed(workflow("wf.step { value = 1 }"),
                                     workflow("wf.step { value = 1 }\nwhile true do end"));
  BOOST_REQUIRE(report.parting);
  BOOST_TEST(report.parting->message.starts_with("instructions"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
