// Several commands at one store: one of them holds it, the others ask that one, and whoever is left
// goes on when it is gone.
#include <boost/test/unit_test.hpp>

#include <signal.h>

#include "tests/cli/gated.hpp"

namespace {

using azwf::tests::contains;
using azwf::tests::Gated;
using azwf::tests::Started;

// A workflow that ends when its fifo is opened, beside another one.
struct Two : Gated {
  Two() {
    folder.make_fifo("up2");
    folder.make_fifo("gate2");
    folder.write("other.lua",
                 "return wf.workflow { name = \"other\", run = function()\n"
                 "  wf.shell \"echo up > up2; cat gate2\"\n"
                 "  return \"other\"\n"
                 "end }\n");
    folder.write("asks.lua",
                 "return wf.workflow { name = \"asks\", run = function()\n"
                 "  local answer = wf.signal \"go\"\n"
                 "  wf.exec { \"cat\", \"gate2\" }\n"
                 "  return answer end }\n");
  }
  void await_other() const { folder.read_byte("up2"); }
  void open_other() const { folder.open_and_close("gate2"); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(holder_and_followers)

BOOST_AUTO_TEST_CASE(commands_beside_a_holder_do_what_they_do_alone) {
  const Two two;
  Started holder(two.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  two.await_step();
  const auto quick = two.azwf({"run", "quick.lua", "--id", "two"});
  BOOST_TEST(quick.status == 0);
  BOOST_TEST(quick.out == "1\n");
  BOOST_TEST(!contains(quick.err, "unfinished"), quick.err);
  BOOST_TEST(two.azwf({"emit", "a.b", "--id", "e"}).status == 0);
  BOOST_TEST(contains(two.azwf({"emit", "a.b", "--id", "e"}).err, "was there already"));
  BOOST_TEST(two.azwf({"emit", "a.c", "--id", "e"}).status == 3);
  BOOST_TEST(two.azwf({"run", "quick.lua", "--id", "one"}).status == 3);
  BOOST_TEST(two.azwf({"run", "bad.lua"}).status == 4);
  BOOST_TEST(two.azwf({"signal", "nobody", "x"}).status == 4);
  BOOST_TEST(contains(two.azwf({"runs"}).out, "two  quick     completed"));
  two.open_gate();
  BOOST_TEST(holder.wait().status == 0);
}

BOOST_AUTO_TEST_CASE(a_run_is_signalled_and_cancelled_from_another_terminal) {
  const Two two;
  Started holder(two.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  two.await_step();
  BOOST_TEST(two.azwf({"run", "asks.lua", "--id", "two"}).status == 6);
  Started signal(two.folder, {"azwf", "signal", "two", "go", "--data", "7"});
  two.open_other();
  const auto signalled = signal.wait();
  BOOST_TEST(signalled.status == 0);
  BOOST_TEST(signalled.out == "7\n");
  const auto cancelled = two.azwf({"cancel", "one", "--reason", "enough"});
  BOOST_TEST(cancelled.status == 0);
  const auto ended = holder.wait();
  BOOST_TEST(ended.status == 1);
  BOOST_TEST(contains(ended.err, "run one was cancelled"), ended.err);
}

BOOST_AUTO_TEST_CASE(a_holder_keeps_the_store_until_others_have_their_outcome) {
  const Two two;
  Started holder(two.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  two.await_step();
  Started guest(two.folder, {"azwf", "run", "other.lua", "--id", "two"});
  two.await_other();
  two.open_gate();
  BOOST_TEST(holder.read_line() == "\"through\"");
  two.open_other();
  const auto other = guest.wait();
  BOOST_TEST(other.status == 0);
  BOOST_TEST(other.out == "\"other\"\n");
  const auto ended = holder.wait();
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(contains(ended.err, "another command waits for what runs here"), ended.err);
  BOOST_TEST(!contains(two.azwf({"events"}).out, "interrupted"));
}

BOOST_AUTO_TEST_CASE(who_follows_goes_on_when_the_holder_is_killed) {
  const Two two;
  Started holder(two.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  two.await_step();
  Started guest(two.folder, {"azwf", "run", "other.lua", "--id", "two"});
  two.await_other();
  holder.signal(SIGKILL);
  holder.wait();
  two.await_other();  // attempted again by the next holder, the guest itself
  two.open_other();
  const auto ended = guest.wait();
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(ended.out == "\"other\"\n");
  BOOST_TEST(contains(ended.err, "broken"), ended.err);
  BOOST_TEST(two.status("one") == "running");  // nobody asked for it
  BOOST_TEST(contains(two.azwf({"replay", "--all"}).out, "run two  equal"));
}

BOOST_AUTO_TEST_CASE(ctrl_c_hands_the_store_over) {
  const Two two;
  Started holder(two.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  two.await_step();
  Started guest(two.folder, {"azwf", "run", "other.lua", "--id", "two"});
  two.await_other();
  holder.signal(SIGINT);
  BOOST_TEST(holder.wait().status == 130);
  two.await_other();
  two.open_other();
  const auto ended = guest.wait();
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(ended.out == "\"other\"\n");
}

BOOST_AUTO_TEST_CASE(a_follower_that_leaves_disturbs_nobody) {
  const Two two;
  Started holder(two.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  two.await_step();
  Started guest(two.folder, {"azwf", "run", "other.lua", "--id", "two"});
  two.await_other();
  guest.signal(SIGINT);
  const auto left = guest.wait();
  BOOST_TEST(left.status == 130);
  BOOST_TEST(contains(left.err, "goes on in"), left.err);
  two.open_other();
  two.open_gate();
  BOOST_TEST(holder.wait().status == 0);
}

// The reader's holder is killed while it follows: it goes on in the files, and at the next holder.
BOOST_AUTO_TEST_CASE(who_reads_notices_nothing_when_the_holder_is_killed) {
  const Two two;
  Started holder(two.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  two.await_step();
  Started reader(two.folder, {"azwf", "events", "--follow"});
  for (int i = 0; i < 3; ++i) BOOST_TEST(!reader.read_line().empty());
  holder.signal(SIGKILL);
  holder.wait();
  BOOST_TEST(two.azwf({"emit", "one.more"}).status == 0);
  BOOST_TEST(contains(reader.read_line(), "one.more"));
  BOOST_TEST(two.azwf({"run", "quick.lua", "--id", "two"}).status == 0);
  BOOST_TEST(contains(reader.read_line(), "run.started"));
  reader.signal(SIGINT);
  BOOST_TEST(reader.wait().status == 130);
}

// One that is stopped answers nobody: readers read the files.
BOOST_AUTO_TEST_CASE(a_silent_holder_hinders_no_reader) {
  const Two two;
  Started holder(two.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  two.await_step();
  holder.signal(SIGSTOP);
  BOOST_TEST(two.status("one") == "running");
  holder.signal(SIGCONT);
  two.open_gate();
  BOOST_TEST(holder.wait().status == 0);
}

BOOST_AUTO_TEST_SUITE_END()
