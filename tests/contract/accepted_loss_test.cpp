// A loss that was accepted: the log goes on above every position that ever named a commit, and all
// that read it agree where it does.
#include <algorithm>
#include <map>

#include "engine/audit/verify_log.hpp"
#include "engine/base/digest.hpp"
#include "storage/files/anchor.hpp"
#include "storage/open.hpp"
#include "storage/rocksdb/log_tables.hpp"
#include "tests/contract/log_steps.hpp"
#include "tests/contract/log_worlds.hpp"

#include <rocksdb/db.h>

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;

// Positions 1 and 2, then 6 after a loss of three, 7, then 10 after a loss of two.
template <class World> void lose_twice(World& world) {
  append_to(world.log(), {"run/a", "run/b"});
  world.remember();
  append_to(world.log(), {"run/a", "run/c", "run/a"});
  world.lose();
  append_to(world.log(), {"run/a"});
  world.remember();
  append_to(world.log(), {"run/b", "run/c"});
  world.lose();
}

const Numbers kept_twice = {1, 2, 6, 7, 10};

Numbers answer_of(const Numbers& all, const ReadQuery& query) {
  Numbers found;
  for (const auto position : all) {
    const auto past = query.past.value_or(Position{});
    const bool is_forwards = query.direction == Direction::forwards;
    if (query.past && (is_forwards ? position <= past.value : position >= past.value)) continue;
    found.push_back(position);
  }
  if (query.direction == Direction::backwards) std::ranges::reverse(found);
  return found;
}

BOOST_AUTO_TEST_SUITE(accepted_loss)

