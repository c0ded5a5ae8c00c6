// Commands that ask a server do what they do at its folder: the same bytes, the same exit status.
#include <boost/test/unit_test.hpp>

#include <fstream>

#include "tests/cli/server.hpp"

namespace {

using azwf::tests::contains;
using azwf::tests::Ended;
using azwf::tests::Gated;
using azwf::tests::Server;
using azwf::tests::Started;

using Words = std::vector<std::string>;

struct Served : Gated {
  Served() {
    folder.write("asks.lua",
                 "return wf.workflow { name = \"asks\", run = function()\n"
                 "  return wf.signal \"go\" end }\n");
    folder.write("prints.lua",
                 "return wf.workflow { name = \"prints\", run = function()\n"
                 "  wf.shell { \"echo some; echo more >&2\", name = \"little\" }\n"
                 "  wf.shell { \"i=0; while [ $i -lt 9000 ]; do echo line $i; i=$((i+1)); done\",\n"
                 "             name = \"much\" }\n"
                 "  wf.emit(\"printed\", { subject = \"it\" })\n"
                 "end }\n");
    folder.write("fails.lua",
                 "return wf.workflow { name = \"fails\", run = function()\n"
                 "  wf.shell \"echo sorry; exit 3\" end }\n");
    folder.write("undoes.lua",
                 "return wf.workflow { name = \"undoes\", run = function()\n"
                 "  wf.undo(wf.files.write { path = \"made\", content = \"1\\n\" }) end }\n");
    folder.write("listens.lua",
                 "return wf.workflow { name = \"listens\", on = { wf.event { type = \"a.*\" } },\n"
                 "  run = function(_, event) return event.data end }\n");
  }
  std::string url() const { return "ipc://" + (folder.path() / "bus").string(); }
  std::string listen() const { return "--listen " + url(); }
  Ended at_server(Words words) const {
    words.insert(words.end(), {"--server", url()});
    return azwf(std::move(words));
  }
  Started start_at_server(Words words) const {
    words.insert(words.begin(), "azwf");
    words.insert(words.end(), {"--server", url()});
    return Started(folder, std::move(words));
  }
  // What a command says through the folder and through the server.
  void compare(const Words& words) const {
    const auto here = azwf(words);
    const auto there = at_server(words);
    std::string line;
    for (const auto& word : words) line += " " + word;
    BOOST_TEST_CONTEXT("azwf" + line) {
      BOOST_TEST(there.status == here.status);
      BOOST_TEST(there.out == here.out);
      BOOST_TEST(there.err == said_of_server(here.err));
    }
  }
  // The store has another name there.
  [[nodiscard]] std::string said_of_server(std::string text) const {
    const auto home = (folder.path() / ".azwf").string();
    const auto at = text.find(home);
    return at == text.npos ? text : text.replace(at, home.size(), url());
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(server_url)

BOOST_AUTO_TEST_CASE(what_is_read_at_a_server_is_what_is_read_in_its_folder) {
  const Served served;
  Server server(served, served.listen());
  server.await_ready();
  served.azwf({"install", "listens.lua"});
  served.azwf({"run", "prints.lua", "--id", "one"});
  served.azwf({"run", "fails.lua", "--id", "two"});
  served.azwf({"run", "asks.lua", "--id", "three"});
  served.azwf({"emit", "a.b", "--subject", "x", "--data", "[7]"});
  for (const auto& words : std::vector<Words>{
           {"runs"},
           {"runs", "--json"},
           {"runs", "--status", "failed"},
           {"runs", "--workflow", "prunts"},
           {"show", "one"},
           {"show", "one", "--json"},
           {"show", "one", "--timeline"},
           {"show", "two"},
           {"show", "three", "--json"},
           {"show", "two", "--follow"},
           {"show", "nobody"},
           {"output", "one"},
           {"output", "one", "much"},
           {"output", "one", "little", "--json"},
           {"output", "two", "--follow"},
           {"output", "one", "nothing"},
           {"events"},
           {"events", "--json"},
           {"events", "--stream", "run/@last"},
           {"events", "--type", "prunted"},
           {"events", "--format", "cloudevents", "--from", "3"},
           {"workflows"},
           {"workflows", "--json"},
           {"triggers", "test", R"({"type":"a.b"})"},
           {"install", "listens.lua", "--dry-run", "--from", "1"},
           {"replay", "--all"},
           {"replay", "one", "--json"},
           {"replay", "one", "--script", "fails.lua"},
           {"keys", "list"},
       }) {
    served.compare(words);
  }
  BOOST_TEST(server.end().status == 0);
}

BOOST_AUTO_TEST_CASE(what_is_asked_of_a_server_happens_there) {
  const Served served;
  Server server(served, served.listen());
  server.await_ready();
  BOOST_TEST(served.at_server({"run", "quick.lua"}).out == "1\n");
  const auto failed = served.at_server({"run", "fails.lua"});
  BOOST_TEST(failed.status == 1);
  BOOST_TEST(contains(failed.err, "| sorry"), failed.err);
  BOOST_TEST(served.at_server({"run", "asks.lua", "--id", "two"}).status == 6);
  BOOST_TEST(served.at_server({"signal", "two", "go", "--data", "7"}).out == "7\n");
  BOOST_TEST(served.at_server({"signal", "two", "go"}).status == 3);
  BOOST_TEST(served.at_server({"run", "asks.lua", "--id", "three"}).status == 6);
  BOOST_TEST(served.at_server({"cancel", "three"}).status == 0);
  BOOST_TEST(served.at_server({"run", "asks.lua", "--id", "four"}).status == 6);
  BOOST_TEST(served.at_server({"kill", "four"}).status == 0);
  BOOST_TEST(served.at_server({"run", "undoes.lua", "--id", "five"}).status == 0);
  BOOST_TEST(served.folder.read("made") == "1\n");
  BOOST_TEST(served.at_server({"rollback", "five"}).status == 0);
  BOOST_TEST(!std::filesystem::exists(served.folder.path() / "made"));
  BOOST_TEST(served.at_server({"run", "quick.lua", "--id", "six", "--queue"}).status == 0);
  BOOST_TEST(served.status("six") == "queued");
  BOOST_TEST(served.at_server({"resume", "six"}).out == "1\n");
  BOOST_TEST(served.at_server({"run", "quick.lua", "--id", "seven", "--detach"}).out == "seven\n");
  BOOST_TEST(served.at_server({"show", "seven", "--follow"}).status == 0);
  BOOST_TEST(contains(served.azwf({"runs"}).out, "  quick     completed"));
  BOOST_TEST(server.end().status == 0);
}

BOOST_AUTO_TEST_CASE(events_are_emitted_and_workflows_installed_at_a_server) {
  const Served served;
  Server server(served, served.listen());
  server.await_ready();
  BOOST_TEST(contains(served.at_server({"install", "listens.lua"}).out, "listens installed"));
  BOOST_TEST(served.at_server({"emit", "a.b", "--id", "e", "--data", "7"}).status == 0);
  BOOST_TEST(contains(served.at_server({"emit", "a.b", "--id", "e", "--data", "7"}).err,
                      "was there already"));
  BOOST_TEST(served.at_server({"emit", "a.b", "--expect", "0"}).status == 3);
  BOOST_TEST(served.at_server({"disable", "listens"}).out == "listens disabled\n");
  BOOST_TEST(served.at_server({"enable", "listens"}).out == "listens enabled\n");
  BOOST_TEST(served.at_server({"uninstall", "listens"}).out == "listens uninstalled\n");
  BOOST_TEST(server.end().status == 0);
  BOOST_TEST(contains(served.azwf({"runs"}).out, "listens"));
}

BOOST_AUTO_TEST_CASE(what_a_step_prints_is_followed_at_a_server) {
  const Served served;
  Server server(served, served.listen());
  server.await_ready();
  served.at_server({"run", "gated.lua", "--id", "one", "--detach"});
  served.await_step();
  BOOST_TEST(served.at_server({"output", "one", "waits"}).out == "before\n");
  auto follow = served.start_at_server({"output", "one", "waits", "--follow"});
  BOOST_TEST(follow.read_line() == "before");
  auto events = served.start_at_server({"events", "--type", "gate.*", "--follow", "--json"});
  auto show = served.start_at_server({"show", "one", "--follow"});
  served.open_gate();
  BOOST_TEST(follow.read_line() == "after");
  BOOST_TEST(follow.wait().status == 0);
  BOOST_TEST(contains(events.read_line(), "gate.passed"));
  events.signal(SIGINT);
  BOOST_TEST(events.wait().status == 130);
  BOOST_TEST(show.wait().status == 0);
  BOOST_TEST(server.end().status == 0);
}

BOOST_AUTO_TEST_CASE(a_server_that_is_gone_is_waited_for_and_then_told_of) {
  const Served served;
  Server server(served, served.listen());
  server.await_ready();
  auto run = served.start_at_server({"run", "gated.lua", "--id", "one"});
  served.await_step();
  server.signal(SIGKILL);
  server.wait();
  const auto ended = run.wait();
  BOOST_TEST(ended.status == 6);
  BOOST_TEST(contains(ended.err, "waiting: the server at " + served.url() + " is gone"), ended.err);
  BOOST_TEST(contains(ended.err, "has not come back"), ended.err);
  BOOST_TEST(served.status("one") == "running");
  Server next(served, served.listen());
  served.await_step();
  served.open_gate();
  BOOST_TEST(served.at_server({"show", "one", "--follow"}).status == 0);
  BOOST_TEST(contains(served.at_server({"show", "one"}).out, "interrupted"));
  BOOST_TEST(served.status("one") == "completed");
}

BOOST_AUTO_TEST_CASE(a_server_that_comes_back_is_gone_on_with) {
  const Served served;
  Server server(served, served.listen());
  server.await_ready();
  auto run = served.start_at_server({"run", "gated.lua", "--id", "one"});
  auto events = served.start_at_server({"events", "--type", "gate.*", "--follow", "--json"});
  served.await_step();
  server.signal(SIGKILL);
  server.wait();
  Server next(served, served.listen());
  served.await_step();
  served.open_gate();
  const auto ended = run.wait();
  BOOST_TEST(ended.status == 0, ended.err);
  BOOST_TEST(ended.out == "\"through\"\n");
  BOOST_TEST(contains(events.read_line(), "gate.passed"));
}

BOOST_AUTO_TEST_CASE(a_key_lets_its_owner_in_as_what_it_says) {
  const Served served;
  served.azwf({"init"});
  for (const auto* role : {"read", "emit", "operate", "admin"}) {
    BOOST_TEST(served.azwf({"keys", "new", role, "--role", role}).status == 0);
  }
  Server server(served, "--listen tcp://127.0.0.1:0");
  const auto ready = server.await_ready();
  const auto at = ready.find("tcp://");
  const auto url = ready.substr(at, ready.find_first_of(" ,", at) - at);
  const auto as = [&](const std::string& key, Words words) {
    words.insert(words.end(), {"--server", url});
    if (!key.empty()) words.insert(words.end(), {"--key", key + ".key"});
    return served.azwf(std::move(words));
  };
  BOOST_TEST(as("read", {"runs"}).status == 0);
  const auto refused = as("read", {"emit", "a.b"});
  BOOST_TEST(refused.status == 3);
  BOOST_TEST(contains(refused.err, "read has the role read, and this needs emit"), refused.err);
  BOOST_TEST(as("emit", {"emit", "a.b"}).status == 0);
  BOOST_TEST(as("emit", {"run", "quick.lua"}).status == 3);
  BOOST_TEST(as("operate", {"run", "quick.lua"}).out == "1\n");
  BOOST_TEST(as("operate", {"install", "listens.lua"}).status == 3);
  BOOST_TEST(as("operate", {"keys", "new", "eve"}).status == 3);
  BOOST_TEST(!std::filesystem::exists(served.folder.path() / "eve.key"));
  BOOST_TEST(as("admin", {"keys", "new", "ann", "--role", "emit"}).status == 0);
  BOOST_TEST(as("ann", {"emit", "a.b"}).status == 0);
  BOOST_TEST(contains(served.azwf({"events", "--type", "a.b", "--json"}).out, "\"actor\":\"ann\""));
  BOOST_TEST(as("admin", {"keys", "revoke", "ann"}).status == 0);
  const auto revoked = as("ann", {"emit", "a.b"});
  BOOST_TEST(revoked.status == 3);
  BOOST_TEST(contains(revoked.err, "lets nobody in with this key"), revoked.err);
  const auto without = as("", {"runs"});
  BOOST_TEST(without.status == 3);
  BOOST_TEST(contains(without.err, "as one does that lets nobody in without a key"), without.err);
  BOOST_TEST(contains(server.said(), "live stream on tcp://"), server.said());
  server.await("not_permitted read");
  BOOST_TEST(server.end().status == 0);
  const auto refusals = served.azwf({"events", "--stream", "access", "--json"}).out;
  BOOST_TEST(contains(refusals, "\"type\":\"key.refused\",\"subject\":\"read\""), refusals);
}

BOOST_AUTO_TEST_CASE(what_a_server_refuses_it_tells_as_json_where_asked_to) {
  const Served served;
  served.azwf({"init"});
  served.azwf({"keys", "new", "ann", "--role", "read"});
  Server server(served, "--json --listen tcp://127.0.0.1:0");
  const auto ready = server.await("tcp://");
  const auto at = ready.find("tcp://");
  const auto url = ready.substr(at, ready.find_first_of(" ,\"", at) - at);
  BOOST_TEST(served.azwf({"emit", "a.b", "--server", url, "--key", "ann.key"}).status == 3);
  const auto told = server.await("not_permitted");
  BOOST_TEST(contains(told, "\"event\":\"refused\",\"reason\":\"not_permitted\",\"name\":\"ann\""),
             told);
  BOOST_TEST(contains(told, "\"count\":1"), told);
  BOOST_TEST(server.end().status == 0);
}

BOOST_AUTO_TEST_CASE(a_server_key_that_is_gone_is_not_exchanged_without_a_word) {
  const Served served;
  served.azwf({"init"});
  BOOST_TEST(!contains(served.azwf({"keys", "new", "ann"}).err, "bus.key"));
  std::filesystem::remove(served.folder.path() / ".azwf" / "bus.key");
  const auto made = served.azwf({"keys", "new", "bob"});
  BOOST_TEST(made.status == 0);
  BOOST_TEST(contains(made.err, "bus.key was gone, and the server has a new key"), made.err);
}

BOOST_AUTO_TEST_CASE(a_store_is_named_once) {
  const Served served;
  const auto both = served.azwf({"runs", "--home", ".", "--server", served.url()});
  BOOST_TEST(both.status == 2);
  BOOST_TEST(contains(both.err, "--home and --server both name a store"), both.err);
  const auto server_set = "AZWF_SERVER=" + served.url() + " ";
  BOOST_TEST(run_line(served.folder, server_set + "AZWF_HOME=. azwf runs").status == 2);
  const auto nobody = run_line(served.folder, server_set + "azwf runs");
  BOOST_TEST(nobody.status == 6);
  BOOST_TEST(contains(nobody.err, "no server answers at " + served.url()), nobody.err);
  BOOST_TEST(run_line(served.folder, server_set + "azwf run quick.lua").status == 6);
  BOOST_TEST(!std::filesystem::exists(served.folder.path() / ".azwf"));
  BOOST_TEST(run_line(served.folder, server_set + "azwf run quick.lua --home .azwf").status == 0);
  const auto doctor = run_line(served.folder, server_set + "azwf doctor");
  BOOST_TEST(doctor.status == 3);
  BOOST_TEST(contains(doctor.err, "is about files of this machine"), doctor.err);
  BOOST_TEST(served.azwf({"runs", "--server", "bus"}).status == 2);
}

BOOST_AUTO_TEST_SUITE_END()
