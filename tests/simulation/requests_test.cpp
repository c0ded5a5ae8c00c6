// What others ask of an engine: events are emitted once whatever the log answers, and runs that it
// had passed over are its own from when they are taken up.
#include <boost/test/unit_test.hpp>

#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

std::string workflow(const std::string& body) {
  return "return wf.workflow { name = 'a', run = function()\n" + body + "\nend }";
}

SimOptions scripts(const std::string& body) {
  SimOptions options;
  options.scripts = {{"a", workflow(body)}};
  return options;
}

SimOptions endless_step() {
  auto options = scripts("return wf.step { value = 1 }");
  options.outcomes = [](const StepRequest&) { return std::optional<Outcome>(); };
  return options;
}

void lose_program_meanwhile(Sim& sim) {
  sim.open();
  sim.start("a", "w");
  sim.drive_until_performing();
  sim.damage_blob(sim.state({"w"}).program);
}

constexpr const char* waits_for_built = "return wf.wait_event { type = 'built' }.data";

Event built() { return {.id = "e", .type = "built", .actor = "tester", .data = packed_integer(7)}; }

// Emits, and gives the answer; nothing when the engine crashed before.
std::optional<Result<Emitted>> emit(Sim& sim) {
  auto answer = std::make_shared<std::optional<Result<Emitted>>>();
  sim.engine().emit(
      {.event = built(), .reply = [answer](Result<Emitted> each) { *answer = std::move(each); }});
  sim.drive();
  return *answer;
}

struct Answers {
  std::size_t emitted = 0;
  std::size_t existed = 0;
  std::string codes;
};

void emit(Sim& sim, Event event, Answers& answers) {
  sim.engine().emit({.event = std::move(event), .reply = [&answers](const Result<Emitted>& each) {
                       if (!each) answers.codes += each.error().code + ' ';
                       if (each) ++(each->existed ? answers.existed : answers.emitted);
                     }});
}

std::vector<std::string> emitted_ids(Sim& sim) {
  std::vector<std::string> ids;
  const auto cursor = sim.log().read({.stream = StreamName{"inbox/tester"}});
  BOOST_REQUIRE(cursor);
  for (Commit commit; *(*cursor)->next(commit);) {
    for (const auto& event : commit.leaf.events) {
      if (event.type == "built") ids.push_back(event.id);
    }
  }
  return ids;
}

std::size_t emitted_count(Sim& sim) {
  std::size_t count = 0;
  const auto cursor = sim.log().read({.stream = StreamName{"inbox/tester"}});
  BOOST_REQUIRE(cursor);
  for (Commit commit; *(*cursor)->next(commit);) {
    count += static_cast<std::size_t>(std::ranges::count(commit.leaf.events, "e", &Event::id));
  }
  return count;
}

void check_received(Sim& sim) {
  BOOST_TEST(emitted_count(sim) == 1U);
  BOOST_TEST((sim.state({"w"}).result == packed_integer(7)), sim.story({"w"}));
  BOOST_TEST(sim.broken_promise() == "");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(requests)

BOOST_AUTO_TEST_CASE(an_event_is_emitted_once_whatever_the_log_answers) {
  for (const auto fault :
       {Fault::none, Fault::conflict, Fault::unknown_written, Fault::unknown_not_written}) {
    Sim sim(scripts(waits_for_built));
    sim.open();
    sim.start("a", "w");
    sim.drive();
    sim.faults().next({fault});
    const auto answer = emit(sim);
    BOOST_REQUIRE(answer);
    BOOST_REQUIRE(*answer);
    check_received(sim);
  }
}

BOOST_AUTO_TEST_CASE(who_loses_the_race_with_the_same_event_finds_it) {
  Sim sim(scripts(waits_for_built));
  sim.open();
  sim.start("a", "w");
  sim.drive();
  sim.faults().next({Fault::other_writer});
  const auto answer = emit(sim);
  BOOST_REQUIRE(answer);
  BOOST_REQUIRE(*answer);
  BOOST_TEST((*answer)->existed);
  BOOST_TEST(emitted_count(sim) == 1U);
}

BOOST_AUTO_TEST_CASE(an_event_emitted_again_after_a_crash_stands_once) {
  for (const bool after : {false, true}) {
    Sim sim(scripts(waits_for_built));
    sim.open();
    sim.start("a", "w");
    sim.drive();
    sim.crash_at(1, after);
    BOOST_TEST(!emit(sim));
    const auto again = emit(sim);
    BOOST_REQUIRE(again);
    BOOST_REQUIRE(*again);
    BOOST_TEST((*again)->existed == after);
    check_received(sim);
  }
}

// Emitted without waiting for answers, half of them twice.
BOOST_AUTO_TEST_CASE(events_emitted_together_stand_once_each_and_in_their_order) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto options = scripts(waits_for_built);
    options.seed = seed;
    options.limits.batch_bytes_max = 64;
    options.faults = {
        .conflict = 100, .unknown_written = 100, .unknown_not_written = 100, .other_writer = 100};
    Sim sim(std::move(options));
    sim.open();
    Answers answers;
    std::vector<std::string> wanted;
    for (int i = 0; i < 300; ++i) {
      auto event = built();
      event.id = i % 2 == 0 ? "twice" + std::to_string(i / 4) : "once" + std::to_string(i);
      if (i % 2 != 0 || i % 4 == 0) wanted.push_back(event.id);
      emit(sim, std::move(event), answers);
      if (i % 100 == 0) sim.drive();
    }
    sim.drive();
    BOOST_TEST(answers.codes == "", "seed " << seed);
    BOOST_TEST(answers.emitted + answers.existed == 300U, "seed " << seed);
    BOOST_TEST(answers.existed >= 75U, "seed " << seed);  // others may have been faster
    BOOST_TEST((emitted_ids(sim) == wanted), "seed " << seed);
    BOOST_TEST(sim.broken_promise() == "");
  }
}