BOOST_AUTO_TEST_CASE_TEMPLATE(no_position_names_two_commits, World, LogWorlds) {
  World world;
  lose_twice(world);
  BOOST_TEST(positions(world.log()) == kept_twice, boost::test_tools::per_element());
  append_to(world.log(), {"run/c"});
  BOOST_TEST(last_position(world.log()).value().value == 11);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_log_is_read_across_its_losses, World, LogWorlds) {
  World world;
  lose_twice(world);
  for (std::uint64_t past = 0; past <= 12; ++past) {
    for (const auto direction : {Direction::forwards, Direction::backwards}) {
      const ReadQuery query{{}, direction, Position{past}};
      BOOST_TEST(positions(world.log(), query) == answer_of(kept_twice, query),
                 boost::test_tools::per_element());
    }
  }
  const StreamName store{"store"};
  BOOST_TEST(positions(world.log(), {store, {}, {}}) == (Numbers{6, 10}));
  BOOST_TEST(positions(world.log(), {StreamName{"run/a"}, {}, {}}) == (Numbers{1, 7}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(its_hashes_agree, World, LogWorlds) {
  World world;
  lose_twice(world);
  world.reopen();
  const auto report = verify_log(world.log()).value();
  BOOST_TEST(report.problem == "");
  BOOST_TEST(report.commits == 5U);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(streams_go_on_from_what_is_left, World, LogWorlds) {
  World world;
  lose_twice(world);
  BOOST_TEST(is_conflict(append_one(world.log(), proposal(1, "run/a", Position{5}))));
  BOOST_TEST(committed(append_one(world.log(), proposal(1, "run/a", Position{7}))).value == 11);
  BOOST_TEST(committed(append_one(world.log(), proposal(2, "run/c", NewStream{}))).value == 12);
  world.crash();
  BOOST_TEST(committed(append_one(world.log(), proposal(3, "run/b", Position{2}))).value == 13);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_event_tells_what_was_lost, World, LogWorlds) {
  World world;
  append_to(world.log(), {"run/a"});
  world.remember();
  append_to(world.log(), {"run/a", "run/a"});
  const auto lost = commits(world.log()).back().frame.chain;
  world.lose();
  const auto commit = commits(world.log()).back();
  const auto& event = commit.leaf.events.front();
  BOOST_TEST(event.type == "store.loss_accepted");
  BOOST_TEST(event.actor == "ann");
  const auto& data = std::get<Packed>(event.data);
  BOOST_TEST((field_of(data, "kept") == packed_integer(1)));
  BOOST_TEST((field_of(data, "anchored") == packed_integer(3)));
  BOOST_TEST(text_of(field_of(data, "chain")) == to_hex(lost));
  BOOST_TEST(commit.leaf.epoch < world.log().epoch());
}

enum class Left { all, nothing, damaged };
constexpr Left anchors[] = {Left::all, Left::nothing, Left::damaged};

// A home on disk whose files a test damages while nobody has it open.
class Place {
 public:
  [[nodiscard]] Home home() const { return {folder_.path() / "home"}; }
  void append(const std::vector<std::string>& streams) {
    const auto store = open_for_writing(home(), clock_, {}).value();
    append_to(*store.log, streams);
  }
  Result<Position> accept(std::uint64_t kept) {
    return accept_loss(home(), clock_, {}, acceptance({kept}));
  }
  std::string refusal() {
    const auto store = open_for_writing(home(), clock_, {});
    return store ? "" : store.error().code;
  }
  // The positions there are, read twice: for writing and beside a writer.
  Numbers read() {
    const auto writing = open_for_writing(home(), clock_, {}).value();
    const auto reading = open_for_reading(home()).value();
    const auto found = positions(*writing.log);
    BOOST_TEST(positions(*reading.log) == found, boost::test_tools::per_element());
    BOOST_TEST(verify_log(*reading.log).value().problem == "");
    return found;
  }
  // What happens to its anchor.
  void leave(Left left) {
    if (left == Left::damaged) write_whole(home().anchor(), "damaged");
    if (left == Left::nothing) fs::remove(home().anchor());
  }
  void lose_write_ahead_log() {
    for (const auto& entry : fs::directory_iterator(home().store())) {
      if (entry.path().extension() == ".log") fs::remove(entry.path());
    }
  }
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(home().path)) {
      if (entry.is_regular_file()) found[entry.path()] = read_whole(entry.path());
    }
    return found;
  }
  [[nodiscard]] std::uint64_t epoch() const { return Anchor::read(home().anchor()).value()->epoch; }

 private:
  ManualClock clock_;
  TemporaryFolder folder_;
};

BOOST_AUTO_TEST_CASE(a_wrong_word_changes_nothing) {
  Place place;
  place.append({"run/a", "run/b"});
  auto before = place.files();
  BOOST_TEST(place.accept(2).error().code == "nothing_lost");
  BOOST_TEST((place.files() == before));
  place.lose_write_ahead_log();
  before = place.files();
  BOOST_TEST(place.accept(1).error().code == "other_position");
  BOOST_TEST(place.accept(2).error().code == "other_position");
  BOOST_TEST((place.files() == before));
  BOOST_TEST(place.refusal() == "shorter_than_anchor");
  BOOST_TEST(place.accept(0).value().value == 3);
  BOOST_TEST(place.read() == (Numbers{3}));
}

BOOST_AUTO_TEST_CASE(an_emptied_store_begins_above_its_anchor) {
  Place place;
  place.append({"run/a", "run/b"});
  fs::remove_all(place.home().store());
  fs::create_directory(place.home().store());
  BOOST_TEST(place.accept(0).value().value == 3);
  place.append({"run/a"});
  BOOST_TEST(place.read() == (Numbers{3, 4}));
}

BOOST_AUTO_TEST_CASE(tables_without_their_root_are_not_thrown_away) {
  for (const auto anchor : anchors) {
    Place place;
    place.append({"run/a", "run/b"});
    fs::remove(place.home().store() / "CURRENT");
    place.leave(anchor);
    const auto before = place.files();
    BOOST_TEST(place.accept(0).error().code == "missing_current");
    BOOST_TEST(place.refusal() == (anchor == Left::damaged ? "bad_anchor" : "missing_current"));
    BOOST_TEST(open_for_reading(place.home()).error().code == place.refusal());
    BOOST_TEST((place.files() == before));
  }
}

BOOST_AUTO_TEST_CASE(without_an_anchor_it_goes_on_far_above) {
  for (const auto anchor : {Left::nothing, Left::damaged}) {
    Place place;
    place.append({"run/a", "run/b"});
    place.leave(anchor);
    BOOST_TEST(place.accept(1).error().code == "other_position");
    BOOST_TEST(place.accept(2).value().value == 1'000'000'003);
    BOOST_TEST(place.epoch() == 1'000'002U);
    BOOST_TEST(place.read() == (Numbers{1, 2, 1'000'000'003}));
  }
}

BOOST_AUTO_TEST_CASE(another_chain_is_kept_when_it_is_accepted) {
  Place ours;
  ours.append({"run/a", "run/b", "run/c"});
  Place theirs;
  theirs.append({"run/x", "run/y"});
  theirs.append({"run/x", "run/y"});
  fs::remove_all(ours.home().store());
  fs::copy(theirs.home().store(), ours.home().store());
  BOOST_TEST(ours.refusal() == "other_chain");
  BOOST_TEST(ours.accept(3).error().code == "other_position");
  BOOST_TEST(ours.accept(4).value().value == 5);
  BOOST_TEST(ours.epoch() == 3U);  // theirs was at 2
  BOOST_TEST(ours.read() == (Numbers{1, 2, 3, 4, 5}));
}

BOOST_AUTO_TEST_CASE(an_interrupted_acceptance_is_done_again) {
  Place place;
  place.append({"run/a", "run/b"});
  place.lose_write_ahead_log();
  const Home copy{place.home().path.parent_path() / "copy"};
  fs::copy(place.home().path, copy.path, fs::copy_options::recursive);
  BOOST_TEST(place.accept(0).value().value == 3);
  fs::remove_all(place.home().store());
  fs::copy(copy.store(), place.home().store());  // the anchor has moved, the commit is not there
  BOOST_TEST(place.refusal() == "shorter_than_anchor");
  BOOST_TEST(place.accept(0).value().value == 4);
  BOOST_TEST(place.read() == (Numbers{4}));
}

// The position was kept for a commit that nobody ever saw: of its chain nothing is told.
BOOST_AUTO_TEST_CASE(an_interrupted_acceptance_is_not_taken_for_a_commit) {
  Place place;
  place.append({"run/a", "run/b"});
  BOOST_REQUIRE(Anchor::create(place.home().anchor(), reserving_anchor(7, {11})));
  BOOST_TEST(place.accept(2).value().value == 12);
  const auto store = open_for_reading(place.home()).value();
  const auto event = commits(*store.log).back().leaf.events.front();
  const auto& data = std::get<Packed>(event.data);
  BOOST_TEST((field_of(data, "anchored") == packed_integer(11)));
  BOOST_TEST((field_of(data, "chain") == Packed{}));
  BOOST_TEST(place.read() == (Numbers{1, 2, 12}));
}

BOOST_AUTO_TEST_CASE(an_acceptance_that_ended_before_the_anchor_had_its_chain_is_done) {
  Place place;
  place.append({"run/a", "run/b"});
  fs::remove(place.home().anchor());
  const auto position = place.accept(2).value();
  BOOST_REQUIRE(Anchor::create(place.home().anchor(), reserving_anchor(place.epoch(), position)));
  BOOST_TEST(place.read() == (Numbers{1, 2, position.value}));
  BOOST_TEST(place.accept(position.value).error().code == "nothing_lost");
}

// Of what is wrong here nothing is lost: to accept it would leave a store that does not open.
BOOST_AUTO_TEST_CASE(what_is_no_loss_is_not_accepted_as_one) {
  for (const auto anchor : anchors) {
    Place place;
    place.append({"run/a", "run/b"});
    {
      const auto database =
          Database::open({place.home().store(), Layout::log, nullptr}, false).value();
      const auto key = stream_key("run/of-nobody", {2});
      BOOST_REQUIRE(database.db().Put({}, database.streams(), key, "x").ok());
    }
    place.leave(anchor);
    const auto before = place.files();
    const auto refused = place.accept(2).error();
    BOOST_TEST(refused.code == "incomplete", refused.message);
    BOOST_TEST(refused.message.ends_with("entries of streams"), refused.message);
    BOOST_TEST((place.files() == before));
  }
}

BOOST_AUTO_TEST_CASE(what_is_left_must_be_whole) {
  Place place;
  place.append(std::vector<std::string>(2'000, "run/a"));
  { const auto store = open_for_writing(place.home(), *std::make_unique<ManualClock>(), {}); }
  fs::path table;
  for (const auto& entry : fs::directory_iterator(place.home().store())) {
    if (entry.path().extension() == ".sst" && entry.file_size() > 60'000) table = entry.path();
  }
  BOOST_REQUIRE(!table.empty());
  auto bytes = read_whole(table);
  bytes[bytes.size() / 3] ^= 1;
  write_whole(table, bytes);
  fs::remove(place.home().anchor());
  const auto refused = place.accept(2'000).error();
  BOOST_TEST((refused.kind == ErrorKind::damaged));
  BOOST_TEST(refused.message.find(table.filename()) != std::string::npos, refused.message);
  BOOST_TEST(!fs::exists(place.home().anchor()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
