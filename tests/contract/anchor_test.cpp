// The anchor: what it notices about a store, and what it does to writers that were superseded.
#include <unistd.h>

#include "storage/files/anchor.hpp"
#include "storage/open.hpp"
#include "storage/rocksdb/rocks_log.hpp"
#include "tests/contract/log_steps.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;

// A home that is opened, written and closed again in each step.
class Place {
 public:
  [[nodiscard]] Home home() const { return {folder_.path() / "home"}; }

  void append(const std::vector<std::string>& streams) {
    const auto store = open_for_writing(home(), clock, {}).value();
    append_to(*store.log, streams);
  }
  // The error of opening, for writing and for reading; they must agree.
  Error refusal() {
    const auto reading = open_for_reading(home());
    const auto writing = open_for_writing(home(), clock, {});
    BOOST_REQUIRE(!writing);
    BOOST_REQUIRE(!reading);
    BOOST_TEST(reading.error().code == writing.error().code);
    BOOST_TEST((writing.error().kind == ErrorKind::damaged));
    return writing.error();
  }
  std::uint64_t opened_at() {
    const auto store = open_for_writing(home(), clock, {}).value();
    return last_position(*store.log).value().value;
  }
  [[nodiscard]] AnchorState anchor() const { return Anchor::read(home().anchor()).value().value(); }
  [[nodiscard]] fs::path beside(const std::string& name) const { return folder_.path() / name; }

  ManualClock clock;

 private:
  TemporaryFolder folder_;
};

RocksLogOptions options_of(const Home& home) {
  return {.store = home.store(), .anchor = home.anchor(), .tenant = "", .writer = "", .limits = {}};
}

