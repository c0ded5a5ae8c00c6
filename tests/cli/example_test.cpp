// The examples as their READMEs promise: killed half way, carried on, replayed.
#include <boost/test/unit_test.hpp>

#include <signal.h>

#include <algorithm>

#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace {

using azwf::tests::Folder;
using azwf::tests::run;
using azwf::tests::Started;

struct Example {
  explicit Example(const std::string& name) {
    std::filesystem::copy(azwf::tests::repository() / "examples" / name, folder.path() / name,
                          std::filesystem::copy_options::recursive);
    std::filesystem::remove_all(folder.path() / name / "build");
  }
  Folder folder;
};

// A bare repository with the hook, and a clone of the project of examples/ci.
struct Pushed : Example {
  Pushed() : Example("push") {
    line(
        "git init -q --bare slug.git && cp push/post-receive slug.git/hooks/ && "
        "git -C slug.git config azwf.home $PWD/.azwf && "
        "git init -q -b main slug && cp $WORKFLOWS/../examples/ci/*.[ch] slug/ && "
        "cp $WORKFLOWS/../examples/ci/Makefile slug/ && azwf install push/build_pushed.lua");
  }

  std::string line(const std::string& text) const {
    const auto ended = azwf::tests::run_line(folder, text);
    BOOST_REQUIRE_MESSAGE(ended.status == 0, text + "\n" + ended.out + ended.err);
    return ended.out + ended.err;
  }
  // The id of what was committed and pushed.
  std::string push(const std::string& what) const {
    line(
        "cd slug && git add . && git -c user.name=ann -c user.email=ann@localhost commit -qm x && "
        "git push -q ../slug.git " +
        what);
    return line("git -C slug rev-parse HEAD | tr -d '\\n'");
  }
};

// Kills the run once its log has the nth event of this type. Events are durable before anything
// else follows from them.
void kill_after(const Folder& folder, std::vector<std::string> run_command, const std::string& type,
                int count) {
  BOOST_REQUIRE_EQUAL(run(folder, {"azwf", "emit", "store.made"}).status, 0);
  Started events(folder, {"azwf", "events", "--follow", "--type", type});
  Started holder(folder, std::move(run_command));
  for (int i = 0; i < count; ++i) BOOST_REQUIRE(!events.read_line().empty());
  holder.signal(SIGKILL);
  BOOST_TEST(holder.wait().status == 128 + SIGKILL);
  events.signal(SIGINT);  // it may tidy up
  events.wait();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_examples)

BOOST_AUTO_TEST_CASE(ci_is_carried_on_after_a_kill_and_replays_equal) {
  const Example example("ci");
  kill_after(example.folder, {"azwf", "run", "ci/ci.lua", "source=ci", "--id", "ci"},
             "step.requested", 6);
  const auto resumed = run(example.folder, {"azwf", "resume"});
  BOOST_TEST(resumed.status == 0, resumed.err);
  BOOST_TEST(
      resumed.out.find("\"checks\": { \"checked\": 446, \"release\": 446 }") != std::string::npos,
      resumed.out);

  const auto replayed = run(example.folder, {"azwf", "replay", "ci"});
  BOOST_TEST(replayed.status == 0, replayed.out);
  const auto packed = run(
      example.folder, {"azwf", "events", "--type", "artifact.packaged", "--format", "cdevents"});
  BOOST_TEST(packed.out.find("\"subject\":\"pkg:generic/libslug@") != std::string::npos,
             packed.err);
  BOOST_TEST(run(example.folder, {"azwf", "doctor"}).status == 0);
  const auto again =
      run(example.folder, {"azwf", "run", "ci/ci.lua", "source=ci", "--id", "ci", "--json"});
  BOOST_TEST(again.status == 0);
  BOOST_TEST(std::filesystem::is_empty(example.folder.temporary()));
}

BOOST_AUTO_TEST_CASE(the_backup_repeats_only_the_step_it_was_killed_in) {
  const Example example("backup");
  kill_after(example.folder,
             {"azwf", "run", "backup/backup.lua", "folder=backup/data", "--id", "nightly"},
             "step.requested", 4);
  const auto resumed = run(example.folder, {"azwf", "resume"});
  BOOST_TEST(resumed.status == 0, resumed.err);
  BOOST_TEST(std::filesystem::exists(example.folder.path() / "away/data.tgz"));
  const auto retried = run(example.folder, {"azwf", "events", "--type", "step.retried", "--json"});
  BOOST_TEST(std::ranges::count(retried.out, '\n') == 1);
  BOOST_TEST(run(example.folder, {"azwf", "replay", "nightly"}).status == 0);
}

BOOST_AUTO_TEST_CASE(a_push_is_built_and_tested_once_by_a_server) {
  const Pushed pushed;
  Started server(pushed.folder, {"azwf", "serve"});
  Started finished(pushed.folder,
                   {"azwf", "events", "--follow", "--json", "--type", "build.finished"});
  const auto good = pushed.push("main");
  auto said = finished.read_line();
  BOOST_TEST(said.contains("\"subject\":\"" + good + "\""), said);
  BOOST_TEST(said.contains("\"outcome\":\"success\""), said);

  // The hook is run again for the same push, for a tag and for a branch that is deleted.
  pushed.line("cd slug.git && echo $(printf %040d 0) " + good +
              " refs/heads/main | hooks/post-receive");
  pushed.line("cd slug && git push -q ../slug.git HEAD:refs/tags/v1 HEAD:refs/heads/gone");
  said = finished.read_line();
  BOOST_TEST(said.contains("\"branch\":\"gone\""), said);
  pushed.line("cd slug && git push -q ../slug.git :refs/heads/gone");

  pushed.line("echo 'int main(void) { return 1; }' > slug/test.c");
  const auto bad = pushed.push("main");
  said = finished.read_line();
  BOOST_TEST(said.contains("\"subject\":\"" + bad + "\""), said);
  BOOST_TEST(said.contains("\"outcome\":\"failure\""), said);
  finished.signal(SIGINT);
  finished.wait();
  server.signal(SIGTERM);
  BOOST_TEST(server.wait().status == 0);
  BOOST_TEST(pushed.line("azwf runs --json | grep -o '\"status\":\"[a-z]*' | sort | uniq -c") ==
             "      2 \"status\":\"completed\n      1 \"status\":\"failed\n");
  BOOST_TEST(pushed.line("azwf replay --all").contains("equal"));
}

BOOST_AUTO_TEST_SUITE_END()
