// A store that is held here and asked through its socket: who asks sees the same log and views, and
// what is asked for happens once.
#include <boost/test/unit_test.hpp>

#include "engine/event/append.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/trigger/pending_start.hpp"
#include "engine/view/run_list.hpp"
#include "tests/support/held_store.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;

constexpr auto returns_one =
    "return wf.workflow { name = \"test\", run = function() return 1 end }";
constexpr auto waits_for_go =
    "return wf.workflow { name = \"test\", run = function() return wf.signal \"go\" end }";
constexpr auto awaits_event =
    "return wf.workflow { name = \"test\", run = function()\n"
    "  return wf.wait_event { type = \"a.b\" }.data end }";

constexpr auto listens =
    "return wf.workflow { name = \"listens\", on = { wf.event { type = \"a.*\" } },\n"
    "  run = function(_, event) return event.data end }";

Event event(const std::string& id, std::int64_t data = 1) {
  return {.id = id, .type = "a.b", .subject = "s", .data = packed_integer(data)};
}

std::vector<std::string> read_all(EventLog& log, const ReadQuery& query) {
  std::vector<std::string> all;
  const auto cursor = log.read(query);
  BOOST_REQUIRE(cursor);
  for (Commit commit;;) {
    const auto found = (*cursor)->next(commit);
    BOOST_REQUIRE_MESSAGE(found, message_of(found));
    if (!*found) return all;
    all.push_back(encode_frame(commit.frame) + commit.leaf_bytes);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(serving)

BOOST_AUTO_TEST_CASE(the_log_is_the_same_read_through_the_socket) {
  HeldStore store;
  const auto asked = store.ask();
  for (int i = 0; i < 300; ++i) {
    BOOST_REQUIRE(emit(*asked, event("", i)));
    if (i % 100 == 0) BOOST_REQUIRE(start(*asked, store.program(returns_one), std::to_string(i)));
  }
  state_at_rest(*asked, {"200"});
  for (const auto& query :
       std::vector<ReadQuery>{{},
                              {.direction = Direction::backwards},
                              {.past = Position{17}},
                              {.direction = Direction::backwards, .past = Position{17}},
                              {.stream = run_stream({"100"})},
                              {.stream = StreamName{"run/none"}}}) {
    const auto here = read_all(store.place().log(), query);
    BOOST_TEST((read_all(asked->log(), query) == here));
  }
}

// Parts of the log are as large as one answer may be: many are needed for this.
BOOST_AUTO_TEST_CASE(a_long_log_is_read_in_parts) {
  HeldStore store;
  const auto asked = store.ask();
  const std::string text(200'000, 'x');
  for (int i = 0; i < 20; ++i) {
    auto large = event("");
    large.data = packed_string(text + std::to_string(i));
    BOOST_REQUIRE(emit(*asked, large));
  }
  BOOST_TEST(read_all(asked->log(), {}).size() == 20U);
  BOOST_TEST((read_all(asked->log(), {}) == read_all(store.place().log(), {})));
}

BOOST_AUTO_TEST_CASE(views_hold_what_was_acknowledged) {
  HeldStore store;
  const auto asked = store.ask();
  const auto program = store.program(waits_for_go);
  for (int i = 0; i < 30; ++i) {
    const auto id = std::to_string(i);
    BOOST_REQUIRE(start(*asked, program, id));
    const auto found = find_run(asked->views(), {id});
    BOOST_REQUIRE(found);
    BOOST_TEST(found->has_value());
  }
  const auto runs = list_runs(asked->views(), {.limit = 100});
  BOOST_REQUIRE(runs);
  BOOST_TEST(runs->size() == 30U);
}

BOOST_AUTO_TEST_CASE(waiting_ends_when_something_is_appended) {
  HeldStore store;
  const auto asked = store.ask();
  BOOST_REQUIRE(emit(*asked, event("")));
  const auto before = last_position(asked->log());
  BOOST_REQUIRE(before);
  Result<Position> after;
  std::jthread waiting([&] { after = asked->log().wait_past(*before, {}); });
  BOOST_REQUIRE(emit(*store.ask(), event("")));
  waiting.join();
  BOOST_REQUIRE(after);
  BOOST_TEST(after->value > before->value);
}

BOOST_AUTO_TEST_CASE(waiting_ends_when_it_is_stopped) {
  HeldStore store;
  const auto asked = store.ask();
  std::stop_source stop;
  std::jthread other([&] { stop.request_stop(); });
  BOOST_TEST(asked->log().wait_past(Position{}, stop.get_token())->value == 0U);
}

BOOST_AUTO_TEST_CASE(commits_of_watched_runs_are_observed_from_the_first_on) {
  HeldStore store;
  const auto asked = store.ask();
  std::vector<std::string> types;
  asked->observe([&](const CommittedRun& commit) {
    for (const auto& each : commit.events) types.emplace_back(type_of(each.event));
  });
  BOOST_REQUIRE(start(*asked, store.program(waits_for_go), "w"));
  asked->watch({"w"});
  state_at_rest(*asked, {"w"});
  BOOST_REQUIRE(tell(*asked, {"w"}, SignalReceived{{}, "1", "go"}));
  turn_until(*asked, [&] { return !types.empty() && types.back() == "run.completed"; });
  BOOST_TEST(types.front() == "run.started");
}

BOOST_AUTO_TEST_CASE(a_run_started_again_is_the_same_run) {
  HeldStore store;
  const auto asked = store.ask();
  const auto program = store.program(returns_one);
  const auto first = start(*asked, program, "r");
  BOOST_REQUIRE(first);
  BOOST_TEST(!first->existed);
  const auto again = start(*asked, program, "r");
  BOOST_REQUIRE(again);
  BOOST_TEST(again->existed);
  const auto other = start(*asked, store.program(waits_for_go), "r");
  BOOST_REQUIRE(!other);
  BOOST_TEST(other.error().code == "other_program");
}

BOOST_AUTO_TEST_CASE(an_event_emitted_again_is_the_same_event) {
  HeldStore store;
  const auto asked = store.ask();
  const auto first = emit(*asked, event("e"));
  const auto again = emit(*asked, event("e"));
  BOOST_REQUIRE(first);
  BOOST_REQUIRE(again);
  BOOST_TEST(again->existed);
  BOOST_TEST(again->position.value == first->position.value);
  const auto other = emit(*asked, event("e", 2));
  BOOST_REQUIRE(!other);
  BOOST_TEST(other.error().code == "other_event");
}

BOOST_AUTO_TEST_CASE(an_emitted_event_reaches_the_run_that_waits_for_it) {
  HeldStore store;
  const auto asked = store.ask();
  BOOST_REQUIRE(start(*asked, store.program(awaits_event), "w"));
  BOOST_TEST(!state_at_rest(*asked, {"w"}).ended());
  BOOST_REQUIRE(emit(*asked, event("", 42)));
  turn_until(*asked, [&] { return state_at_rest(*asked, {"w"}).ended(); });
  BOOST_TEST((state_at_rest(*asked, {"w"}).result == packed_integer(42)));
}

BOOST_AUTO_TEST_CASE(what_the_engine_finds_out_is_not_for_others_to_tell) {
  HeldStore store;
  const auto asked = store.ask();
  BOOST_REQUIRE(start(*asked, store.program(waits_for_go), "w"));
  state_at_rest(*asked, {"w"});
  const auto told = tell(*asked, {"w"}, RunCompleted{});
  BOOST_REQUIRE(!told);
  BOOST_TEST(told.error().code == "not_permitted");
  const auto nobody = tell(*asked, {"none"}, RunResumed{});
  BOOST_REQUIRE(!nobody);
  BOOST_TEST(nobody.error().code == "run_not_found");
  const auto reserved = emit(*asked, Event{.type = "run.completed"});
  BOOST_REQUIRE(!reserved);
  BOOST_TEST(reserved.error().code == "reserved_type");
}

BOOST_AUTO_TEST_CASE(any_number_of_runs_is_watched) {
  HeldStore store;
  const auto asked = store.ask();
  const auto program = store.program(waits_for_go);
  for (int i = 0; i < 150; ++i) {
    BOOST_REQUIRE(start(*asked, program, std::to_string(i)));
    asked->watch({std::to_string(i)});
  }
  BOOST_TEST(emit(*asked, event("")).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_too_large_to_tell_hinders_nobody) {
  HeldStore store;
  const auto asked = store.ask();
  BOOST_REQUIRE(start(*asked, store.program(waits_for_go), "w"));
  const auto told = tell(*asked, {"w"}, RunCancelAsked{std::string(3 << 20, 'x')});
  BOOST_REQUIRE(!told);
  BOOST_TEST(told.error().code == "bad_reason");
  BOOST_TEST(tell(*asked, {"w"}, RunCancelAsked{"enough"}).has_value());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_run_is_none) {
  HeldStore store;
  const auto asked = store.ask();
  const auto program = store.program(returns_one);
  for (const auto* id : {"", "@last", "a b", "-x", "a\nb"}) {
    const auto started = start(*asked, program, id);
    BOOST_REQUIRE(!started);
    BOOST_TEST(started.error().code == "bad_id");
  }
}

BOOST_AUTO_TEST_CASE(runs_that_are_taken_up_are_answered_one_by_one) {
  HeldStore store;
  const auto asked = store.ask();
  BOOST_REQUIRE(start(*asked, store.program(waits_for_go), "w"));
  std::optional<std::vector<Trouble>> troubles;
  asked->holder().take_up(
      {{{"w"}, {"none"}}, [&](std::vector<Trouble> all) { troubles = std::move(all); }});
  turn_until(*asked, [&] { return troubles.has_value(); });
  BOOST_TEST(troubles->empty());
}

BOOST_AUTO_TEST_CASE(a_holder_that_goes_is_known_by_that) {
  HeldStore store;
  const auto asked = store.ask();
  store.give_up();
  const auto turned = asked->turn(std::chrono::seconds(5));
  BOOST_REQUIRE(!turned);
  BOOST_TEST(turned.error().code == "holder_gone");
  const auto nobody =
      cli::ask_holder(holder::connect_in(store.home().path, store.limits), store.limits);
  BOOST_REQUIRE(!nobody);
  BOOST_TEST(nobody.error().code == "no_holder");
}

BOOST_AUTO_TEST_CASE(a_workflow_is_installed_and_an_event_starts_it) {
  HeldStore store;
  const auto asked = store.ask();
  const auto program = asked->holder().keep(store.program(listens));
  BOOST_REQUIRE(program);
  for (const bool existed : {false, true}) {
    std::optional<Result<ChangedWorkflow>> changed;
    asked->holder().change({.program = *program, .folder = "/", .reply = [&](auto answer) {
                              changed = std::move(answer);
                            }});
    turn_until(*asked, [&] { return changed.has_value(); });
    BOOST_REQUIRE_MESSAGE(*changed, message_of(*changed));
    BOOST_TEST((*changed)->workflow == "listens");
    BOOST_TEST((*changed)->existed == existed);
  }
  BOOST_REQUIRE(emit(*asked, event("e1", 7)));
  std::optional<Result<void>> started;
  asked->holder().start_triggered([&](auto answer) { started = std::move(answer); });
  turn_until(*asked, [&] { return started.has_value(); });
  const auto state = state_at_rest(*asked, run_started_by("e1", "listens"));
  BOOST_REQUIRE(state.result);
  BOOST_TEST((*state.result == packed_integer(7)));
  std::optional<Result<ChangedWorkflow>> refused;
  asked->holder().change({.change = WorkflowChange::enable,
                          .workflow = "other",
                          .reply = [&](auto answer) { refused = std::move(answer); }});
  turn_until(*asked, [&] { return refused.has_value(); });
  BOOST_TEST(refused->error().code == "workflow_not_installed");
}

BOOST_AUTO_TEST_SUITE_END()
