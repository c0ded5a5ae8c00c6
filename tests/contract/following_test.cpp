// Reading beside a writer: what the writer is just moving is looked at again, what stays as it is
// is told as it is.
#include <chrono>
#include <cstdlib>

#include "storage/open.hpp"
#include "storage/rocksdb/private_folder.hpp"
#include "tests/contract/log_steps.hpp"
#include "tests/contract/pauses.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;

// A store whose newest write-ahead log can be put aside: it then looks as if it lost its tail.
class Place {
 public:
  // Opens, writes and closes the store.
  void append(const std::vector<std::string>& streams) {
    append_to(*open_for_writing(home, clock_, {}).value().log, streams);
  }
  void shorten() {
    for (const auto& entry : fs::directory_iterator(home.store())) {
      const bool has_commits = entry.path().extension() == ".log" && entry.file_size() > 0;
      if (has_commits) log_ = std::max(log_, entry.path());
    }
    fs::rename(log_, aside_);
  }
  void restore() const { fs::rename(aside_, log_); }

 private:
  TemporaryFolder folder_;
  ManualClock clock_;
  fs::path log_;
  fs::path aside_ = folder_.path() / "aside";

 public:
  const Home home{folder_.path() / "home"};
};

BOOST_AUTO_TEST_SUITE(following)

BOOST_AUTO_TEST_CASE(a_store_that_looks_short_while_files_move_is_looked_at_again) {
  Place place;
  place.append({"run/a", "run/b"});
  place.shorten();
  const Pauses pauses([&](int number) {
    if (number == 5) place.restore();
  });
  const auto reader = open_for_reading(place.home);
  BOOST_REQUIRE(reader);
  BOOST_TEST(positions(*reader->log) == (Numbers{1, 2}));
  BOOST_TEST(pauses.count() == 5);
}

// The anchor as it stood a commit or two before what is in the store.
struct BehindAnchor : Place {
  BehindAnchor() {
    append({"run/a"});
    for (const auto* anchor : {"first", "second"}) {
      fs::copy_file(home.anchor(), home.path / anchor);
      append({"run/b"});
    }
    set("first");
  }
  void set(const char* anchor) const {
    fs::copy_file(home.path / anchor, home.anchor(), fs::copy_options::overwrite_existing);
  }
};

BOOST_AUTO_TEST_CASE(what_a_writer_at_work_has_not_synced_is_not_told) {
  const BehindAnchor place;
  const Pauses pauses([&](int) { place.set("second"); });
  BOOST_TEST(positions(*open_for_reading(place.home).value().log) == (Numbers{1, 2}));
}

BOOST_AUTO_TEST_CASE(what_a_killed_writer_left_is_told) {
  const BehindAnchor place;
  const Pauses pauses([](int) {});
  BOOST_TEST(positions(*open_for_reading(place.home).value().log) == (Numbers{1, 2, 3}));
  BOOST_TEST(pauses.count() > 0);
}

BOOST_AUTO_TEST_CASE(the_folder_of_a_killed_reader_is_removed_by_the_next) {
  const TemporaryFolder temporary;
  const char* const before = getenv("TMPDIR");
  const std::string kept = before == nullptr ? "/tmp" : before;
  setenv("TMPDIR", temporary.path().c_str(), 1);
  const auto left = temporary.path() / "azwf-read-killed";
  fs::create_directory(left);
  const auto in_use = PrivateFolder::make().value();
  const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
  for (const auto& path : {left, in_use.path()}) fs::last_write_time(path, long_ago);
  BOOST_TEST(PrivateFolder::make().has_value());
  BOOST_TEST(!fs::exists(left));
  BOOST_TEST(fs::exists(in_use.path()));
  setenv("TMPDIR", kept.c_str(), 1);
}

BOOST_AUTO_TEST_CASE(a_reader_at_work_sees_all_that_was_durable_while_files_move) {
  Place place;
  place.append({"run/a"});
  const auto reader = open_for_reading(place.home).value();
  place.append({"run/b"});
  place.shorten();
  const Pauses pauses([&](int number) {
    if (number == 5) place.restore();
  });
  BOOST_TEST(positions(*reader.log) == (Numbers{1, 2}));
}

BOOST_AUTO_TEST_CASE(a_store_that_stays_short_is_refused) {
  Place place;
  place.append({"run/a"});
  place.shorten();
  const Pauses pauses;
  const auto reader = open_for_reading(place.home);
  BOOST_REQUIRE(!reader);
  BOOST_TEST(reader.error().code == "shorter_than_anchor");
}

BOOST_AUTO_TEST_CASE(a_store_that_is_not_there_is_not_waited_for) {
  const TemporaryFolder folder;
  const Pauses pauses;
  BOOST_TEST((open_for_reading({folder.path()}).error().kind == ErrorKind::not_found));
  BOOST_TEST(pauses.count() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
