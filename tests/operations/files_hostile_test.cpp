// Paths that lead elsewhere, things that are no files, and a world that changes under the step.
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "tests/operations/files_fixture.hpp"

namespace azwf::tests {

namespace fs = std::filesystem;

namespace {

struct Hostile : FilesWorkshop {
  Hostile() : FilesWorkshop() {
    put("a", "inside");
    std::filesystem::create_directory(home / "root");
    outside = home / "outside";
    fs::create_directory(outside);
    put("outside/secret", "secret");
    put("root/a", "inside");
    roots = {(home / "root").string()};
  }
  [[nodiscard]] std::string below(const std::string& name) const {
    return (home / "root" / name).string();
  }
  std::filesystem::path outside;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hostile_files, Hostile)

BOOST_AUTO_TEST_CASE(only_what_lies_in_a_root_is_touched) {
  const std::vector<std::string> paths = {"/etc/passwd",
                                          "a",
                                          "..",
                                          "root/../a",
                                          below("../outside/secret"),
                                          below("b/../../a"),
                                          home.string() + "/rootless",
                                          "/",
                                          "root/../root/../../etc/passwd"};
  for (const auto& name : paths) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(code_of("files.read", path(name)) == "outside_roots");
      BOOST_TEST(code_of("files.write", path(name).text("content", "x")) == "outside_roots");
      BOOST_TEST(code_of("files.remove", path(name)) == "outside_roots");
      BOOST_TEST(code_of("files.stat", path(name)) == "outside_roots");
    }
  }
  const auto failed = fail("files.read", path("/etc/passwd"));
  BOOST_TEST(failed.error.message ==
             "/etc/passwd is in none of this run's roots (" + roots[0] +
                 "); declare its folder in wf.workflow { roots = { … } } or run with --root");
  BOOST_TEST(!failed.retryable);
  BOOST_TEST(code_of("files.read", path("root/../root/./a")) == "");
}

BOOST_AUTO_TEST_CASE(symbolic_links_do_not_lead_out) {
  fs::create_symlink(outside, home / "root/folder");
  fs::create_symlink("../outside/secret", home / "root/file");
  fs::create_symlink("/etc/passwd", home / "root/absolute");
  fs::create_symlink("loop", home / "root/loop");
  fs::create_symlink("a", home / "root/good");
  for (const std::string name : {"folder/secret", "file", "absolute", "folder/new"}) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(code_of("files.read", path(below(name))) == "outside_roots");
      BOOST_TEST(code_of("files.copy", from(below(name)).text("to", below("c"))) ==
                 "outside_roots");
    }
  }
  BOOST_TEST(code_of("files.write", path(below("folder/new")).text("content", "x")) ==
             "outside_roots");
  BOOST_TEST(code_of("files.list", path(below("folder"))) == "outside_roots");
  BOOST_TEST(code_of("files.read", path(below("loop"))) == "symlink_loop");
  BOOST_TEST(code_of("files.read", path(below("good"))) == "");
  BOOST_TEST(code_of("files.write", path(below("good")).text("content", "x")) == "is_a_symlink");
  BOOST_TEST(get("outside/secret") == "secret");
  BOOST_TEST(!fs::exists(outside / "new"));
}

BOOST_AUTO_TEST_CASE(a_root_is_a_folder_and_no_link) {
  fs::create_symlink(home / "root", home / "link");
  roots = {(home / "link").string()};
  const auto failed = fail("files.read", path((home / "link/a").string()));
  BOOST_TEST(failed.error.code == "root_is_symlink");
  BOOST_TEST(failed.error.message == "the root " + roots[0] +
                                         " is a symbolic link or lies behind one; name the folder "
                                         "it leads to: " +
                                         (home / "root").string());
  roots = {(home / "a").string()};
  BOOST_TEST(code_of("files.read", path((home / "a").string())) == "root_not_folder");
  roots = {(home / "none").string()};
  BOOST_TEST(code_of("files.read", path((home / "none/a").string())) == "root_missing");
}

BOOST_AUTO_TEST_CASE(a_link_in_one_root_does_not_move_another) {
  fs::create_directories(below("b/inner"));
  fs::create_directory(outside / "inner");
  roots = {(home / "root").string(), below("b/inner")};
  change("files.move", from(below("b")).text("to", below("away")));
  change("files.symlink", path(below("b")).text("target", outside.string()));
  BOOST_TEST(code_of("files.write", path(below("b/inner/new")).text("content", "x")) ==
             "root_is_symlink");
  BOOST_TEST(!fs::exists(outside / "inner/new"));
}

