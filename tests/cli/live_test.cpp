// Two processes at one store: a second writer, readers beside the writer, Ctrl-C, kill -9. Steps
// wait for fifos that the test opens, so everything happens in the order written here.
#include <boost/test/unit_test.hpp>

#include <signal.h>

#include "tests/cli/gated.hpp"

namespace {

using azwf::tests::contains;
using azwf::tests::Gated;
using azwf::tests::Started;

}  // namespace

BOOST_AUTO_TEST_SUITE(beside_a_running_azwf)

BOOST_AUTO_TEST_CASE(who_needs_the_store_alone_is_told_who_holds_it) {
  const Gated gated;
  Started holder(gated.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  gated.await_step();
  const auto refused = gated.azwf({"doctor", "--rebuild-views"});
  BOOST_TEST(refused.status == 6);
  BOOST_TEST(contains(refused.err, "held by process " + std::to_string(holder.pid())), refused.err);
  gated.open_gate();
  const auto ended = holder.wait();
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(ended.out == "\"through\"\n");
}

BOOST_AUTO_TEST_CASE(readers_see_what_is_durable) {
  const Gated gated;
  Started holder(gated.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  gated.await_step();
  BOOST_TEST(gated.status("one") == "running");
  BOOST_TEST(contains(gated.azwf({"runs"}).out, "one  gated     running"));
  BOOST_TEST(gated.azwf({"output", "one", "waits"}).out == "before\n");
  BOOST_TEST(contains(gated.azwf({"replay", "one"}).out, "equal"));
  BOOST_TEST(gated.azwf({"doctor"}).status == 0);
  gated.open_gate();
  BOOST_TEST(holder.wait().status == 0);
  BOOST_TEST(gated.status("one") == "completed");
}

BOOST_AUTO_TEST_CASE(events_are_followed_from_the_past_into_the_present) {
  const Gated gated;
  Started holder(gated.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  gated.await_step();
  Started follower(gated.folder, {"azwf", "events", "--follow"});
  BOOST_TEST(contains(follower.read_line(), "run.started"));
  BOOST_TEST(contains(follower.read_line(), "run.claimed"));
  BOOST_TEST(contains(follower.read_line(), "step.requested"));
  gated.open_gate();
  BOOST_TEST(contains(follower.read_line(), "step.succeeded"));
  BOOST_TEST(contains(follower.read_line(), "gate.passed"));
  BOOST_TEST(contains(follower.read_line(), "run.completed"));
  BOOST_TEST(holder.wait().status == 0);
  BOOST_TEST(gated.azwf({"emit", "one.more"}).status == 0);
  BOOST_TEST(contains(follower.read_line(), "one.more"));
  follower.signal(SIGINT);
  BOOST_TEST(follower.wait().status == 130);
}

BOOST_AUTO_TEST_CASE(output_is_followed_while_a_step_prints) {
  const Gated gated;
  Started holder(gated.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  gated.await_step();
  Started follower(gated.folder, {"azwf", "output", "one", "waits", "--follow"});
  BOOST_TEST(follower.read_line() == "before");
  gated.open_gate();
  BOOST_TEST(follower.read_line() == "after");
  BOOST_TEST(follower.wait().status == 0);
  BOOST_TEST(holder.wait().status == 0);
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_can_be_carried_on) {
  const Gated gated;
  Started first(gated.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  gated.await_step();
  first.signal(SIGINT);
  const auto interrupted = first.wait();
  BOOST_TEST(interrupted.status == 130);
  BOOST_TEST(interrupted.out.empty());
  BOOST_TEST(contains(interrupted.err, "run one is not finished\n      azwf resume\n"));
  BOOST_TEST(gated.status("one") == "waiting");

  Started second(gated.folder, {"azwf", "resume"});
  gated.await_step();
  gated.open_gate();
  const auto ended = second.wait();
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(ended.out == "\"through\"\n");
  const auto shown = gated.azwf({"show", "one", "--json"}).out;
  BOOST_TEST(contains(shown, "\"attempt\":1,\"status\":\"stopped\""));
  BOOST_TEST(contains(shown, "\"attempt\":2,\"status\":\"succeeded\""));
  BOOST_TEST(contains(gated.azwf({"replay", "one"}).out, "equal"));
}

BOOST_AUTO_TEST_CASE(the_second_interruption_ends_at_once) {
  const Gated gated;
  gated.folder.write("deaf.lua",
                     "return wf.workflow { name = \"deaf\", run = function()\n"
                     "  wf.shell \"trap '' TERM; echo up > up; cat gate; cat gate\"\n"
                     "end }\n");
  Started first(gated.folder, {"/bin/sh", "-c", "exec azwf run deaf.lua --id one 2>&1"});
  gated.await_step();
  first.signal(SIGINT);
  while (!contains(first.read_line(), "interrupted: stopping")) {
  }
  first.signal(SIGINT);
  BOOST_TEST(first.wait().status == 130);
  BOOST_TEST(gated.status("one") == "running");
}

// `script` gives it a terminal, and is read by nobody: the terminal takes no more.
BOOST_AUTO_TEST_CASE(a_terminal_that_takes_no_more_stops_neither_runs_nor_signals) {
  const Gated gated;
  gated.folder.make_fifo("ended");
  gated.folder.write("loud.lua",
                     "return wf.workflow { name = \"loud\", run = function()\n"
                     "  for i = 1, 100 do wf.log.info((\"x\"):rep(4000)) end\n"
                     "  wf.shell \"echo up > up; cat gate\"\n"
                     "end }\n");
  gated.folder.write("begin.sh",
                     "echo 'echo $$ > pid; exec azwf run loud.lua --id one' > loud.sh\n"
                     "TERM=xterm exec script -qec 'sh loud.sh; echo $? > status; echo > ended' "
                     "/dev/null\n");
  Started holder(gated.folder, {"/bin/sh", "begin.sh"});
  gated.await_step();
  BOOST_TEST(gated.azwf({"run", "quick.lua", "--id", "two"}).out == "1\n");
  BOOST_REQUIRE_EQUAL(kill(std::stoi(gated.folder.read("pid")), SIGTERM), 0);
  gated.folder.read_byte("ended");
  BOOST_TEST(gated.folder.read("status") == "130\n");
  BOOST_TEST(gated.status("one") == "waiting");
}

BOOST_AUTO_TEST_CASE(a_killed_run_is_carried_on_by_who_asks_for_it) {
  const Gated gated;
  Started first(gated.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  gated.await_step();
  first.signal(SIGKILL);
  BOOST_TEST(first.wait().status == 128 + SIGKILL);

  const auto other = gated.azwf({"run", "quick.lua", "--id", "two"});
  BOOST_TEST(other.status == 0);
  BOOST_TEST(contains(other.err, "unfinished: run one"));
  BOOST_TEST(!contains(gated.azwf({"events", "--stream", "run/one"}).out, "step.interrupted"));

  Started again(gated.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  gated.await_step();
  gated.open_gate();
  const auto ended = again.wait();
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(ended.out == "\"through\"\n");
  BOOST_TEST(contains(gated.azwf({"replay", "--all"}).out, "run one  equal"));
}

BOOST_AUTO_TEST_CASE(a_run_whose_program_is_lost_keeps_nobody_waiting) {
  const Gated gated;
  Started first(gated.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  gated.await_step();
  first.signal(SIGKILL);
  first.wait();
  std::filesystem::remove_all(gated.folder.path() / ".azwf/blobs");

  const auto other = gated.azwf({"run", "quick.lua", "--id", "two"});
  BOOST_TEST(other.status == 0);
  const auto resumed = gated.azwf({"resume"});
  BOOST_TEST(resumed.status == 5);
  BOOST_TEST(contains(resumed.err, "run one cannot be carried on"), resumed.err);
  const auto one = gated.azwf({"resume", "one", "--json"});
  BOOST_TEST(one.status == 5);
  BOOST_TEST(contains(one.out, "\"status\":\"running\",\"result\":null,\"error\":{\"code\""),
             one.out);
}

BOOST_AUTO_TEST_CASE(a_step_in_doubt_waits_for_a_person) {
  for (const auto& [as, status] :
       std::vector<std::pair<std::string, int>>{{"done", 0}, {"failed", 1}, {"retry", 0}}) {
    const Gated gated(", on_interrupt = \"ask\"");
    Started first(gated.folder, {"azwf", "run", "gated.lua", "--id", "one"});
    gated.await_step();
    first.signal(SIGKILL);
    first.wait();

    const auto doubt = gated.azwf({"resume", "one"});
    BOOST_TEST(doubt.status == 6);
    BOOST_TEST(contains(doubt.err, "azwf resolve one 1 --as done|failed|retry"), doubt.err);
    BOOST_TEST(gated.status("one") == "in_doubt");
    BOOST_TEST(gated.azwf({"output", "one", "1"}).out == "before\n");
    BOOST_TEST(gated.azwf({"resume"}).status == 6);

    Started second(gated.folder, {"azwf", "resolve", "one", "1", "--as", as});
    if (as == "retry") gated.await_step(), gated.open_gate();
    BOOST_TEST(second.wait().status == status, as);
    BOOST_TEST(gated.azwf({"resolve", "one", "1", "--as", as}).status == 3);
    BOOST_TEST(contains(gated.azwf({"replay", "one"}).out, "equal"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
