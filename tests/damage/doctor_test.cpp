// The doctor finds what is wrong, says what to do, and leaves every file as it was.
#include <sys/stat.h>
#include <boost/test/unit_test.hpp>

#include <map>

#include "adapters/cli/diagnosis.hpp"
#include "storage/files/anchor.hpp"
#include "storage/files/home.hpp"
#include "storage/open.hpp"
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

void add_view_of_nobody(const Home& home) {
  const auto database = Database::open({home.views(), Layout::views, nullptr}, false).value();
  BOOST_REQUIRE(database.db().Put({}, database.main(), "vrun/of-nobody", "x").ok());
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
    BOOST_TEST(!contains(examined.out, "write-ahead log"), examined.out);  // nothing is missing
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

BOOST_AUTO_TEST_CASE(it_finds_an_anchor_of_which_only_a_half_is_whole) {
  Patient patient;
  const auto whole = read_whole(patient.home().anchor());
  for (const std::size_t slot : {0U, 1U}) {
    auto bytes = whole;
    bytes[slot * anchor_slot_bytes + 20] ^= 1;
    write_whole(patient.home().anchor(), bytes);
    const auto examined = patient.examine();
    BOOST_TEST(examined.status == 1);
    BOOST_TEST(contains(examined.out, "problem  anchor"), examined.out);
    BOOST_TEST(run(patient.folder, {"azwf", "emit", "renewed"}).status == 0);
    BOOST_TEST(patient.examine().status == 0);
  }
}

BOOST_AUTO_TEST_CASE(it_says_what_else_is_wrong_with_a_store_that_does_not_open) {
  Patient patient;
  fs::path table;
  for (const auto& entry : fs::directory_iterator(patient.home().store())) {
    if (entry.path().extension() == ".sst") table = std::max(table, entry.path());
  }
  BOOST_REQUIRE(!table.empty());
  auto bytes = read_whole(table);
  for (std::size_t at = 0; at < bytes.size(); at += 16) bytes[at] ^= 1;
  write_whole(table, bytes);
  fs::rename(patient.home().blobs(), patient.home().path / "aside");
  fs::create_directory_symlink(patient.home().blobs(), patient.home().blobs());
  const auto examined = patient.examine();
  BOOST_TEST(examined.status == 5);
  BOOST_TEST(contains(examined.out, "problem  store"), examined.out);
  BOOST_TEST(contains(examined.out, "problem  blobs"), examined.out);
  BOOST_TEST(!contains(examined.out, "run azwf doctor"), examined.out);
}

// Root reads all folders; one that is a link to itself not even root does.
BOOST_AUTO_TEST_CASE(it_goes_on_past_folders_that_it_cannot_read) {
  Patient patient;
  fs::path shelf;
  for (const auto& entry : fs::directory_iterator(patient.home().blobs())) {
    if (entry.path().filename().string().size() == 2) shelf = entry.path();
  }
  fs::remove_all(shelf);
  fs::create_directory_symlink(shelf, shelf);
  const auto examined = patient.examine();
  BOOST_TEST(contains(examined.out, "problem  blobs       cannot list " + shelf.string()),
             examined.out);
  BOOST_TEST(contains(examined.out, "views"), examined.out);
}

BOOST_AUTO_TEST_CASE(it_goes_on_without_a_folder_for_temporary_files) {
  Patient patient;
  const auto examined = run_line(patient.folder, "TMPDIR=/nonexistent azwf doctor");
  BOOST_TEST(examined.status == 1, examined.err);
  BOOST_TEST(contains(examined.out, "problem  supervisor"), examined.out);
  BOOST_TEST(contains(examined.out, "ok       blobs"), examined.out);
}

BOOST_AUTO_TEST_CASE(it_finds_views_that_differ_from_the_log) {
  Patient patient;
  add_view_of_nobody(patient.home());
  const auto examined = patient.examine();
  BOOST_TEST(examined.status == 1);
  BOOST_TEST(contains(examined.out, "azwf doctor --rebuild-views"), examined.out);
  BOOST_TEST(run(patient.folder, {"azwf", "doctor", "--rebuild-views"}).status == 1);
  BOOST_TEST(patient.examine().status == 0);
}

// A log beside which a run is made when it is asked where it ends.
class GrowingLog : public EventLog {
 public:
  explicit GrowingLog(const Patient& patient)
      : patient_(patient), log_(open_for_reading(patient.home()).value().log) {
    patient.folder.write("quick.lua", "return wf.workflow { name = 'q', run = function() end }");
  }
  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override {
    return log_->append(proposals);
  }
  Result<std::unique_ptr<Cursor>> read(const ReadQuery& query) override {
    auto cursor = log_->read(query);
    if (query.direction == Direction::backwards) go_on();
    return cursor;
  }
  Result<Position> wait_past(Position position, std::stop_token stop) override {
    const auto last = log_->wait_past(position, std::move(stop));
    go_on();
    return last;
  }
  [[nodiscard]] std::uint64_t epoch() const override { return log_->epoch(); }

 private:
  void go_on() {
    if (std::exchange(has_gone_on_, true)) return;
    BOOST_TEST(run(patient_.folder, {"azwf", "run", "quick.lua"}).status == 0);
  }

  const Patient& patient_;
  std::unique_ptr<EventLog> log_;
  bool has_gone_on_ = false;
};

// Views that were further on than the log would not be believed, nor compared.
BOOST_AUTO_TEST_CASE(it_compares_views_that_a_writer_carries_on_meanwhile) {
  Patient patient;
  for (const bool is_healthy : {true, false}) {
    if (!is_healthy) add_view_of_nobody(patient.home());
    GrowingLog log(patient);
    const auto found = cli::views_finding(patient.home(), log);
    BOOST_TEST(found.ok == is_healthy, found.message);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
