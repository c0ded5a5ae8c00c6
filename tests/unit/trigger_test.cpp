// Triggers held against events, without an engine: every kind of condition, met and not met.
#include <boost/test/unit_test.hpp>

#include "engine/holder/from_outside.hpp"
#include "engine/trigger/condition.hpp"
#include "engine/trigger/event_trigger.hpp"
#include "engine/trigger/pending_start.hpp"

namespace azwf::tests {
namespace {

Packed packed(auto&& write) {
  Packed value{""};
  Packer packer(value.bytes);
  write(packer);
  return value;
}

// {branch: "main", n: 3, ratio: 0.5, repo: {name: "x"}, "a.b": 1}
Packed some_data() {
  return packed([](Packer& out) {
    out.map(5).string("a.b").integer(1).string("branch").string("main").string("n").integer(3);
    out.string("ratio").number(0.5).string("repo").map(1).string("name").string("x");
  });
}

Packed where(std::string_view name, auto&& write) {
  return packed([&](Packer& out) {
    out.map(1).string(name);
    write(out);
  });
}

std::string against(const Packed& where) {
  const auto data = some_data();
  return mismatch({.type = "git.push", .where = where}, {"git.push", "main", "", data});
}

BOOST_AUTO_TEST_SUITE(trigger)

BOOST_AUTO_TEST_CASE(the_first_condition_that_is_not_met_is_named) {
  const auto data = some_data();
  const EventSeen event{"git.push", "main", "", data};
  const auto of = [&](const EventTrigger& trigger) { return mismatch(trigger, event); };
  BOOST_TEST(of({.type = "git.push"}) == "");
  BOOST_TEST(of({.type = "git.*"}) == "");
  BOOST_TEST(of({.type = "*"}) == "");
  BOOST_TEST(of({.type = "git.tag"}) == "its type is git.push, not git.tag");
  BOOST_TEST(of({.subject = "ma*", .type = "git.*"}) == "");
  BOOST_TEST(of({.subject = "release/*", .type = "git.*"}) == "its subject is main, not release/*");
  BOOST_TEST(of({.type = "git.*", .workflow = "ship"}) == "it is of no run of ship");
  BOOST_TEST(mismatch({.type = "a", .workflow = "ship"}, {"a", "", "test", data}) ==
             "it is of a run of test, not of ship");
  BOOST_TEST(mismatch({.subject = "x", .type = "a"}, {"a", "", "", data}) ==
             "it has no subject, x is asked for");
}

BOOST_AUTO_TEST_CASE(fields_are_equal_or_any_of_a_list) {
  BOOST_TEST(against(where("branch", [](Packer& out) { out.string("main"); })) == "");
  BOOST_TEST(against(where("branch", [](Packer& out) { out.string("dev"); })) ==
             "branch is \"main\", not \"dev\"");
  BOOST_TEST(against(where("n", [](Packer& out) { out.number(3.0); })) == "");
  BOOST_TEST(against(where("n", [](Packer& out) { out.string("3"); })) == "n is 3, not \"3\"");
  const auto list = [](Packer& out) { out.array(2).string("dev").string("main"); };
  BOOST_TEST(against(where("branch", list)) == "");
  BOOST_TEST(against(where("repo.name", list)) ==
             "repo.name is \"x\", not one of [\"dev\", \"main\"]");
  BOOST_TEST(against(where("tag", list)) == "the event has no tag");
}

BOOST_AUTO_TEST_CASE(what_is_nested_is_named_by_dots_or_by_tables) {
  const auto x = [](Packer& out) { out.string("x"); };
  BOOST_TEST(against(where("repo.name", x)) == "");
  BOOST_TEST(against(where("repo", [](Packer& out) { out.map(1).string("name").string("x"); })) ==
             "");
  BOOST_TEST(against(where("repo", [](Packer& out) { out.map(1).string("name").string("y"); })) ==
             "repo.name is \"x\", not \"y\"");
  BOOST_TEST(against(where("a.b", [](Packer& out) { out.integer(1); })) == "");
  BOOST_TEST(against(where("branch.name", x)) == "the event has no branch.name");
}

BOOST_AUTO_TEST_CASE(numbers_and_texts_are_compared) {
  const auto compared = [](const char* field, const char* how, std::int64_t bound) {
    return against(where(field, [&](Packer& out) { out.map(1).string(how).integer(bound); }));
  };
  BOOST_TEST(compared("n", "gt", 2) == "");
  BOOST_TEST(compared("n", "gt", 3) == "n is 3, not gt 3");
  BOOST_TEST(compared("n", "ge", 3) == "");
  BOOST_TEST(compared("n", "lt", 4) == "");
  BOOST_TEST(compared("n", "le", 2) == "n is 3, not le 2");
  BOOST_TEST(compared("n", "ne", 3) == "n is 3, not ne 3");
  BOOST_TEST(compared("ratio", "lt", 1) == "");
  BOOST_TEST(compared("branch", "gt", 1) == "branch is \"main\", not gt 1");
  BOOST_TEST(against(where("n", [](Packer& out) {
               out.map(2).string("ge").integer(1).string("lt").integer(3);
             })) == "n is 3, not lt 3");
}

BOOST_AUTO_TEST_CASE(ends_of_runs_are_asked_for_by_name) {
  const Packed none;
  const auto meets = [&](const char* pattern, const char* type) {
    return mismatch({.type = pattern}, {type, "", "w", none}).empty();
  };
  BOOST_TEST(meets("run.failed", "run.failed"));
  BOOST_TEST(meets("run.*", "run.completed"));
  BOOST_TEST(!meets("*", "run.completed"));
  BOOST_TEST(!meets("run.*", "run.claimed"));
  BOOST_TEST(!meets("*", "step.requested"));
}

BOOST_AUTO_TEST_CASE(parameters_are_what_stands_at_their_paths) {
  const auto data = some_data();
  const auto seen = pack_seen({"git.push", "main", "", data}, {"e1", "", Timestamp{2'500'000}});
  EventTrigger trigger{.type = "git.push"};
  trigger.with = packed([](Packer& out) {
    out.map(5).string("at").string("time").string("branch").string("data.branch");
    out.string("gone").string("data.gone").string("id").string("id");
    out.string("name").string("data.repo.name");
  });
  const auto wanted = packed([](Packer& out) {
    out.map(4).string("at").number(2.5).string("branch").string("main").string("id").string("e1");
    out.string("name").string("x");
  });
  BOOST_TEST((parameters_from(trigger, seen) == wanted));
}

BOOST_AUTO_TEST_CASE(the_end_of_a_run_says_which_one_it_is_of) {
  const Packed none;
  const auto seen = pack_seen({"run.failed", "", "deploy", none}, {"e1", "r1", Timestamp{}});
  EventTrigger trigger{.type = "run.failed"};
  trigger.with = packed([](Packer& out) { out.map(1).string("failed").string("run"); });
  BOOST_TEST(check_trigger(trigger, Limits{}).has_value());
  const auto wanted = packed([](Packer& out) { out.map(1).string("failed").string("r1"); });
  BOOST_TEST((parameters_from(trigger, seen) == wanted));
}

BOOST_AUTO_TEST_CASE(a_run_has_one_name_by_event_and_workflow) {
  const auto run = run_started_by("e1", "a");
  BOOST_TEST(run.text == run_started_by("e1", "a").text);
  BOOST_TEST(run.text != run_started_by("e1", "b").text);
  BOOST_TEST(run.text != run_started_by("e1a", "").text);
  BOOST_TEST(run_started_by("e", "1a").text != run_started_by("e1", "a").text);
  BOOST_TEST(run.text.size() <= Limits{}.run_id_bytes_max);
}

BOOST_AUTO_TEST_CASE(nobody_else_gives_a_run_such_a_name) {
  const auto reserved = check_run_id(run_started_by("e1", "a"), Limits{});
  BOOST_REQUIRE(!reserved);
  BOOST_TEST(reserved.error().code == "reserved_id");
  BOOST_TEST(check_run_id({"on-call"}, Limits{}).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_kept_of_a_start_is_read_back) {
  PendingStart start{.workflow = "a",
                     .program = "00ff",
                     .folder = "/f",
                     .roots = {"/r"},
                     .trigger = {.batch = 2, .type = "t", .within_ms = 5},
                     .events = {{Position{3}, 1, "e1"}, {Position{4}, 0, "e2"}},
                     .events_bytes = 9,
                     .due = Timestamp{7},
                     .is_full = true,
                     .depth = 3,
                     .correlation = "e0",
                     .start_in_window = 4,
                     .is_over_backlog = true};
  BOOST_TEST((unpack_start("a", pack_start(start)).value() == start));
  InstalledWorkflow workflow{.name = "a",
                             .status = WorkflowStatus::stopped,
                             .revision = {5},
                             .since = {4},
                             .changed_at = {3},
                             .as = {.folder = "/f", .from = 2, .program = "p", .triggers = {{}}},
                             .stopped_because = "depth",
                             .window_began = {8},
                             .window_starts = 9,
                             .waiting = 1};
  BOOST_TEST((unpack_workflow(pack_workflow(workflow)).value() == workflow));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
