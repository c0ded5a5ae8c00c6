// The doctor finds what is wrong, says what to do, and leaves every file as it was.
#include <sys/stat.h>
#include <boost/test/unit_test.hpp>

#include <map>

#include "storage/files/home.hpp"
#include "storage/rocksdb/log_tables.hpp"
#include "tests/damage/damage.hpp"
#include "tests/support/temporary_folder.hpp"

#include <rocksdb/db.h>

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;

// Names, contents and times of everything below a folder.
std::map<std::string, std::string> state_of(const fs::path& folder) {
  std::map<std::string, std::string> state;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    struct stat status {};
    BOOST_REQUIRE(::lstat(entry.path().c_str(), &status) == 0);
    auto& text = state[entry.path()];
    text = std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec) +
           " " + std::to_string(status.st_mode) + " " + std::to_string(status.st_ino) + " ";
    if (entry.is_regular_file()) text += read_whole(entry.path());
  }
  return state;
}

struct Patient {
  Patient() { sample.copy_into(folder); }
  Ended examine() const { return run(folder, {"azwf", "doctor"}); }
  [[nodiscard]] Home home() const { return {folder.path() / ".azwf"}; }

  Sample sample;
  Folder folder;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

BOOST_AUTO_TEST_SUITE(doctor)

BOOST_AUTO_TEST_CASE(it_changes_nothing) {
  Patient patient;
  for (const auto& kind : kinds()) {
    std::mt19937_64 random(7);
    patient.sample.copy_into(patient.folder);
    const auto done = damage(patient.folder, patient.sample, kind, random);
    const auto before = state_of(patient.home().path);
    (void)patient.examine();
    BOOST_TEST((state_of(patient.home().path) == before), done.what);
  }
}

BOOST_AUTO_TEST_CASE(it_finds_an_index_that_is_not_of_the_log) {
  Patient patient;
  for (const bool is_extra : {true, false}) {
    patient.sample.copy_into(patient.folder);
    {
      const auto database =
          Database::open({patient.home().store(), Layout::log, nullptr}, false).value();
      auto* const streams = database.streams();
      const auto changed =
          is_extra ? database.db().Put({}, streams, stream_key("run/of-nobody", {3}), "x")
                   : database.db().Delete({}, streams, stream_key("run/run-1", {1}));
      BOOST_REQUIRE(changed.ok());
    }
    const auto examined = patient.examine();
    BOOST_TEST(examined.status == 5);
    BOOST_TEST(contains(examined.out, "entries of streams"), examined.out);
  }
}

BOOST_AUTO_TEST_CASE(it_finds_blobs_that_are_not_what_they_are_named) {
  Patient patient;
  fs::path blob;
  for (const auto& entry : fs::recursive_directory_iterator(patient.home().blobs())) {
    if (entry.is_regular_file() && entry.file_size() > 20'000) blob = entry.path();
  }
  BOOST_REQUIRE(!blob.empty());
  auto bytes = read_whole(blob);
  bytes[bytes.size() / 2] ^= 4;
  write_whole(blob, bytes);
  const auto examined = patient.examine();
  BOOST_TEST(examined.status == 5);
  BOOST_TEST(contains(examined.out, blob.filename()), examined.out);
}

BOOST_AUTO_TEST_CASE(it_finds_views_that_differ_from_the_log) {
  Patient patient;
  {
    const auto database =
        Database::open({patient.home().views(), Layout::views, nullptr}, false).value();
    BOOST_REQUIRE(database.db().Put({}, database.main(), "vrun/of-nobody", "x").ok());
  }
  const auto examined = patient.examine();
  BOOST_TEST(examined.status == 1);
  BOOST_TEST(contains(examined.out, "azwf doctor --rebuild-views"), examined.out);
  BOOST_TEST(run(patient.folder, {"azwf", "doctor", "--rebuild-views"}).status == 1);
  BOOST_TEST(patient.examine().status == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