BOOST_AUTO_TEST_CASE(a_root_may_be_named_through_links_above_it) {
  fs::create_directories(below("sub"));
  fs::create_directory_symlink(home, home / "outside/alias");
  fs::create_directory_symlink(home / "root", home / "current");
  const auto alias = (home / "outside/alias/root").string();
  BOOST_TEST(text_in(change("files.write", path(alias + "/sub/new").text("content", "x")),
                     "path") == below("sub/new"));
  BOOST_TEST(get("root/sub/new") == "x");
  BOOST_TEST(code_of("files.list", path("current")) == "");
  BOOST_TEST(code_of("files.read", path("current/a")) == "");
  BOOST_TEST(code_of("files.read", path(alias + "/../outside/secret")) == "outside_roots");
  fs::create_symlink("a", home / "root/link");
  change("files.remove", path("current/link"));
  BOOST_TEST(get("root/a") == "inside");
}

BOOST_AUTO_TEST_CASE(a_link_may_lead_from_one_root_to_another) {
  fs::create_directory_symlink(outside, home / "root/door");
  BOOST_TEST(code_of("files.read", path(below("door/secret"))) == "outside_roots");
  roots.push_back(outside.string());
  BOOST_TEST(code_of("files.read", path(below("door/secret"))) == "");
  change("files.write", path(below("door/new")).text("content", "x"));
  BOOST_TEST(get("outside/new") == "x");
  change("files.remove", path(below("door")));
  BOOST_TEST(!is_there("root/door"));
  BOOST_TEST(get("outside/secret") == "secret");
}

