// Homes: who may use one, and that one process at a time writes.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <iostream>
#include <latch>
#include <thread>

#include "engine/view/projector.hpp"
#include "storage/files/anchor.hpp"
#include "storage/open.hpp"
#include "storage/rocksdb/log_tables.hpp"
#include "tests/contract/log_steps.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

#include <rocksdb/db.h>

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;

struct Place {
  TemporaryFolder folder;
  Home home{folder.path() / "home"};
  ManualClock clock;

  Result<Store> open() { return open_for_writing(home, clock, {}); }
};

unsigned mode_of(const fs::path& path) {
  return static_cast<unsigned>(fs::status(path).permissions()) & 07777U;
}

BOOST_AUTO_TEST_SUITE(home)

BOOST_AUTO_TEST_CASE(a_new_home_is_for_its_owner_only) {
  Place place;
  const auto store = place.open().value();
  const auto& home = place.home;
  for (const auto& path : {home.path, home.store(), home.views(), home.blobs(), home.work()}) {
    BOOST_TEST(mode_of(path) == 0700U, path);
  }
  for (const auto& path : {home.lock(), home.anchor()}) BOOST_TEST(mode_of(path) == 0600U, path);
}

BOOST_AUTO_TEST_CASE(folders_above_a_new_home_are_made) {
  Place place;
  place.home.path = place.folder.path() / "one" / "two";
  BOOST_TEST(place.open().has_value());
}

BOOST_AUTO_TEST_CASE(reading_makes_nothing) {
  const Place place;
  BOOST_TEST((open_for_reading(place.home).error().kind == ErrorKind::not_found));
  BOOST_TEST(!fs::exists(place.home.path));
}

BOOST_AUTO_TEST_CASE(a_home_that_others_may_write_is_refused) {
  Place place;
  (void)place.open();
  for (const auto mode : {0770U, 0707U, 0777U, 01777U}) {
    BOOST_REQUIRE(::chmod(place.home.path.c_str(), mode) == 0);
    for (const auto& opened : {place.open(), open_for_reading(place.home)}) {
      BOOST_REQUIRE(!opened);
      BOOST_TEST((opened.error().kind == ErrorKind::damaged));
      BOOST_TEST(opened.error().code == "writable_by_others");
      BOOST_TEST(opened.error().hint.find("chmod go-w") != std::string::npos);
    }
  }
  BOOST_REQUIRE(::chmod(place.home.path.c_str(), 0755) == 0);
  BOOST_TEST(place.open().has_value());
}

BOOST_AUTO_TEST_CASE(a_home_of_another_user_is_refused) {
  Place place;
  (void)place.open();
  if (::chown(place.home.path.c_str(), 12345, static_cast<gid_t>(-1)) != 0) return;  // not root
  BOOST_TEST(place.open().error().code == "not_owner");
  BOOST_TEST(place.open().error().hint.find("chown") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_is_no_home) {
  Place place;
  write_whole(place.home.path, "");
  BOOST_TEST(!place.open());
  BOOST_TEST(open_for_reading(place.home).error().code == "no_folder");
}

BOOST_AUTO_TEST_CASE(a_second_writer_is_told_who_holds_the_store) {
  Place place;
  const auto first = place.open().value();
  const auto second = place.open();
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().kind == ErrorKind::unavailable));
  BOOST_TEST(second.error().code == "held");
  BOOST_TEST(second.error().message.find(std::to_string(::getpid())) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_second_writer_is_refused_without_the_databases_lock_too) {
  Place place;
  const auto first = place.open().value();
  fs::remove(place.home.store() / "LOCK");
  place.home.path = place.folder.path() / "." / "home";
  BOOST_TEST(place.open().error().code == "held");
}

BOOST_AUTO_TEST_CASE(without_its_lock_files_it_is_still_held) {
  Place place;
  const auto first = place.open().value();
  fs::remove(place.home.store() / "LOCK");
  fs::remove(place.home.lock());
  const auto second = place.open();
  BOOST_REQUIRE(!second);
  BOOST_TEST(second.error().code == "held");
  BOOST_TEST(second.error().message.find(std::to_string(::getpid())) != std::string::npos,
             second.error().message);
  append_to(*first.log, {"run/a"});
}