BOOST_AUTO_TEST_CASE(events_emitted_together_share_a_commit) {
  Sim sim(scripts(waits_for_built));
  sim.open();
  Answers answers;
  for (int i = 0; i < 100; ++i) {
    auto event = built();
    event.id = std::to_string(i);
    emit(sim, std::move(event), answers);
  }
  sim.drive();
  BOOST_TEST(answers.emitted == 100U);
  BOOST_TEST(sim.appends() == 1U);
}

BOOST_AUTO_TEST_CASE(an_id_is_one_events) {
  Sim sim(scripts(waits_for_built));
  sim.open();
  Answers answers;
  for (const int data : {7, 8}) {
    auto event = built();
    event.data = packed_integer(data);
    emit(sim, std::move(event), answers);
  }
  sim.drive();
  BOOST_TEST(answers.emitted == 1U);
  BOOST_TEST(answers.codes == "other_event ");
}

BOOST_AUTO_TEST_CASE(a_full_log_refuses_what_is_emitted) {
  Sim sim(scripts(waits_for_built));
  sim.open();
  sim.faults().next({Fault::refused});
  const auto answer = emit(sim);
  BOOST_REQUIRE(answer);
  BOOST_TEST(!*answer);
  BOOST_TEST(emitted_count(sim) == 0U);
}

BOOST_AUTO_TEST_CASE(what_was_left_open_is_claimed_when_it_is_taken_up) {
  Sim sim(endless_step());
  sim.open();
  for (const auto* id : {"a", "b"}) sim.start("a", id);
  while (sim.operation().open() < 2) BOOST_REQUIRE(sim.drive_once());
  sim.want([](const RunId&) { return false; });
  sim.crash();
  sim.open();
  sim.drive();
  BOOST_TEST(sim.operation().open() == 0U);

  std::size_t troubles = 9;
  sim.engine().take_up({{{"b"}}, [&](std::vector<Trouble> all) {
                          troubles = all.size();
                          BOOST_TEST(sim.story({"b"}).ends_with("step.retried:1/2"));
                        }});
  BOOST_REQUIRE(sim.drive_once());
  sim.drive();
  BOOST_TEST(troubles == 0U);
  BOOST_TEST(sim.operation().open() == 1U);
  BOOST_TEST(!sim.story({"a"}).ends_with("step.retried:1/2"));
}

BOOST_AUTO_TEST_CASE(times_and_events_of_a_run_count_from_when_it_is_taken_up) {
  Sim sim(scripts("wf.sleep '1m'; return wf.wait_event { type = 'built' }.data"));
  sim.open();
  sim.start("a", "w");
  BOOST_REQUIRE(sim.drive_once());
  sim.want([](const RunId&) { return false; });
  sim.restart();
  sim.clock().advance(std::chrono::minutes(2));
  sim.drive();
  BOOST_TEST(sim.story({"w"}).find("timer.fired") == std::string::npos);
  sim.engine().take_up({{{"w"}}, [](std::vector<Trouble>) {}});
  sim.drive();
  BOOST_TEST(sim.story({"w"}).find("timer.fired") != std::string::npos);
  BOOST_REQUIRE(emit(sim));
  check_received(sim);
}

BOOST_AUTO_TEST_CASE(a_run_that_cannot_be_loaded_is_named_to_who_takes_it_up) {
  Sim sim(endless_step());
  lose_program_meanwhile(sim);
  sim.want([](const RunId&) { return false; });
  sim.crash();
  sim.open();
  std::vector<Trouble> troubles;
  sim.engine().take_up({{{"w"}}, [&](std::vector<Trouble> all) { troubles = std::move(all); }});
  sim.drive();
  BOOST_REQUIRE(troubles.size() == 1U);
  BOOST_TEST(troubles.front().run.text == "w");
}

BOOST_AUTO_TEST_CASE(a_run_whose_program_is_gone_can_be_killed) {
  Sim sim(endless_step());
  lose_program_meanwhile(sim);
  sim.crash();
  sim.open();
  sim.drive();
  const auto refused = sim.tell({"w"}, RunCancelAsked{});
  BOOST_REQUIRE(refused);
  BOOST_TEST((refused->kind == ErrorKind::damaged), refused->code);
  BOOST_TEST(!sim.tell({"w"}, RunKillAsked{"no program"}));
  BOOST_TEST((sim.state({"w"}).status() == RunStatus::killed), sim.story({"w"}));
  BOOST_TEST(sim.views_broken() == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
