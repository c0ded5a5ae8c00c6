// A run as a tree, and the tree as lines: what is shown, in how many lines, and what gives way.
#include "adapters/cli/live/tree_fit.hpp"

#include <boost/test/unit_test.hpp>

#include "adapters/cli/columns.hpp"
#include "tests/cli/history.hpp"

using azwf::StepId;
using azwf::tests::History;
using namespace azwf::cli;

namespace {

using Lines = std::vector<std::string>;

const Style plain(false);

TreeLook look_at(const History& history, std::size_t columns = 50) {
  return {.now = history.now,
          .style = plain,
          .symbols = ascii_symbols(),
          .columns = columns,
          .cuts = true};
}

RunTree tree_of(const History& history) {
  RunTree tree;
  tree.show(history.story);
  return tree;
}

Lines nothing_printed(const Node&, std::size_t) { return {}; }

Lines fitted(const RunTree& tree, const TreeLook& look, std::size_t rows,
             const PrintedLast& printed = nothing_printed) {
  return fitted_lines(tree, look, rows, printed);
}

Lines whole(const RunTree& tree, const TreeLook& look) {
  Lines lines;
  for (const auto& root : tree.roots()) {
    for (auto& line : whole_lines(*root, 0, look)) lines.push_back(std::move(line));
  }
  return lines;
}

void check(const Lines& found, const Lines& wanted) {
  BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), wanted.begin(), wanted.end());
}