BOOST_AUTO_TEST_CASE(the_same_folder_mounted_elsewhere_is_held_too) {
  Place place;
  const auto first = place.open().value();
  const auto other = place.folder.path() / "other";
  fs::create_directory(other);
  place.home.path = other;
  const bool is_mounted = ::unshare(CLONE_NEWNS) == 0 &&
                          ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                          ::mount((place.folder.path() / "home").c_str(), other.c_str(), nullptr,
                                  MS_BIND, nullptr) == 0;
  if (!is_mounted) {
    std::cout << "skipped: nothing may be mounted here: " << std::strerror(errno) << "\n";
    return;
  }
  fs::remove(place.home.store() / "LOCK");
  BOOST_TEST(place.open().error().code == "held");
  ::umount2(other.c_str(), MNT_DETACH);
}

BOOST_AUTO_TEST_CASE(a_copied_folder_is_a_store_of_its_own) {
  Place place;
  const auto first = place.open().value();
  append_to(*first.log, {"run/a"});
  const Home copy{place.folder.path() / "copy"};
  copy_at_one_moment(place.home.path, copy.path);
  const auto second = open_for_writing(copy, place.clock, {}).value();
  append_to(*second.log, {"run/b"});
  append_to(*first.log, {"run/c"});
  BOOST_TEST(positions(*first.log) == (Numbers{1, 2}));
  BOOST_TEST(commits(*first.log).back().leaf.stream.text == "run/c");
  BOOST_TEST(commits(*second.log).back().leaf.stream.text == "run/b");
}

BOOST_AUTO_TEST_CASE(of_two_openings_at_once_one_gets_the_store) {
  for (int round = 0; round < 20; ++round) {
    Place place;
    BOOST_REQUIRE(create_home(place.home));
    std::atomic<int> opened = 0;
    std::atomic<int> held = 0;
    std::latch all_tried(3);
    const auto attempt = [&] {
      const auto store = open_for_writing(place.home, place.clock, {});
      opened += store.has_value();
      held += !store && store.error().code == "held";
      all_tried.arrive_and_wait();
    };
    {
      std::jthread first(attempt);
      std::jthread second(attempt);
      std::jthread third(attempt);
    }
    BOOST_TEST(opened == 1);
    BOOST_TEST(held == 2);
  }
}

BOOST_AUTO_TEST_CASE(the_lock_ends_with_its_store) {
  Place place;
  { const auto first = place.open().value(); }
  BOOST_TEST(place.open().has_value());
}

BOOST_AUTO_TEST_CASE(a_lock_is_not_followed_through_a_link) {
  Place place;
  (void)place.open();
  fs::rename(place.home.lock(), place.folder.path() / "elsewhere");
  fs::create_symlink(place.folder.path() / "elsewhere", place.home.lock());
  BOOST_TEST(!place.open());
}

BOOST_AUTO_TEST_CASE(no_file_of_a_store_is_open_in_other_programs) {
  Place place;
  const auto store = place.open().value();
  append_to(*store.log, {"run/a"});
  const auto writer = store.blobs->put().value();
  std::size_t seen = 0;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const auto target = fs::read_symlink(entry.path(), gone).string();
    if (!target.starts_with(place.home.path.string())) continue;
    const auto flags = ::fcntl(std::stoi(entry.path().filename()), F_GETFD);
    BOOST_TEST((flags & FD_CLOEXEC) != 0, target);
    ++seen;
  }
  BOOST_TEST(seen > 5);
}

BOOST_AUTO_TEST_CASE(reading_beside_a_writer_follows_it) {
  Place place;
  const auto writer = place.open().value();
  append_to(*writer.log, {"run/a"});
  BOOST_REQUIRE(put_blob(*writer.blobs, "bytes"));
  const auto reader = open_for_reading(place.home).value();
  BOOST_TEST(reader.log->epoch() == 0);
  append_to(*writer.log, {"run/a", "run/b"});
  BOOST_TEST(positions(*reader.log) == (Numbers{1, 2, 3}));
  BOOST_TEST(refused(append_one(*reader.log, proposal(1, "run/a", AnyRevision{}))) == "read_only");
  BOOST_TEST(reader.views->checkpoint().value().position.value == 0);
  append_to(*writer.log, {"run/a"});
  BOOST_TEST(positions(*reader.log, {StreamName{"run/a"}, {}, {}}) == (Numbers{1, 2, 4}));
}