void copy_folder(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

bool mentions(const Error& error, std::initializer_list<const char*> texts) {
  return std::ranges::all_of(
      texts, [&](const char* text) { return error.message.find(text) != std::string::npos; });
}

BOOST_AUTO_TEST_SUITE(anchor)

BOOST_AUTO_TEST_CASE(it_stands_where_the_log_ends) {
  Place place;
  place.append({"run/a", "run/b", "run/a"});
  BOOST_TEST(place.anchor().position.value == 3);
  BOOST_TEST(place.anchor().epoch == 1);
  place.append({});
  BOOST_TEST(place.anchor().epoch == 2);
}

BOOST_AUTO_TEST_CASE(it_moves_before_each_answer) {
  Place place;
  const auto store = open_for_writing(place.home(), place.clock, {}).value();
  for (std::uint64_t position = 1; position <= 3; ++position) {
    append_to(*store.log, {"run/a"});
    BOOST_TEST(place.anchor().position.value == position);
    BOOST_TEST((place.anchor().chain == commits(*store.log).back().frame.chain));
  }
}

BOOST_AUTO_TEST_CASE(a_shorter_store_is_refused_and_both_positions_named) {
  Place place;
  place.append({"run/a", "run/b"});
  copy_folder(place.home().store(), place.beside("older"));
  place.append({"run/a", "run/b", "run/c"});
  copy_folder(place.home().store(), place.beside("newer"));
  copy_folder(place.beside("older"), place.home().store());
  const auto error = place.refusal();
  BOOST_TEST(error.code == "shorter_than_anchor");
  BOOST_TEST(mentions(error, {"position 2,", "position 5:"}));
  copy_folder(place.beside("newer"), place.home().store());
  BOOST_TEST(place.opened_at() == 5);
}

BOOST_AUTO_TEST_CASE(a_lost_write_ahead_log_is_noticed) {
  Place place;
  place.append({"run/a", "run/b"});
  for (const auto& entry : fs::directory_iterator(place.home().store())) {
    if (entry.path().extension() == ".log") fs::remove(entry.path());
  }
  BOOST_TEST(place.refusal().code == "shorter_than_anchor");
}

BOOST_AUTO_TEST_CASE(an_emptied_store_is_noticed) {
  Place place;
  place.append({"run/a"});
  fs::remove_all(place.home().store());
  fs::create_directory(place.home().store());
  const auto error = place.refusal();
  BOOST_TEST(mentions(error, {"position 0,", "position 1:"}));
}

BOOST_AUTO_TEST_CASE(each_flipped_bit_of_the_write_ahead_log_is_noticed) {
  Place place;
  place.append({"run/a", "run/b", "run/c", "run/d"});
  fs::path log;
  for (const auto& entry : fs::directory_iterator(place.home().store())) {
    if (entry.path().extension() == ".log" && entry.file_size() > 0) log = entry.path();
  }
  const auto whole = read_whole(log);
  for (std::size_t at = 0; at < whole.size(); at += 131) {
    auto damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    write_whole(log, damaged);
    const auto opened = open_for_reading(place.home());
    BOOST_REQUIRE_MESSAGE((!opened && opened.error().kind == ErrorKind::damaged), "byte " << at);
    BOOST_TEST(mentions(opened.error(), {log.filename().c_str()}), opened.error().message);
  }
  write_whole(log, whole);
  BOOST_TEST(place.opened_at() == 4);
}

BOOST_AUTO_TEST_CASE(another_chain_is_refused) {
  Place ours;
  ours.append({"run/a", "run/b"});
  Place theirs;
  theirs.append({"run/a", "run/x", "run/y"});
  copy_folder(theirs.home().store(), ours.home().store());
  const auto error = ours.refusal();
  BOOST_TEST(error.code == "other_chain");
  BOOST_TEST(mentions(error, {"position 2"}));
}

BOOST_AUTO_TEST_CASE(a_missing_anchor_beside_commits_is_refused) {
  Place place;
  place.append({"run/a", "run/b"});
  fs::remove(place.home().anchor());
  const auto error = place.refusal();
  BOOST_TEST(error.code == "missing_anchor");
  BOOST_TEST(mentions(error, {"position 2", "position 0"}));
}

// A folder that is a link to itself cannot be looked into, not even by root.
BOOST_AUTO_TEST_CASE(a_missing_anchor_beside_a_store_that_cannot_be_read_is_not_made_anew) {
  Place place;
  place.append({"run/a", "run/b"});
  fs::remove(place.home().anchor());
  fs::rename(place.home().store(), place.beside("aside"));
  fs::create_directory_symlink(place.home().store(), place.home().store());
  FreeSpace space([]() -> Result<std::uint64_t> { return UINT64_MAX; }, place.clock, 0);
  BOOST_TEST(!RocksLog::open(options_of(place.home()), place.clock, space));
  BOOST_TEST(!fs::exists(place.home().anchor()));
  fs::remove(place.home().store());
  fs::rename(place.beside("aside"), place.home().store());
  BOOST_TEST(place.refusal().code == "missing_anchor");
}

BOOST_AUTO_TEST_CASE(a_refused_store_is_left_as_it_was) {
  Place place;
  place.append({"run/a", "run/b"});
  auto anchor = Anchor::open(place.home().anchor()).value().value();
  BOOST_REQUIRE(anchor.write({1, {9}, {}}));
  std::map<std::string, std::string> before;
  const auto files = [&] {
    std::map<std::string, std::string> found;
    for (const auto& entry : fs::directory_iterator(place.home().store())) {
      if (entry.path().filename().string().starts_with("LOG")) continue;  // what RocksDB tells
      found[entry.path().filename()] = read_whole(entry.path());
    }
    return found;
  };
  before = files();
  BOOST_TEST(place.refusal().code == "shorter_than_anchor");
  BOOST_TEST((files() == before));
}

BOOST_AUTO_TEST_CASE(a_torn_slot_leaves_the_other) {
  Place place;
  place.append({"run/a", "run/b", "run/c"});
  const auto whole = read_whole(place.home().anchor());
  BOOST_REQUIRE(whole.size() == 2 * anchor_slot_bytes);
  for (const std::size_t slot : {0U, 1U}) {
    for (const std::size_t at : {0U, 9U, 100U, 511U}) {
      auto torn = whole;
      torn[slot * anchor_slot_bytes + at] ^= 1;
      write_whole(place.home().anchor(), torn);
      BOOST_TEST(place.anchor().position.value >= 2);
      BOOST_TEST(place.opened_at() == 3);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_anchor_without_a_whole_slot_is_refused) {
  Place place;
  place.append({"run/a"});
  write_whole(place.home().anchor(), std::string(2 * anchor_slot_bytes, '\0'));
  BOOST_TEST(place.refusal().code == "bad_anchor");
  write_whole(place.home().anchor(), "");
  BOOST_TEST(place.refusal().code == "bad_anchor");
  write_whole(place.home().anchor(), "azwfanc2" + std::string(1'016, '\0'));
  BOOST_TEST(place.refusal().code == "newer_format");
}

BOOST_AUTO_TEST_CASE(commits_past_the_anchor_are_kept) {
  Place place;
  place.append({"run/a"});
  const auto older = read_whole(place.home().anchor());
  place.append({"run/b", "run/a"});
  write_whole(place.home().anchor(), older);
  BOOST_TEST(place.opened_at() == 3);
  BOOST_TEST(place.anchor().position.value == 3);
}

BOOST_AUTO_TEST_CASE(a_first_opening_that_was_interrupted_is_completed) {
  Place place;
  BOOST_REQUIRE(create_home(place.home()));
  BOOST_REQUIRE(Anchor::create(place.home().anchor()));
  place.append({"run/a"});
  BOOST_TEST(place.opened_at() == 1);
}

// The home's lock was passed over; RocksDB's own was removed, and its table of open paths is passed
// by another path.
BOOST_AUTO_TEST_CASE(a_superseded_writer_writes_nothing_more) {
  Place place;
  const auto first = open_for_writing(place.home(), place.clock, {}).value();
  append_to(*first.log, {"run/a"});
  fs::remove(place.home().store() / "LOCK");
  const Home alias{place.home().path / ".." / "home"};
  FreeSpace space([]() -> Result<std::uint64_t> { return UINT64_MAX; }, place.clock, 0);
  const auto second = RocksLog::open(options_of(alias), place.clock, space).value();
  BOOST_TEST(second->epoch() == 2);
  BOOST_TEST(refused(append_one(*first.log, proposal(1, "run/a", Position{1}))) == "fenced");
  BOOST_TEST(committed(append_one(*second, proposal(2, "run/a", Position{1}))).value == 2);
  BOOST_TEST(refused(append_one(*first.log, proposal(1, "run/b", AnyRevision{}))) == "fenced");
  BOOST_TEST(positions(*second) == (Numbers{1, 2}));
}

BOOST_AUTO_TEST_CASE(a_writer_whose_anchor_was_removed_answers_no_more) {
  Place place;
  const auto store = open_for_writing(place.home(), place.clock, {}).value();
  append_to(*store.log, {"run/a"});
  fs::remove(place.home().anchor());
  const auto answer = append_one(*store.log, proposal(1, "run/a", AnyRevision{}));
  BOOST_TEST(std::holds_alternative<Unknown>(answer));
  BOOST_TEST(positions(*store.log) == (Numbers{1}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
