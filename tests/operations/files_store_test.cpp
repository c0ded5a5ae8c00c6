// The store of a run lies in its own folder as a rule: no step reads or changes what is in there,
// by whatever way it goes.
#include <boost/test/unit_test.hpp>

#include <sched.h>
#include <sys/mount.h>

#include <thread>

#include "tests/operations/files_fixture.hpp"

namespace azwf::tests {

namespace fs = std::filesystem;

namespace {

constexpr auto is_the_store = "is_the_store";
const std::map<std::string, std::string> absent{{"kind", "absent"}};
const std::map<std::string, std::string> a_folder{{"kind", "folder"}};

struct StoreWorkshop : FilesWorkshop {
  StoreWorkshop() {
    put("a", "mine");
    put(".azwf/anchor", "the log's");
    fs::create_directory(store() / "empty");
  }

  // Every operation, on what is reached as `door`.
  void expect_refusals(const std::string& door) {
    const auto anchor = door + "/anchor";
    const auto write = [](const std::string& name) { return path(name).text("content", "x"); };
    const std::vector<std::pair<std::string, Arguments>> cases = {
        {"files.read", path(anchor)},
        {"files.read", path(door + "/none")},
        {"files.list", path(door)},
        {"files.list", path(door + "/empty")},
        {"files.stat", path(anchor)},
        {"files.stat", path(door + "/none/below")},
        {"files.sha256", path(anchor)},
        {"files.write", write(anchor)},
        {"files.write", write(door + "/new")},
        {"files.copy", from(anchor).text("to", "b")},
        {"files.copy", from("a").text("to", anchor)},
        {"files.move", from(anchor).text("to", "b")},
        {"files.move", from("a").text("to", door + "/new")},
        {"files.remove", path(anchor)},
        {"files.remove", path(door + "/empty")},
        {"files.mkdir", path(door + "/new")},
        {"files.mkdir", path(door + "/x/y").flag("parents")},
        {"files.symlink", path(door + "/new").text("target", "x")},
        {"files.restore",
         path(anchor).table("before", absent).table("after", absent).flag("force")},
    };
    for (const auto& [operation, arguments] : cases) {
      BOOST_TEST_CONTEXT(operation << " " << steps << " by " << door) {
        BOOST_TEST(code_of(operation, arguments) == is_the_store);
      }
    }
    BOOST_TEST(get(".azwf/anchor") == "the log's");
    BOOST_TEST(get("a") == "mine");
    BOOST_TEST(!is_there("b"));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(files_of_the_store, StoreWorkshop)

BOOST_AUTO_TEST_CASE(no_operation_touches_them) {
  expect_refusals(".azwf");
  const auto failed = fail("files.read", path(".azwf/anchor"));
  BOOST_TEST(failed.error.message ==
             (store() / "anchor").string() + " is in the store " + store().string() +
                 ", which no step reads or changes; azwf events and azwf show tell what it holds");
  BOOST_TEST(!failed.retryable);
}

BOOST_AUTO_TEST_CASE(no_way_of_naming_them_helps) {
  fs::create_directory(home / "d");
  fs::create_directory_symlink(".azwf", home / "door");
  fs::create_directory_symlink("../door/../.azwf", home / "d/door");
  for (const std::string door : {"door", "d/door", "d/../.azwf"}) expect_refusals(door);
  expect_refusals(store().string());
}

BOOST_AUTO_TEST_CASE(no_root_leads_there) {
  roots = {home.string(), store().string()};
  expect_refusals(".azwf");
  roots = {home.string(), (store() / "empty").string()};
  expect_refusals(".azwf");
}

BOOST_AUTO_TEST_CASE(links_to_single_files_lead_there_no_more) {
  fs::create_symlink(".azwf/anchor", home / "peek");
  BOOST_TEST(code_of("files.read", path("peek")) == is_the_store);
  BOOST_TEST(code_of("files.sha256", path("peek")) == is_the_store);
  BOOST_TEST(code_of("files.copy", from("peek").text("to", "b")) == is_the_store);
  BOOST_TEST(code_of("files.stat", path("peek").flag("follow")) == is_the_store);
  BOOST_TEST(code_of("files.stat", path("peek")) == "");
  BOOST_TEST(code_of("files.remove", path("peek")) == "");
  BOOST_TEST(get(".azwf/anchor") == "the log's");
}

BOOST_AUTO_TEST_CASE(the_folder_itself_stays_where_it_is) {
  BOOST_TEST(code_of("files.remove", path(".azwf")) == is_the_store);
  BOOST_TEST(code_of("files.stat", path(".azwf")) == is_the_store);
  BOOST_TEST(code_of("files.move", from(".azwf").text("to", "b")) == is_the_store);
  BOOST_TEST(code_of("files.mkdir", path(".azwf")) == is_the_store);
  FilesWorkshop below(home / "project", Limits{});
  below.roots = {home.string()};
  const auto elsewhere = (home / "elsewhere").string();
  const auto project = (home / "project").string();
  BOOST_TEST(below.code_of("files.move", from(project).text("to", elsewhere)) == is_the_store);
  const auto back = path(project).text("from", elsewhere);
  BOOST_TEST(below.code_of("files.restore",
                           Arguments(back).table("before", absent).table("after", a_folder)) ==
             is_the_store);
  BOOST_TEST(fs::is_directory(below.store()));
}

BOOST_AUTO_TEST_CASE(a_link_that_stands_for_it_stays) {
  fs::create_directories(home / "project/real");
  fs::create_directory_symlink("real", home / "project/.azwf");
  FilesWorkshop linked(home / "project", Limits{});
  BOOST_TEST(linked.code_of("files.remove", path(".azwf")) == is_the_store);
  BOOST_TEST(linked.code_of("files.list", path("real")) == is_the_store);
  BOOST_TEST(linked.code_of("files.move", from("real").text("to", "b")) == is_the_store);
}

BOOST_AUTO_TEST_CASE(no_mount_leads_there) {
  fs::create_directory(home / "door");
  std::string code = "not tried";
  std::thread([&] {  // with mounts of its own
    if (unshare(CLONE_NEWNS) != 0) return;
    if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return;
    if (mount(store().c_str(), (home / "door").c_str(), nullptr, MS_BIND, nullptr) != 0) return;
    FilesWorkshop inside(home, Limits{});
    code = inside.code_of("files.read", path("door/anchor"));
  })
      .join();
  if (code == "not tried") {
    BOOST_TEST_MESSAGE("not tried: only root can mount");
  } else {
    BOOST_TEST(code == is_the_store);
  }
}

BOOST_AUTO_TEST_CASE(the_folder_around_it_is_the_runs_own) {
  BOOST_TEST(code_of("files.list", Arguments()) == "");
  BOOST_TEST(code_of("files.write", path(".azwf2").text("content", "x")) == "");
  BOOST_TEST(code_of("files.read", path("a")) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