BOOST_AUTO_TEST_CASE(a_root_itself_is_not_changed) {
  BOOST_TEST(code_of("files.remove", path(below(""))) == "is_a_root");
  BOOST_TEST(code_of("files.move", from(below("")).text("to", below("b"))) == "is_a_root");
  BOOST_TEST(code_of("files.list", path(below(""))) == "");
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_not_opened) {
  BOOST_REQUIRE(mkfifo(below("fifo").c_str(), 0600) == 0);
  const bool has_device = mknod(below("device").c_str(), S_IFCHR | 0600, makedev(1, 5)) == 0;
  for (const std::string name : {"fifo", "device"}) {
    if (name == "device" && !has_device) continue;
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(code_of("files.read", path(below(name))) == "not_a_file");
      BOOST_TEST(code_of("files.sha256", path(below(name))) == "not_a_file");
      BOOST_TEST(code_of("files.write", path(below(name)).text("content", "x")) == "not_a_file");
      BOOST_TEST(code_of("files.copy", from(below(name)).text("to", below("c"))) == "not_a_file");
      BOOST_TEST(code_of("files.copy", from(below("a")).text("to", below(name))) == "not_a_file");
      BOOST_TEST(code_of("files.move", from(below(name)).text("to", below("c"))) == "not_a_file");
      BOOST_TEST(code_of("files.remove", path(below(name))) == "not_a_file");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_folder_where_a_file_belongs_and_the_other_way_round) {
  fs::create_directory(below("d"));
  put("root/d/x", "x");
  BOOST_TEST(code_of("files.read", path(below("d"))) == "is_a_folder");
  BOOST_TEST(code_of("files.write", path(below("d")).text("content", "x")) == "is_a_folder");
  BOOST_TEST(code_of("files.copy", from(below("a")).text("to", below("d"))) == "is_a_folder");
  BOOST_TEST(code_of("files.move", from(below("a")).text("to", below("d"))) == "is_a_folder");
  BOOST_TEST(code_of("files.remove", path(below("d"))) == "not_empty");
  BOOST_TEST(code_of("files.mkdir", path(below("a"))) == "exists");
  BOOST_TEST(code_of("files.list", path(below("a"))) == "not_a_folder");
  BOOST_TEST(code_of("files.read", path(below("a/b"))) == "not_a_folder");
  BOOST_TEST(code_of("files.write", path(below("none/b")).text("content", "x")) == "not_found");
  BOOST_TEST(code_of("files.mkdir", path(below("a/b/c")).flag("parents")) == "not_a_folder");
  BOOST_TEST(code_of("files.symlink", path(below("a")).text("target", "x")) == "not_a_symlink");
  BOOST_TEST(get("root/a") == "inside");
}

BOOST_AUTO_TEST_CASE(arguments_that_mean_nothing_are_refused) {
  BOOST_TEST(code_of("files.read", path("")) == "invalid_argument");
  BOOST_TEST(code_of("files.read", path(std::string_view("a\0b", 3))) == "invalid_argument");
  BOOST_TEST(code_of("files.write", path(below("a")).text("content", "").text("mode", "rwx")) ==
             "invalid_argument");
  BOOST_TEST(code_of("files.write", path(below("a")).text("content", "").text("mode", "888")) ==
             "invalid_argument");
  BOOST_TEST(code_of("files.write", path(below("a")).text("content", "").text("expect", "1")) ==
             "invalid_argument");
  BOOST_TEST(code_of("files.move", from(below("a")).text("to", below("./a"))) ==
             "invalid_argument");
  const std::map<std::string, std::string> absent{{"kind", "absent"}};
  const std::vector<std::map<std::string, std::string>> bad_states = {
      {}, {{"kind", "odd"}}, {{"kind", "other"}}, {{"kind", "file"}}, {{"kind", "symlink"}}};
  for (const auto& state : bad_states) {
    const auto restore = path(below("a")).table("before", state).table("after", absent);
    BOOST_TEST(code_of("files.restore", restore) == "invalid_argument");
  }
  BOOST_TEST(code_of("files.read", path(below(std::string(300, 'n')))) == "name_too_long");
  BOOST_TEST(get("root/a") == "inside");
}

BOOST_AUTO_TEST_CASE(what_is_too_large_is_refused) {
  Limits limits;
  limits.file_read_bytes_max = 10;
  limits.file_bytes_max = 20;
  limits.folder_entries_max = 2;  // the store is the third
  FilesWorkshop small(home, limits);
  put("a", std::string(11, 'x'));
  put("b", std::string(21, 'x'));
  BOOST_TEST(small.code_of("files.read", path("a")) == "too_large");
  BOOST_TEST(small.code_of("files.sha256", path("a")) == "");
  BOOST_TEST(small.code_of("files.sha256", path("b")) == "too_large");
  BOOST_TEST(small.code_of("files.write", path("b").text("content", "")) == "too_large");
  BOOST_TEST(small.code_of("files.list", path(".")) == "too_large");
  BOOST_REQUIRE(truncate((home / "b").c_str(), std::int64_t{1} << 40) == 0);  // a hole
  BOOST_TEST(code_of("files.read", path(below("../b"))) == "outside_roots");
  roots = {};
  BOOST_TEST(code_of("files.read", path("b")) == "too_large");
  BOOST_TEST(code_of("files.copy", from("b").text("to", "c")) == "too_large");
}

BOOST_AUTO_TEST_CASE(without_permission_nothing_is_changed) {
  if (geteuid() == 0) return;  // root may do all
  fs::permissions(home / "root", fs::perms(0555));
  BOOST_TEST(code_of("files.write", path(below("a")).text("content", "x")) == "no_permission");
  BOOST_TEST(get("root/a") == "inside");
  fs::permissions(home / "root", fs::perms(0755));
  fs::permissions(home / "root/a", fs::perms(0000));
  BOOST_TEST(code_of("files.read", path(below("a"))) == "no_permission");
}

BOOST_AUTO_TEST_CASE(links_swapped_meanwhile_do_not_lead_out) {
  fs::create_directory(below("real"));
  fs::create_directory(home / "root/spare");
  put("root/real/secret", "inside");
  std::atomic<bool> is_done{false};
  std::thread swapper([&] {
    const auto name = below("door");
    while (!is_done) {
      std::error_code taken;  // by the step
      fs::create_symlink("real", name, taken);
      fs::remove(name, taken);
      fs::create_symlink("../outside", name, taken);
      fs::remove(name, taken);
    }
  });
  for (int i = 0; i < 300; ++i) {
    const auto outcome = perform("files.read", path(below("door/secret")));
    if (const auto* done = std::get_if<Succeeded>(&outcome)) {
      BOOST_REQUIRE(field(done->result, "content") != "secret");
    }
    perform("files.write", path(below("door/secret")).text("content", "more inside"));
    perform("files.write", path(below("door")).text("content", "a file"));
  }
  is_done = true;
  swapper.join();
  BOOST_TEST(get("outside/secret") == "secret");
  BOOST_TEST(std::distance(fs::directory_iterator(outside), fs::directory_iterator()) == 1);
}

BOOST_AUTO_TEST_CASE(a_reader_sees_the_old_or_the_new) {
  const std::string one(100'000, '1');
  const std::string two(100'000, '2');
  put("root/a", one);
  std::atomic<bool> is_done{false};
  std::atomic<int> mixtures{0};
  std::thread reader([&] {
    while (!is_done) {
      const auto seen = get("root/a");
      if (seen != one && seen != two) ++mixtures;
    }
  });
  for (int i = 0; i < 50; ++i) {
    change("files.write", path(below("a")).text("content", i % 2 == 0 ? two : one));
  }
  is_done = true;
  reader.join();
  BOOST_TEST(mixtures == 0);
  BOOST_TEST(std::distance(fs::directory_iterator(below("")), fs::directory_iterator()) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
