// azwf serve: other terminals work beside it, its runs go on without anybody, and whoever ends it,
// how ever, leaves them resumable. Steps wait for fifos, so everything happens in the order
// written.
#include <boost/test/unit_test.hpp>

#include <poll.h>
#include <signal.h>

#include "adapters/system/clock.hpp"
#include "tests/cli/server.hpp"

namespace {

using azwf::tests::contains;
using azwf::tests::Ended;
using azwf::tests::Gated;
using azwf::tests::Server;
using azwf::tests::Started;

struct Served : Gated {
  Served() {
    folder.write("asks.lua",
                 "return wf.workflow { name = \"asks\", run = function()\n"
                 "  return wf.signal \"go\" end }\n");
    folder.write("awaits.lua",
                 "return wf.workflow { name = \"awaits\", run = function()\n"
                 "  return wf.wait_event { type = \"a.b\" }.data end }\n");
    folder.write("sleeps.lua",
                 "return wf.workflow { name = \"sleeps\", run = function()\n"
                 "  wf.sleep \"100ms\"; return \"slept\" end }\n");
    folder.write("deaf.lua",
                 "return wf.workflow { name = \"deaf\", run = function()\n"
                 "  wf.shell \"trap '' TERM; echo up > up; cat gate; cat gate\"\n"
                 "end }\n");
    folder.write(
        "wide.lua",
        "return wf.workflow { name = \"wide\", run = function()\n"
        "  local function step() wf.shell \"echo 1 >> begun; echo up > up; cat gate\" end\n"
        "  wf.all { step, step }\n"
        "end }\n");
  }
};

// What is said of a run until it has ended.
std::string followed(const Served& served, const std::string& run) {
  return served.azwf({"show", run, "--follow"}).err;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(azwf_serve)

BOOST_AUTO_TEST_CASE(other_terminals_do_beside_it_what_they_do_alone) {
  const Served served;
  Server server(served);
  const auto ready = server.await_ready();
  BOOST_TEST(contains(ready, ".azwf: 0 runs taken up; on unix:"), ready);
  BOOST_TEST(served.azwf({"run", "quick.lua"}).out == "1\n");
  BOOST_TEST(served.azwf({"run", "asks.lua", "--id", "two"}).status == 6);
  BOOST_TEST(served.azwf({"signal", "two", "go", "--data", "7"}).out == "7\n");
  BOOST_TEST(served.azwf({"emit", "a.b"}).status == 0);
  BOOST_TEST(contains(served.azwf({"runs"}).out, "  asks      completed"));
  BOOST_TEST(served.azwf({"doctor"}).status == 0);
  BOOST_TEST(server.end().status == 0);
  BOOST_TEST(contains(served.azwf({"replay", "--all"}).out, "run two  equal"));
}

BOOST_AUTO_TEST_CASE(what_is_handed_to_it_goes_on_without_anybody) {
  const Served served;
  Server server(served);
  server.await_ready();
  const auto handed = served.azwf({"run", "gated.lua", "--id", "one", "--detach"});
  BOOST_TEST(handed.status == 0);
  BOOST_TEST(handed.out == "one\n");
  BOOST_TEST(contains(handed.err, "azwf show one --follow"), handed.err);
  served.await_step();
  const auto again = served.azwf({"run", "gated.lua", "--id", "one", "--detach", "--json"});
  BOOST_TEST(again.out == "{\"run\":\"one\",\"status\":\"running\",\"existed\":true}\n");
  served.open_gate();
  followed(served, "one");
  BOOST_TEST(served.status("one") == "completed");
  served.azwf({"run", "sleeps.lua", "--id", "two", "--detach"});
  followed(served, "two");
  BOOST_TEST(served.status("two") == "completed");
  BOOST_TEST(server.end().status == 0);
}

BOOST_AUTO_TEST_CASE(nothing_is_handed_to_who_does_not_stay) {
  const Served served;
  Started holder(served.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  served.await_step();
  const auto refused = served.azwf({"run", "quick.lua", "--id", "two", "--detach"});
  BOOST_TEST(refused.status == 6);
  BOOST_TEST(contains(refused.err, "does not stay"), refused.err);
  BOOST_TEST(contains(refused.err, "azwf serve"), refused.err);
  BOOST_TEST(served.azwf({"show", "two"}).status == 4);
  served.open_gate();
  BOOST_TEST(holder.wait().status == 0);
}

BOOST_AUTO_TEST_CASE(a_step_in_progress_is_stopped_in_order_and_tried_again_later) {
  const Served served;
  Server server(served);
  server.await_ready();
  served.azwf({"run", "gated.lua", "--id", "one", "--detach"});
  served.await_step();
  BOOST_TEST(server.end().status == 0);
  BOOST_TEST(contains(served.azwf({"events"}).out, "attempt.stopped"));
  Started resumed(served.folder, {"azwf", "resume"});
  served.await_step();
  served.open_gate();
  const auto ended = resumed.wait();
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(ended.out == "\"through\"\n");
  BOOST_TEST(!contains(served.azwf({"events"}).out, "step.interrupted"));
}

BOOST_AUTO_TEST_CASE(a_run_that_nobody_works_on_is_shown_so) {
  const Served served;
  Started run(served.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  served.await_step();
  BOOST_TEST(served.azwf({"show", "one"}).err == "");
  run.signal(SIGKILL);
  run.wait();
  const auto shown = served.azwf({"show", "one"});
  BOOST_TEST(contains(shown.err, "no process works on it now: azwf resume one"), shown.err);
  Started resumed(served.folder, {"azwf", "resume", "one"});
  served.await_step();
  served.open_gate();
  BOOST_TEST(resumed.wait().status == 0);
  BOOST_TEST(served.azwf({"show", "one"}).err == "");
}

BOOST_AUTO_TEST_CASE(it_takes_up_what_earlier_holders_left) {
  const Served served;
  Started first(served.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  served.await_step();
  first.signal(SIGKILL);
  first.wait();
  served.azwf({"run", "awaits.lua", "--id", "two"});
  served.azwf({"run", "quick.lua", "--id", "three", "--queue"});
  served.folder.write("loops.lua",
                      "return wf.workflow { name = \"loops\", run = function() "
                      "while true do end end }\n");
  BOOST_TEST(served.azwf({"run", "loops.lua", "--id", "four"}).status == 6);

  Server server(served);
  const auto ready = server.await_ready();
  BOOST_TEST(contains(ready, "3 runs taken up, 1 of them begun"), ready);
  BOOST_TEST(contains(server.said(), "run one  gated carried on"), server.said());
  BOOST_TEST(contains(server.said(), "run three  quick begun"), server.said());
  BOOST_TEST(contains(server.said(), "run four  loops stopped"), server.said());
  served.await_step();
  served.open_gate();
  followed(served, "one");
  followed(served, "three");
  BOOST_TEST(served.status("one") == "completed");
  BOOST_TEST(served.status("three") == "completed");
  BOOST_TEST(served.status("four") == "stopped");
  served.azwf({"emit", "a.b", "--data", "3"});
  followed(served, "two");
  BOOST_TEST(served.status("two") == "completed");
  BOOST_TEST(server.end().status == 0);
}

BOOST_AUTO_TEST_CASE(with_json_it_is_one_document) {
  const Served served;
  served.azwf({"run", "asks.lua", "--id", "two"});
  Started server(served.folder, {"azwf", "serve", "--json"});
  const auto ready = server.read_line();
  BOOST_TEST(contains(ready, "\"listen\":[\"unix:" + served.folder.path().string()), ready);
  BOOST_TEST(contains(ready,
                      "\"runs\":[{\"run\":\"two\",\"workflow\":\"asks\","
                      "\"status\":\"waiting\"}],\"begun\":[],\"stopped\":[]}"),
             ready);
  server.signal(SIGTERM);
  const auto ended = server.wait();
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(ended.out + ended.err == "");
}

BOOST_AUTO_TEST_CASE(what_needs_somebody_is_said) {
  const Served served;
  served.folder.write("fails.lua",
                      "return wf.workflow { name = \"fails\", run = function()\n"
                      "  wf.fail(\"no_disk\", \"there is no disk\") end }\n");
  Server server(served);
  server.await_ready();
  served.azwf({"run", "fails.lua", "--id", "one", "--detach"});
  BOOST_TEST(
      contains(server.await("run one"), "run one failed: no_disk: fails.lua:2: there is no disk"));
  BOOST_TEST(server.await("azwf show") == "      azwf show one");
  BOOST_TEST(server.end().status == 0);
}

BOOST_AUTO_TEST_CASE(who_comes_second_is_told_who_holds_the_store) {
  const Served served;
  Server server(served);
  server.await_ready();
  const auto second = served.azwf({"serve"});
  BOOST_TEST(second.status == 6);
  BOOST_TEST(contains(second.err, ":" + std::to_string(server.pid()) + ", which serves it"),
             second.err);
  BOOST_TEST(served.azwf({"run", "quick.lua"}).status == 0);
  BOOST_TEST(server.end().status == 0);
}

// The guest has the store until what it waits for has ended; then the next server gets it.
BOOST_AUTO_TEST_CASE(a_guest_takes_the_store_over_from_a_killed_server) {
  const Served served;
  Server server(served);
  server.await_ready();
  Started guest(served.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  served.await_step();
  server.signal(SIGKILL);
  server.wait();
  served.await_step();  // attempted again, by the guest
  const auto refused = served.azwf({"serve"});
  BOOST_TEST(refused.status == 6);
  BOOST_TEST(contains(refused.err, ":" + std::to_string(guest.pid())), refused.err);
  served.open_gate();
  const auto ended = guest.wait();
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(ended.out == "\"through\"\n");
  Server again(served);
  again.await_ready();
  BOOST_TEST(served.status("one") == "completed");
  BOOST_TEST(again.end().status == 0);
}

BOOST_AUTO_TEST_CASE(a_second_signal_ends_it_at_once) {
  const Served served;
  Server server(served);
  server.await_ready();
  served.azwf({"run", "deaf.lua", "--id", "one", "--detach"});
  served.await_step();
  server.signal(SIGINT);
  server.await("ending: ");
  server.signal(SIGINT);
  server.await("ended at once");
  BOOST_TEST(server.wait().status == 130);
  BOOST_TEST(served.status("one") == "running");
}

BOOST_AUTO_TEST_CASE(an_end_that_takes_too_long_is_not_waited_for) {
  const Served served;
  served.folder.write("c.yaml", "stop_within: 200ms\n");
  Server server(served, "--config c.yaml");
  server.await_ready();
  served.azwf({"run", "deaf.lua", "--id", "one", "--detach"});
  served.await_step();
  server.signal(SIGTERM);
  server.await("not ended within 200ms: ended at once");
  BOOST_TEST(server.wait().status == 6);
}

// With one step at a time the second one begins only when the file allows it.
BOOST_AUTO_TEST_CASE(a_changed_file_counts_when_it_is_read_again) {
  const Served served;
  served.folder.write("c.yaml", "steps: 1\n");
  Server server(served, "--config c.yaml");
  server.await_ready();
  served.azwf({"run", "wide.lua", "--id", "one", "--detach"});
  served.await_step();
  BOOST_TEST(served.folder.read("begun") == "1\n");

  served.folder.write("c.yaml", "steps: 2\nstep: 3\n");
  server.signal(SIGHUP);
  BOOST_TEST(server.await("c.yaml") == "azwf: c.yaml:2: there is no key \"step\"");
  BOOST_TEST(server.await("did you mean") ==
             "      did you mean steps? azwf help --config shows all keys");
  server.await("what was in force stays in force");

  served.folder.write("c.yaml", "steps: 2\nclients: 7\n");
  server.signal(SIGHUP);
  BOOST_TEST(server.await("steps") == "steps is 2 now; it was 1");
  BOOST_TEST(server.await("clients") ==
             "clients becomes 7 when azwf serve is started again; it is 512");
  served.await_step();  // the second one, while the first one is at the gate
  BOOST_TEST(served.folder.read("begun") == "1\n1\n");
  BOOST_TEST(server.end().status == 0);
}

BOOST_AUTO_TEST_CASE(without_a_file_a_lost_terminal_ends_it) {
  const Served served;
  Server server(served);
  server.await_ready();
  server.signal(SIGHUP);
  BOOST_TEST(server.wait().status == 0);
}

BOOST_AUTO_TEST_CASE(while_nothing_happens_it_does_nothing) {
  const Served served;
  served.azwf({"run", "asks.lua", "--id", "two"});
  Server server(served);
  server.await_ready();
  const auto before = azwf::processor_time_of(server.pid());
  poll(nullptr, 0, 1'500);
  const auto used = azwf::processor_time_of(server.pid()) - before;
  BOOST_TEST(used.count() < 300'000);
  BOOST_TEST(server.end().status == 0);
}

BOOST_AUTO_TEST_SUITE_END()
