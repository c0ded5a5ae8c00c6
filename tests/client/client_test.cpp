// The library is installed, found and used as by anybody; nothing here includes it.
#include <boost/test/unit_test.hpp>

#include <signal.h>

#include "tests/client/installed.hpp"

namespace {

using namespace azwf::tests;

constexpr const char* asks =
    "return wf.workflow { name = \"asks\", params = { greeting = wf.string() },\n"
    "  on = { wf.event { type = \"never\" } },\n"
    "  run = function(p) return p.greeting .. wf.signal(\"go\").by end }\n";

// Takes all steps of the outside program at a server that listens there.
void take_all_steps(const Installed& installed, const Folder& folder, const std::string& listen,
                    const std::string& keys) {
  folder.write("asks.lua", asks);
  BOOST_REQUIRE(run(folder, {"azwf", "install", "asks.lua"}).status == 0);
  Server first(folder, listen);
  const auto url = first.url();
  Started probe(folder,
                {"/bin/sh", "-c", "exec " + installed.built("probe") + " " + url + keys + " 2>&1"});
  std::string said;
  for (auto line = probe.read_line(); line != "exchange the server"; line = probe.read_line()) {
    BOOST_REQUIRE_MESSAGE(!line.empty(), said);
    said += line + "\n";
  }
  first.signal(SIGKILL);
  first.wait();
  Server second(folder, url);
  BOOST_TEST(second.url() == url);
  BOOST_TEST(run(folder, {"azwf", "emit", "enough"}).status == 0);
  const auto ended = probe.wait();
  BOOST_TEST(ended.status == 0, ended.out);
  BOOST_TEST(ended.out == "all steps taken\n");
  second.signal(SIGTERM);
  BOOST_TEST(second.wait().status == 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_client_library)

BOOST_AUTO_TEST_CASE(is_found_by_cmake_and_serves_a_program_over_a_network_with_keys) {
  const Installed installed;
  installed.build_with_cmake("tests/client/outside");
  const Folder folder;
  const Folder other;
  for (const auto* const role : {"operate", "read"}) {
    BOOST_REQUIRE(run(folder, {"azwf", "keys", "new", role, "--role", role}).status == 0);
  }
  BOOST_REQUIRE(run(other, {"azwf", "keys", "new", "wrong", "--role", "admin"}).status == 0);
  const auto wrong = (other.path() / "wrong.key").string();
  take_all_steps(installed, folder, "tcp://127.0.0.1:0", " operate.key " + wrong + " read.key");
}

BOOST_AUTO_TEST_CASE(is_found_by_pkg_config_and_serves_a_program_on_this_machine) {
  const Installed installed;
  installed.build_with_pkg_config();
  const Folder folder;
  take_all_steps(installed, folder, "ipc://" + (folder.path() / "bus").string(), "");
}

BOOST_AUTO_TEST_CASE(is_what_a_subscriber_goes_on_with_where_it_was) {
  const Installed installed;
  installed.build_with_cmake("examples/subscribe");
  const Folder folder;
  const auto url = "ipc://" + (folder.path() / "bus").string();
  const auto follow = [&](const std::string& more) {
    return run_line(folder, installed.built("follow") + " " + url + " --type 'git.*' " + more);
  };
  {
    Server server(folder, url);
    run_line(folder, "azwf emit git.push --subject one; azwf emit other; azwf emit git.tag");
    const auto followed = follow("--from beginning --until 3 --state state");
    BOOST_TEST(followed.status == 0, followed.err);
    BOOST_TEST(followed.out.starts_with("{\"data\":null,\"position\":1,"), followed.out);
    BOOST_TEST(followed.out.contains("\"type\":\"git.tag\"}\n"), followed.out);
    BOOST_TEST(!followed.out.contains("other"), followed.out);
    server.signal(SIGTERM);
    server.wait();
  }
  BOOST_TEST(folder.read("state") == "3");
  const Server server(folder, url);
  run_line(folder, "azwf emit git.push --subject two");
  const auto followed = follow("--until 4 --state state");
  BOOST_TEST(followed.out.starts_with("{\"data\":null,\"position\":4,"), followed.out);
}

BOOST_AUTO_TEST_CASE(needs_and_shows_only_what_it_must) {
  const Installed installed;
  const auto needed = run_line(installed.folder, "objdump -p " + installed.library());
  for (const auto* const other : {"rocksdb", "lua", "yaml", "spdlog"}) {
    BOOST_TEST(!needed.out.contains(other), needed.out);
  }
  BOOST_TEST(needed.out.contains("SONAME               libazwf.so.0\n"), needed.out);
  const auto shown = run_line(installed.folder, "nm -DC --defined-only " + installed.library() +
                                                    " | cut -c 20- | grep -vE "
                                                    "'^((typeinfo|typeinfo name|vtable) for )?"
                                                    "azwf::client::|^AZWF_0$'");
  BOOST_TEST(shown.out == "");
}

BOOST_AUTO_TEST_SUITE_END()