BOOST_AUTO_TEST_CASE(reading_changes_nothing_in_the_home) {
  Place place;
  { append_to(*place.open().value().log, {"run/a"}); }
  const auto files = [&] {
    std::map<std::string, std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(place.home.path)) {
      if (entry.is_regular_file()) found[entry.path()] = read_whole(entry.path());
    }
    return found;
  };
  const auto before = files();
  BOOST_TEST(positions(*open_for_reading(place.home).value().log) == (Numbers{1}));
  BOOST_TEST((files() == before));
}

BOOST_AUTO_TEST_CASE(a_store_of_a_later_version_is_refused) {
  Place place;
  { append_to(*place.open().value().log, {"run/a"}); }
  {
    const auto database = Database::open({place.home.store(), Layout::log, nullptr}, false).value();
    rocksdb::WriteOptions synced;
    synced.sync = true;
    BOOST_REQUIRE(database.db().Put(synced, database.main(), "format", "\x02").ok());
  }
  const auto opened = place.open();
  BOOST_REQUIRE(!opened);
  BOOST_TEST((opened.error().kind == ErrorKind::damaged));
  BOOST_TEST(opened.error().code == "newer_format");
  BOOST_TEST(open_for_reading(place.home).error().code == "newer_format");
}

BOOST_AUTO_TEST_CASE(a_store_with_a_table_of_a_later_version_is_refused) {
  Place place;
  { append_to(*place.open().value().log, {"run/a"}); }
  {
    const auto database = Database::open({place.home.store(), Layout::log, nullptr}, false).value();
    rocksdb::ColumnFamilyHandle* table = nullptr;
    BOOST_REQUIRE(database.db().CreateColumnFamily({}, "proofs", &table).ok());
    BOOST_REQUIRE(database.db().DestroyColumnFamilyHandle(table).ok());
  }
  for (const auto& error : {place.open().error(), open_for_reading(place.home).error()}) {
    BOOST_TEST(error.code == "newer_format", error.message);
    BOOST_TEST(error.message.find("proofs") != std::string::npos, error.message);
  }
}

BOOST_AUTO_TEST_CASE(a_store_with_commits_of_a_later_version_is_refused) {
  Place place;
  { append_to(*place.open().value().log, {"run/a"}); }
  {
    const auto database = Database::open({place.home.store(), Layout::log, nullptr}, false).value();
    const auto stored = read_commit(database, {1}).value().value();
    auto leaf = std::string(split_commit({1}, stored).value().leaf_bytes);
    leaf[2] = 2;  // its format
    const auto hash = leaf_hash(leaf);
    const Frame frame{{1}, {1}, chain_hash({}, hash)};
    BOOST_REQUIRE(
        database.db().Put({}, database.main(), commit_key({1}), encode_frame(frame) + leaf).ok());
    auto anchor = Anchor::open(place.home.anchor()).value().value();
    BOOST_REQUIRE(anchor.write({1, {1}, frame.chain}));
  }
  const auto opened = place.open();
  BOOST_REQUIRE(!opened);
  BOOST_TEST((opened.error().kind == ErrorKind::damaged));
  BOOST_TEST(opened.error().code == "newer_format");
}

BOOST_AUTO_TEST_CASE(views_copied_from_another_home_are_folded_anew) {
  Place ours;
  Place theirs;
  for (auto* place : {&ours, &theirs}) {
    const auto store = place->open().value();
    append_to(*store.log, {"config/a", "config/b"});
    const auto reached = catch_up(*store.views, *store.log).value();
    BOOST_REQUIRE(store.views->apply({{"whose", place->home.path}}, reached));
  }
  const auto whose = [](const Result<Store>& store) {
    BOOST_REQUIRE(catch_up(*store->views, *store->log));
    BOOST_TEST(store->views->checkpoint().value().position.value == 2);
    return store->views->get("whose").value();
  };
  BOOST_TEST(whose(ours.open()).value_or("") == ours.home.path.string());
  fs::remove_all(ours.home.views());
  fs::copy(theirs.home.views(), ours.home.views(), fs::copy_options::recursive);
  BOOST_TEST(whose(ours.open()).has_value() == false);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
