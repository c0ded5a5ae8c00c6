// Workflows that events start: once each, whatever goes wrong between the event and the run.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "engine/view/triggers.hpp"
#include "tests/simulation/trigger_desk.hpp"

namespace azwf::tests {
namespace {

using Started = std::set<std::pair<std::string, std::string>>;

}  // namespace

BOOST_AUTO_TEST_SUITE(triggers)

BOOST_AUTO_TEST_CASE(an_event_starts_each_workflow_that_listens) {
  Desk desk({{"a", listening("a", "{ type = 'git.push', with = { n = 'data.n' } }")},
             {"b", listening("b", "{ type = 'git.*' }")},
             {"c", listening("c", "{ type = 'git.tag' }")}});
  desk.install_all();
  desk.push("e1", 7);
  desk.check({{"e1", "a"}, {"e1", "b"}});
  const auto run = run_started_by("e1", "a");
  BOOST_TEST(desk.result(run) == R"(7 e1 git.push main 7 1)");
  const auto state = desk.sim.state(run);
  BOOST_TEST(state.workflow == "a");
  BOOST_TEST(state.cwd == "/project");
  BOOST_TEST(state.depth == 1U);
}

BOOST_AUTO_TEST_CASE(an_installed_workflow_is_started_by_its_name) {
  Desk desk({{"a", listening("a", "{ type = 'git.push' }")}});
  const auto start = [&desk](const std::string& run, const Packed& params) {
    std::string answer;
    const auto reply = [&answer](const Result<StartedRun>& started) {
      answer = !started ? started.error().code : started->existed ? "existed" : "started";
    };
    desk.sim.engine().start(
        {.run = {run}, .workflow = "a", .params = params, .actor = "tester", .reply = reply});
    desk.sim.drive();
    return answer;
  };
  const Packed nothing{"\x80"};
  const Packed bad{"\x81\xa1n\xa1x"};
  BOOST_TEST(start("one", nothing) == "workflow_not_installed");
  desk.install_all();
  BOOST_TEST(start("one", bad) == "bad_parameter");
  BOOST_TEST(start("one", nothing) == "started");
  BOOST_TEST(start("one", nothing) == "existed");
  BOOST_TEST(start("one", Packed{"\x81\xa1n\x07"}) == "other_params");
  BOOST_TEST(desk.result(RunId{"one"}) == "started by somebody");
  BOOST_TEST(desk.sim.state(RunId{"one"}).cwd == "/project");
  desk.sim.change("a", WorkflowChange::uninstall);
  BOOST_TEST(start("two", nothing) == "workflow_not_installed");
  BOOST_TEST(desk.sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(what_was_before_the_installation_starts_nothing) {
  Desk desk({{"a", listening("a", "{ type = 'git.push' }")}});
  desk.push("e1");
  desk.install_all();
  desk.sim.restart();
  desk.sim.drive();
  desk.check({});
  desk.push("e2");
  desk.check({{"e2", "a"}});
}

BOOST_AUTO_TEST_CASE(from_a_past_position_on_what_was_before_counts) {
  Desk desk({{"a", listening("a", "{ type = 'git.push' }")}});
  desk.push("e1");
  desk.push("e2");
  desk.push("e3");
  desk.sim.install("a", 2);
  desk.check({{"e2", "a"}, {"e3", "a"}});
  desk.sim.change("a", WorkflowChange::uninstall);
  desk.sim.install("a", 1);
  desk.check({{"e1", "a"}, {"e2", "a"}, {"e3", "a"}});
  BOOST_TEST(desk.workflow_events("a") ==
             "workflow.installed workflow.uninstalled workflow.installed");
  desk.sim.install("a", 99);
  BOOST_TEST(desk.sim.answers().back() == "bad_position");
}

BOOST_AUTO_TEST_CASE(conditions_are_held_against_the_event) {
  Desk desk({{"a", listening("a",
                             "{ type = 'git.push', subject = 'ma*', "
                             "where = { n = { ge = 3 }, ['repo.name'] = { 'x', 'y' } } }")}});
  desk.install_all();
  const auto data = [](std::int64_t n, const char* name) {
    Packed value{""};
    Packer(value.bytes)
        .map(2)
        .string("n")
        .integer(n)
        .string("repo")
        .map(1)
        .string("name")
        .string(name);
    return value;
  };
  desk.sim.emit("git.push", "yes", data(3, "y"), "main");
  desk.sim.emit("git.push", "small", data(2, "y"), "main");
  desk.sim.emit("git.push", "other", data(3, "z"), "main");
  desk.sim.emit("git.push", "subject", data(3, "x"), "feature");
  desk.check({{"yes", "a"}});
}

BOOST_AUTO_TEST_CASE(parameters_that_do_not_fit_are_a_refusal_and_no_run) {
  Desk desk({{"a", listening("a", "{ type = 'git.push', with = { n = 'data.name' } }")}});
  desk.install_all();
  Packed data{""};
  Packer(data.bytes).map(1).string("name").string("no number");
  desk.sim.emit("git.push", "e1", data);
  desk.check({});
  BOOST_TEST(desk.workflow_events("a") == "workflow.installed trigger.refused");
  desk.sim.restart();
  desk.sim.drive();
  desk.check({});
  BOOST_TEST(desk.workflow_events("a") == "workflow.installed trigger.refused");
}

BOOST_AUTO_TEST_CASE(the_last_event_before_it_was_quiet_starts_one_run) {
  for (const bool restarts : {false, true}) {
    Desk desk({{"a", listening("a", "{ type = 'git.push', debounce = '30s' }")}}, Waits::yes);
    desk.install_all();
    for (const auto* id : {"e1", "e2", "e3"}) {
      desk.push(id);
      desk.pass(std::chrono::seconds(20));
      if (restarts) desk.sim.crash(), desk.sim.open();
    }
    desk.check({});
    desk.pass(std::chrono::seconds(11));
    desk.check({{"e3", "a"}});
    desk.push("e4");
    desk.pass(std::chrono::seconds(31));
    desk.check({{"e3", "a"}, {"e4", "a"}});
  }
}

BOOST_AUTO_TEST_CASE(a_quiet_time_that_passed_while_no_engine_was_there_has_passed) {
  Desk desk({{"a", listening("a", "{ type = 'git.push', debounce = '30s' }")}}, Waits::yes);
  desk.install_all();
  desk.push("e1");
  desk.sim.crash();
  desk.sim.clock().advance(std::chrono::seconds(40));
  desk.sim.open();
  desk.pass({});
  desk.check({{"e1", "a"}});
}

// Whoever looks at the log late finds the same quiet times in it.
BOOST_AUTO_TEST_CASE(quiet_times_are_those_of_the_log) {
  Desk desk({{"a", listening("a", "{ type = 'git.push', debounce = '30s' }")}}, Waits::yes, false);
  desk.install_all();
  for (const auto* id : {"e1", "e2", "e3"}) {
    desk.push(id);
    desk.pass(std::chrono::seconds(id == std::string("e1") ? 10 : 40));
  }
  desk.sim.engine().start_triggered({});
  desk.sim.drive();
  desk.check({{"e2", "a"}, {"e3", "a"}});
}

// The first of two appends is settled after the second: the views tell the log's order.
BOOST_AUTO_TEST_CASE(events_join_in_the_order_of_the_log) {
  Desk desk({{"a", listening("a", "{ type = 'git.push', batch = { max = 9, within = '1m' } }")}},
            Waits::yes, false, [](SimOptions& options) {
              options.planned_faults = {Fault::none, Fault::unknown_not_written};
            });
  desk.install_all();
  for (const auto& [id, actor] : {std::pair("e1", "tester"), std::pair("e2", "other")}) {
    desk.sim.engine().emit(
        {.event = {.id = id, .type = "git.push", .actor = actor}, .reply = [](auto) {}});
  }
  desk.sim.drive();
  BOOST_TEST(desk.sim.broken_promise() == "");
  desk.sim.engine().start_triggered({});
  desk.pass(std::chrono::minutes(2));
  desk.check({{"e1", "a"}});
}

BOOST_AUTO_TEST_CASE(several_events_start_one_run_together) {
  Desk desk({{"a", listening("a", "{ type = 'git.push', batch = { max = 3, within = '1m' } }")}},
            Waits::yes);
  desk.install_all();
  for (const auto* id : {"e1", "e2", "e3", "e4"}) desk.push(id);
  desk.pass({});
  desk.check({{"e3", "a"}});
  BOOST_TEST(desk.result(run_started_by("e3", "a")) == "nil e3 git.push main 1 3");
  desk.pass(std::chrono::seconds(61));
  desk.check({{"e3", "a"}, {"e4", "a"}});
}

// As by `azwf emit` in a step: what it starts is of the same chain, and counted.
BOOST_AUTO_TEST_CASE(a_loop_through_steps_that_emit_is_stopped_by_its_depth) {
  Desk desk({{"a", listening("a", "{ type = 'ping' }")}});
  desk.install_all();
  RunId cause;
  for (int i = 0; i < 40; ++i) {
    const auto id = "e" + std::to_string(i);
    desk.sim.engine().emit({.event = {.id = id, .type = "ping", .actor = "tester"},
                            .cause = cause,
                            .reply = [](auto) {}});
    desk.sim.drive();
    cause = run_started_by(id, "a");
  }
  BOOST_TEST(desk.sim.runs_in_log().size() == Limits{}.trigger_depth_max);
  BOOST_TEST(desk.status("a") == "stopped depth");
  const auto first = "run/" + run_started_by("e0", "a").text + "#0";
  BOOST_TEST(desk.chain("inbox/tester").starts_with("ping e0 " + first),
             desk.chain("inbox/tester"));
  BOOST_TEST(desk.sim.broken_promise() == "");
}

// The clock goes back while a batch's run is on its way: what joins then is of the next run.
BOOST_AUTO_TEST_CASE(an_event_that_joins_too_late_starts_a_run_of_its_own) {
  for (const bool crashes : {false, true}) {
    Desk desk({{"a", listening("a", "{ type = 'git.push', batch = { max = 9, within = '1m' } }")}},
              Waits::yes);
    desk.install_all();
    desk.push("e1");
    desk.sim.clock().advance(std::chrono::minutes(1));
    BOOST_REQUIRE(desk.sim.drive_once());
    desk.sim.clock().advance(-std::chrono::seconds(30));
    desk.sim.faults().next({Fault::conflict});
    desk.sim.engine().emit(
        {.event = {.id = "e2", .type = "git.push", .actor = "tester"}, .reply = [](auto) {}});
    BOOST_REQUIRE(desk.sim.drive_once());
    if (crashes) desk.sim.crash(), desk.sim.open();
    desk.pass(std::chrono::minutes(2));
    std::vector<std::string> events;
    for (const auto& run : desk.sim.runs_in_log())
      std::ranges::copy(desk.events_of(run), std::back_inserter(events));
    BOOST_TEST((events == std::vector<std::string>{"e1", "e2"}));
    desk.check(crashes ? Started{{"e2", "a"}} : Started{{"e1", "a"}, {"e2", "a"}});
  }
}

BOOST_AUTO_TEST_CASE(what_passes_by_a_workflow_begins_with_the_first_start_it_lost) {
  Desk desk({{"a", listening("a", "{ type = 'git.push', debounce = '1m' }")}}, Waits::yes);
  desk.install_all();
  const auto from = [&desk] {
    return installed_workflows(desk.sim.views()).value().front().starts_nothing_from.value;
  };
  desk.push("e1");
  BOOST_TEST(from() == 0U);
  desk.sim.emit("other", "e2");
  desk.sim.change("a", WorkflowChange::disable);
  BOOST_TEST(from() == 2U);
  desk.push("e3");
  desk.sim.install("a", 2);
  BOOST_TEST(from() == 2U);
  desk.sim.change("a", WorkflowChange::enable);
  BOOST_TEST(from() == 0U);
  desk.sim.install("a", 2);
  desk.pass(std::chrono::minutes(2));
  desk.check({{"e3", "a"}});
}

BOOST_AUTO_TEST_CASE(a_loop_of_triggers_is_stopped_by_its_depth) {
  Desk desk({{"a", emitting("a", "ping", "pong")}, {"b", emitting("b", "pong", "ping")}});
  desk.install_all();
  desk.sim.emit("ping", "e1");
  BOOST_TEST(desk.sim.runs_in_log().size() == Limits{}.trigger_depth_max);
  BOOST_TEST(desk.workflow_events("a") == "workflow.installed trigger.stopped");
  BOOST_TEST(desk.status("a") == "stopped depth");
  BOOST_TEST(desk.status("b") == "enabled ");
  desk.sim.emit("ping", "e2");
  BOOST_TEST(desk.sim.runs_in_log().size() == Limits{}.trigger_depth_max);
  desk.sim.change("a", WorkflowChange::enable);
  BOOST_TEST(desk.status("a") == "enabled ");
  desk.sim.emit("ping", "e3");
  BOOST_TEST(desk.sim.runs_in_log().size() == 2 * Limits{}.trigger_depth_max);
  BOOST_TEST(desk.sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(more_starts_than_may_be_in_a_time_stop_the_workflow) {
  Desk desk({{"a", listening("a", "{ type = 'git.push' }")}});
  Limits limits;
  limits.trigger_starts_max = 5;
  desk.sim.limit(limits);
  desk.sim.restart();
  desk.install_all();
  for (int i = 0; i < 5; ++i) desk.push(fmt::format("e{}", i));
  desk.sim.clock().advance(std::chrono::minutes(1));
  for (int i = 5; i < 12; ++i) desk.push(fmt::format("e{}", i));
  BOOST_TEST(desk.sim.runs_in_log().size() == 10U);
  BOOST_TEST(desk.status("a") == "stopped rate");
  BOOST_TEST(desk.sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(the_chain_stands_in_the_events) {
  Desk desk({{"a", emitting("a", "ping", "pong")}, {"b", listening("b", "{ type = 'pong' }")}});
  desk.install_all();
  desk.sim.emit("ping", "e1");
  const auto first = run_started_by("e1", "a").text;
  const auto emitted = fmt::format("run/{}#2", first);
  const auto second = run_started_by(emitted, "b").text;
  BOOST_TEST(desk.chain("run/" + first) ==
             fmt::format("run.started e1 e1, pong e1 run/{}#0", first));
  BOOST_TEST(desk.chain("run/" + second) == "run.started e1 " + emitted);
  BOOST_TEST(desk.sim.state({second}).depth == 2U);
}

BOOST_AUTO_TEST_CASE(a_failure_of_one_workflow_starts_another) {
  const std::string fails =
      "return wf.workflow { name = 'fails', on = { wf.event { type = 'go' } }, "
      "run = function() wf.fail('oh', 'no') end }";
  Desk desk({{"fails", fails},
             {"other", emitting("other", "elsewhere", "x")},
             {"alarm",
              "return wf.workflow { name = 'alarm', params = { failed = wf.string() },"
              "on = { wf.event { type = 'run.failed', workflow = 'fails', "
              "with = { failed = 'run' } } },"
              "run = function(p, e) return p.failed == e.run and p.failed end }"}});
  desk.install_all();
  desk.sim.emit("go", "e1");
  desk.sim.emit("elsewhere", "e2");
  BOOST_TEST(desk.sim.runs_in_log().size() == 3U);
  BOOST_TEST(desk.sim.runs_in_log().at(1).text.starts_with("on-"));
  const auto alarm = desk.sim.state(desk.sim.runs_in_log().at(1));
  BOOST_TEST(alarm.workflow == "alarm");
  BOOST_TEST(alarm.depth == 2U);
  BOOST_TEST((*alarm.result == packed_string(run_started_by("e1", "fails").text)));
}

BOOST_AUTO_TEST_CASE(the_same_program_again_changes_nothing_another_replaces_it) {
  Desk desk({{"a", listening("a", "{ type = 'git.push' }")},
             {"newer", listening("a", "{ type = 'git.tag' }")},
             {"none", "return wf.workflow { name = 'none', run = function() end }"}});
  desk.sim.install("a");
  desk.sim.install("a");
  BOOST_TEST(desk.sim.answers().back() == "a was so");
  BOOST_TEST(desk.workflow_events("a") == "workflow.installed");
  desk.sim.install("newer");
  BOOST_TEST(desk.sim.answers().back() == "a");
  desk.push("e1");
  desk.check({});
  desk.sim.emit("git.tag", "e2");
  desk.check({{"e2", "a"}});
  desk.sim.install("none");
  BOOST_TEST(desk.sim.answers().back() == "no_triggers");
  desk.sim.change("none", WorkflowChange::enable);
  BOOST_TEST(desk.sim.answers().back() == "workflow_not_installed");
}

BOOST_AUTO_TEST_CASE(what_is_disabled_or_uninstalled_is_not_started) {
  Desk desk({{"a", listening("a", "{ type = 'git.push', debounce = '30s' }")}}, Waits::yes);
  desk.install_all();
  desk.push("e1");
  desk.sim.change("a", WorkflowChange::disable);
  desk.push("e2");
  desk.pass(std::chrono::minutes(1));
  desk.check({});
  desk.sim.install("a");
  BOOST_TEST(desk.status("a") == "disabled ");
  desk.sim.change("a", WorkflowChange::enable);
  desk.push("e3");
  desk.pass(std::chrono::minutes(1));
  desk.check({{"e3", "a"}});
  desk.sim.change("a", WorkflowChange::uninstall);
  desk.push("e4");
  desk.pass(std::chrono::minutes(1));
  desk.check({{"e3", "a"}});
}

BOOST_AUTO_TEST_CASE(an_engine_that_starts_nothing_leaves_it_to_the_next) {
  Desk desk({{"a", listening("a", "{ type = 'git.push' }")}}, Waits::no, false);
  desk.install_all();
  desk.push("e1");
  desk.check({});
  desk.sim.engine().start_triggered({});
  desk.sim.drive();
  desk.check({{"e1", "a"}});
}

BOOST_AUTO_TEST_CASE(somebody_elses_run_of_that_name_is_a_refusal) {
  Desk desk({{"a", listening("a", "{ type = 'git.push' }")},
             {"b", listening("b", "{ type = 'git.push' }")}});
  desk.sim.start("b", run_started_by("e1", "a").text);
  desk.sim.drive();
  desk.sim.install("a");
  desk.push("e1");
  BOOST_TEST(desk.workflow_events("a") == "workflow.installed trigger.refused");
  BOOST_TEST(desk.sim.broken_promise() == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
