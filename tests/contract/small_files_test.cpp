// Short uses of a store, thousands of them, must not leave thousands of files.
#include <rocksdb/db.h>
#include <sys/stat.h>

#include "storage/open.hpp"
#include "storage/rocksdb/database.hpp"
#include "tests/contract/log_steps.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

std::size_t files(const std::filesystem::path& folder, std::string_view extension) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    count += entry.path().extension() == extension;
  }
  return count;
}

std::uint64_t bytes_on_disk(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    struct stat status {};
    BOOST_REQUIRE(::lstat(entry.path().c_str(), &status) == 0);
    bytes += static_cast<std::uint64_t>(status.st_blocks) * 512;  // blocks of stat(2)
  }
  return bytes;
}

BOOST_AUTO_TEST_SUITE(small_files)

BOOST_AUTO_TEST_CASE(they_are_merged_when_there_are_many) {
  const TemporaryFolder folder;
  const Home home{folder.path() / "home"};
  ManualClock clock;
  constexpr std::uint64_t openings = 12;
  for (std::uint64_t i = 0; i < openings; ++i) {
    append_to(*open_for_writing(home, clock, {}).value().log, {"run/a", "run/b"});
  }
  const auto before = files(home.store(), ".sst");
  BOOST_TEST(before > 5U);
  {
    auto database = Database::open({home.store(), Layout::log, nullptr}, false).value();
    BOOST_REQUIRE(database.merge_small_files(100));
    BOOST_TEST(files(home.store(), ".sst") >= before);
    BOOST_REQUIRE(database.merge_small_files(5));
  }
  { (void)Database::open({home.store(), Layout::log, nullptr}, false); }
  BOOST_TEST(files(home.store(), ".sst") < before);
  const auto store = open_for_writing(home, clock, {}).value();
  BOOST_TEST(positions(*store.log).size() == 2 * openings);
  append_to(*store.log, {"run/a"});
}

BOOST_AUTO_TEST_CASE(closed_files_take_no_more_room_than_they_need) {
  const TemporaryFolder folder;
  const Home home{folder.path() / "home"};
  ManualClock clock;
  append_to(*open_for_writing(home, clock, {}).value().log, {"run/a", "run/b"});
  BOOST_TEST(bytes_on_disk(home.path) < 512U << 10);
}

BOOST_AUTO_TEST_CASE(openings_that_write_nothing_leave_nothing) {
  const TemporaryFolder folder;
  const Home home{folder.path() / "home"};
  ManualClock clock;
  for (int i = 0; i < 5; ++i) (void)open_for_writing(home, clock, {}).value();
  BOOST_TEST(files(home.store(), ".log") <= 2U);
  BOOST_TEST(files(home.views(), ".log") <= 2U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
