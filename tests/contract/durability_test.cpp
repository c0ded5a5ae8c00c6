// What is answered is on the disk: shown by watching the disk, by cutting its power, by failing it.
#include "storage/files/anchor.hpp"
#include "storage/open.hpp"
#include "tests/contract/disk.hpp"
#include "tests/contract/log_steps.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/seeds.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

struct Place {
  TemporaryFolder folder;
  Home home{folder.path() / "home"};
  ManualClock clock;
  Disk disk{home.path};

  Store open() { return open_for_writing(home, clock, {}).value(); }
};

BOOST_AUTO_TEST_SUITE(durability)

BOOST_AUTO_TEST_CASE(every_answered_group_is_synced) {
  Place place;
  const auto store = place.open();
  for (int i = 0; i < 5; ++i) {
    append_to(*store.log, {"run/a"});
    BOOST_TEST(place.disk.unsynced_bytes(".log") == 0U);
  }
}

BOOST_AUTO_TEST_CASE(a_group_pays_one_sync) {
  Place place;
  const auto store = place.open();
  append_to(*store.log, {"run/a"});
  std::vector<Proposal> group;
  for (std::uint64_t i = 0; i < 50; ++i) group.push_back(proposal(i, "run/b", AnyRevision{}));
  std::filesystem::path log;
  for (const auto& entry : std::filesystem::directory_iterator(place.home.store())) {
    if (entry.path().extension() == ".log") log = entry.path();
  }
  const auto before = place.disk.syncs(log.filename());
  BOOST_TEST(store.log->append(group).size() == 50);
  BOOST_TEST(place.disk.syncs(log.filename()) == before + 1);
}

BOOST_AUTO_TEST_CASE(the_anchor_is_synced_each_second_and_on_close) {
  Place place;
  const auto opened = [&] { return place.disk.syncs("anchor"); };
  {
    const auto store = place.open();
    const auto before = opened();
    for (int i = 0; i < 4; ++i) append_to(*store.log, {"run/a"});
    BOOST_TEST(opened() == before);
    place.clock.advance(std::chrono::seconds(1));
    for (int i = 0; i < 4; ++i) append_to(*store.log, {"run/a"});
    BOOST_TEST(opened() == before + 1);
  }
  BOOST_TEST(place.disk.unsynced_bytes("anchor") == 0U);
  const auto state = Anchor::read(place.home.anchor()).value();
  BOOST_TEST(state->position.value == 8);
}

// Writes a little, cuts the power, and goes on with what that left.
void cut_power_again_and_again(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  TemporaryFolder folder;
  Home home{folder.path() / "0"};
  ManualClock clock;
  std::uint64_t answered = 0;
  for (int round = 1; round <= 20; ++round) {
    const Home after{folder.path() / std::to_string(round)};
    {
      const Disk disk(home.path);
      const auto store = open_for_writing(home, clock, {}).value();
      BOOST_TEST(last_position(*store.log).value().value >= answered);
      for (auto count = random() % 8; count > 0; --count) {
        append_to(*store.log, {random() % 2 == 0 ? "run/a" : "run/b"});
        clock.advance(std::chrono::milliseconds(random() % 600));
      }
      answered = last_position(*store.log).value().value;
      disk.cut_power(after.path, random);
    }
    const auto opened = open_for_reading(after);
    if (!opened) BOOST_FAIL("round " << round << ": " << opened.error().message);
    BOOST_TEST(positions(*opened->log).size() == answered);
    home = after;
  }
}

BOOST_AUTO_TEST_CASE(a_power_cut_loses_nothing_that_was_answered) {
  for (const auto seed : seeds("AZWF_POWER_CUTS", 1)) {
    BOOST_TEST_CONTEXT("seed " << seed) { cut_power_again_and_again(seed); }
  }
}

BOOST_AUTO_TEST_CASE(after_a_failed_sync_nothing_is_accepted) {
  Place place;
  {
    const auto store = place.open();
    append_to(*store.log, {"run/a"});
    place.disk.fail_syncs(".log");
    const Proposal group[] = {proposal(1, "run/a", Position{1}), proposal(2, "run/b", NewStream{}),
                              proposal(3, "run/b", NewStream{})};
    for (const auto& answer : store.log->append(group)) {
      BOOST_TEST(std::holds_alternative<Unknown>(answer));
    }
    place.disk.fail_syncs("/");
    const auto later = proposal(4, "run/c", AnyRevision{});
    BOOST_TEST(std::holds_alternative<Unknown>(append_one(*store.log, later)));
    BOOST_TEST(!settle_unknown(*store.log, group[0]));
    BOOST_TEST(!settle_unknown(*store.log, later));
    BOOST_TEST(positions(*store.log) == (Numbers{1}));
  }
  const auto store = place.open();
  BOOST_TEST(positions(*store.log).size() >= 1);
  append_to(*store.log, {"run/a"});
}

BOOST_AUTO_TEST_CASE(after_a_failed_anchor_nothing_is_accepted) {
  Place place;
  const auto store = place.open();
  append_to(*store.log, {"run/a"});
  place.disk.fail_syncs("anchor");
  place.clock.advance(std::chrono::seconds(2));
  BOOST_TEST(
      std::holds_alternative<Unknown>(append_one(*store.log, proposal(1, "run/a", AnyRevision{}))));
  place.disk.fail_syncs("/");
  BOOST_TEST(
      std::holds_alternative<Unknown>(append_one(*store.log, proposal(1, "run/a", AnyRevision{}))));
}

BOOST_AUTO_TEST_CASE(a_blob_is_synced_before_it_has_its_name) {
  Place place;
  const auto store = place.open();
  place.disk.fail_syncs("-0");
  BOOST_TEST(!put_blob(*store.blobs, "bytes"));
  place.disk.fail_syncs("/");
  const auto ref = put_blob(*store.blobs, "bytes").value();
  const Home after{place.folder.path() / "after"};
  std::mt19937_64 random(1);
  place.disk.cut_power(after.path, random);
  const auto reader = open_for_reading(after).value();
  BOOST_TEST(get_blob(*reader.blobs, ref.digest, 5).value() == "bytes");
}

BOOST_AUTO_TEST_CASE(a_home_is_not_opened_when_its_anchor_cannot_be_synced) {
  Place place;
  { (void)place.open(); }
  place.disk.fail_syncs("anchor");
  BOOST_TEST(!open_for_writing(place.home, place.clock, {}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