// Two branches, each with two steps; the second step of the second goes on.
History branches() {
  History history;
  history.start("1", "pack").after_ms(18).done("1");
  history.start("1/1", "build").start("2/1", "test").after_ms(40).done("1/1").done("2/1");
  history.start("1/2", "strip").start("2/2", "more tests").after_ms(7).done("1/2");
  return history.after_ms(1'300);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_run_as_a_tree)

BOOST_AUTO_TEST_CASE(branches_stand_where_they_began_and_are_folded_when_done) {
  const auto history = branches();
  const auto tree = tree_of(history);
  check(fitted(tree, look_at(history), 20),
        {"  + 1    pack                                 18ms",  //
         "  > 1    branch  2 done",                             //
         "  v 2    branch  1 done, 1 running",                  //
         "    + 2/1  test                               40ms",  //
         "    * 2/2  more tests                         1.3s"});
  BOOST_TEST(folded_height(tree) == 5);
  BOOST_TEST(whole(tree, look_at(history)).size() == 7);
}

BOOST_AUTO_TEST_CASE(a_branch_of_one_thing_is_that_thing) {
  History history;
  history.start("1/1", "build").start("2.1/1", "deep");
  const auto tree = tree_of(history);
  check(fitted(tree, look_at(history), 20), {"  * 1/1  build                                0.0s",
                                             "  * 2.1/1 deep                                0.0s"});
}

BOOST_AUTO_TEST_CASE(a_retry_counts_down_and_a_failure_is_open) {
  History history;
  history.start("1", "flaky").after_ms(5).retry("1", 2, 2'000).after_ms(800);
  check(fitted(tree_of(history), look_at(history, 60), 20),
        {"  ~ 1    flaky  attempt 2 in 1.2s: exit_1: no luck"});
  history.after_ms(1'200).add(azwf::RetryDue{.attempt = 2, .step = {"1"}});
  history.add(azwf::StepRetried{.attempt = 2, .step = {"1"}}).after_ms(30).fail("1", "broken");
  auto tree = tree_of(history);
  tree.find(StepId{"1"})->tail = {"one", "two"};
  check(fitted(tree, look_at(history, 60), 20),
        {"  x 1    flaky  after 2 attempts                        30ms",
         "      exit_1: broken  ship.lua:7",  //
         "      | one",                       //
         "      | two"});
}

BOOST_AUTO_TEST_CASE(waits_say_what_for_and_how_long) {
  History history;
  history.add(azwf::SignalAwaited{"go", {"1"}});
  history.add(azwf::TimerSet{{history.now.us + 60'000'000}, {"1"}, "signal"});
  history.add(azwf::TimerSet{{history.now.us + 5'000'000}, {"2/1"}, "sleep"});
  history.add(azwf::EventAwaited{.event_type = "git.push", .subject = "main", .wait = {"3/1"}});
  history.after_ms(1'500);
  check(fitted(tree_of(history), look_at(history), 20),
        {"  o 1    for the signal go  58.5s left        1.5s",
         "  o 2/1  for 5.0s  3.5s left                  1.5s",
         "  o 3/1  for an event git.push of main        1.5s"});
  history.add(azwf::SignalReceived{.name = "go"});
  history.add(azwf::TimerFired{.timer = {"2/1"}});
  history.add(azwf::WaitCancelled{{"3/1"}});
  check(fitted(tree_of(history), look_at(history), 20),
        {"  + 1    for the signal go                    1.5s",
         "  + 2/1  for 5.0s                             1.5s",
         "  - 3/1  for an event git.push of main  not … 1.5s"});
}

BOOST_AUTO_TEST_CASE(undos_hold_what_they_did) {
  History history;
  history.start("1", "open").done("1").add(azwf::UndoRegistered{"close the door", {"u1"}});
  history.add(azwf::UndoBegun{{"u1"}}).start("u1/1", "echo closed").after_ms(3).done("u1/1");
  history.add(azwf::UndoDone{{"u1"}});
  const auto tree = tree_of(history);
  check(whole(tree, look_at(history)), {"  + 1    open                                  0ms",
                                        "  + u1   undo close the door                   3ms",
                                        "    + u1/1 echo closed                         3ms"});
  BOOST_TEST(folded_height(tree) == 2);
}

BOOST_AUTO_TEST_CASE(what_runs_shows_the_last_it_printed_where_there_is_room) {
  History history;
  history.start("1", "make");
  const auto tree = tree_of(history);
  const PrintedLast printed = [](const Node& step, std::size_t count) {
    BOOST_TEST(step.id == "1");
    return Lines(count, "compiling a file with a name that is far too long");
  };
  BOOST_TEST(fitted(tree, look_at(history), 20, printed).size() == 6);
  const auto lines = fitted(tree, look_at(history), 3, printed);
  check(lines, {"  * 1    make                                 0.0s",
                "      | compiling a file with a name that is far …",
                "      | compiling a file with a name that is far …"});
}

BOOST_AUTO_TEST_CASE(a_small_window_keeps_what_goes_on_and_what_failed) {
  History history;
  for (int i = 1; i <= 30; ++i) {
    const auto branch = std::to_string(i);
    history.start(branch + "/1", "first").after_ms(1).done(branch + "/1");
    history.start(branch + "/2", "second");
  }
  history.fail("30/2", "broken");
  const auto tree = tree_of(history);
  const auto lines = fitted(tree, look_at(history), 9);
  BOOST_TEST(lines.size() <= 9);
  BOOST_TEST(lines.back() == "  : 52 more");
  BOOST_TEST(lines.front() == "  v 1    branch  1 done, 1 running");
  for (std::size_t rows = 0; rows < 130; ++rows) {
    BOOST_TEST(fitted(tree, look_at(history), rows).size() <= rows);
  }
}

BOOST_AUTO_TEST_CASE(lines_are_no_wider_than_the_window) {
  History history;
  history.start("1", "日本語の長い名前を持つ手順である").start("2.1.1/1", "🚀 up").after_ms(90'000);
  history.retry("2.1.1/1", 2, 100);
  history.start("3", "\x1b[2J clears").fail("3", "\x1b]0;title\a two\nlines of 日本語 and more");
  history.add(azwf::RunLogged{"warn", "a line\x1b[31m that is rather long\nand another one\n"});
  history.add(azwf::SignalAwaited{"\x1b[H", {"4"}});
  const auto tree = tree_of(history);
  for (std::size_t columns = 1; columns < 90; ++columns) {
    for (const auto& line : fitted(tree, look_at(history, columns), 30)) {
      BOOST_TEST(line.find('\x1b') == std::string::npos);
      BOOST_TEST(width_of(line) <= std::max<std::size_t>(columns, 18), line);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_over_is_taken_away_from_the_front_or_from_branches) {
  const auto history = branches();
  auto tree = tree_of(history);
  BOOST_TEST(tree.size() == 7);
  BOOST_TEST(tree.take_first()->id == "1");
  BOOST_TEST(tree.take_first()->id == "1");  // the branch
  BOOST_TEST(!tree.take_first());
  BOOST_TEST(tree.take_settled().size() == 1);
  BOOST_TEST(tree.find(StepId{"2/1"}) == nullptr);
  check(fitted(tree, look_at(history), 20), {"  v 2    branch  1 done, 1 running",
                                             "    * 2/2  more tests                         1.3s"});
  BOOST_TEST(tree.size() == 2);
  BOOST_TEST(tree.counts().done == 4);
}

BOOST_AUTO_TEST_CASE(what_is_over_behind_something_that_is_not_is_taken_away) {
  History history;
  history.start("1", "goes on");
  for (int i = 2; i < 100; ++i) {
    const auto id = std::to_string(i);
    history.start(id, "step").done(id).start(id + "/1", "in a branch").start(id + "/2", "too");
    history.done(id + "/1").done(id + "/2").add(azwf::RunLogged{"info", "said"});
  }
  history.start("100/1", "goes on").start("100.1/1", "inner").done("100.1/1");
  auto tree = tree_of(history);
  BOOST_TEST(!tree.take_first());
  BOOST_TEST(tree.take_settled().size() == 98 * 3 + 1);
  BOOST_TEST(tree.size() == 3);
  check(fitted(tree, look_at(history), 20),
        {"  * 1    goes on                              0.0s", "  v 100  branch  1 done, 1 running",
         "    * 100/1 goes on                           0.0s"});
  history.done("100/1").start("3/3", "again");
  tree.show(*history.story.find(StepId{"3/3"}));
  BOOST_TEST(tree.size() == 5);
}

BOOST_AUTO_TEST_CASE(a_story_that_forgets_keeps_what_is_open_and_finds_it) {
  History history;
  const auto branch = [](int i) { return std::to_string(i) + "/1"; };
  for (int i = 0; i < 1'000; ++i) history.start(branch(i), "step " + std::to_string(i));
  for (int i = 0; i < 999; ++i) {
    history.done(branch(i));
    history.story.forget_settled();
    BOOST_TEST(history.story.steps.size() >= history.story.state.open.size());
    BOOST_TEST(history.story.steps.size() <= 3 * history.story.state.open.size());
    for (const int open : {i + 1, 999}) {
      const auto* step = history.story.find(StepId{branch(open)});
      BOOST_REQUIRE(step != nullptr);
      BOOST_TEST(step->label == "step " + std::to_string(open));
    }
  }
  history.done(branch(999));
  history.story.forget_settled();
  BOOST_TEST(history.story.steps.empty());
  BOOST_TEST(history.story.find(StepId{branch(999)}) == nullptr);
}

BOOST_AUTO_TEST_CASE(names_that_steer_a_terminal_are_written_out) {
  History history;
  history.start("1", "tab\there").add(azwf::RunLogged{"info", "a\tb"});
  const azwf::StepError error{"\x1b[31m\tx", "\x9b", {}};
  history.add(azwf::AttemptFailed{.error = error, .step = {"1"}});
  history.add(azwf::StepFailed{.error = error, .step = {"1"}});
  check(fitted(tree_of(history), look_at(history, 60), 20),
        {"  x 1    tab here                                        0ms",
         "      \\x1b[31m x: \xef\xbf\xbd  ship.lua:7",  //
         "  . a b"});
}

BOOST_AUTO_TEST_CASE(of_a_long_past_the_latest_part_is_shown) {
  History history;
  history.start("1", "goes on");
  for (int i = 2; i < 12; ++i) history.start(std::to_string(i), "s").done(std::to_string(i));
  RunTree tree;
  BOOST_TEST(tree.show(history.story, history.story.steps[8].ordinal) == 7);
  BOOST_TEST(tree.size() == 4);
  BOOST_TEST(tree.find(StepId{"1"}) != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
