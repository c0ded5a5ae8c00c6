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

constexpr std::uint32_t never_ms = 3'600'000;

struct Place {
  TemporaryFolder folder;
  Home home{folder.path() / "home"};
  ManualClock clock;
  Disk disk{home.path};

  Store open(std::uint32_t anchor_sync_ms = never_ms) {
    StoreOptions options;
    options.limits.anchor_sync_ms = anchor_sync_ms;
    return open_for_writing(home, clock, options).value();
  }
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

BOOST_AUTO_TEST_CASE(the_anchor_is_synced_by_itself_after_the_last_append) {
  Place place;
  int before = 0;
  {
    const auto store = place.open(1);
    before = place.disk.syncs("anchor");
    append_to(*store.log, {"run/a"});
    BOOST_REQUIRE(place.disk.await_syncs("anchor", before + 1));
    const Home after{place.folder.path() / "after"};
    std::mt19937_64 random(1);
    place.disk.cut_power(after.path, random);
    BOOST_TEST(Anchor::read(after.anchor()).value()->position.value == 1);
  }
  BOOST_TEST(place.disk.syncs("anchor") == before + 1);
}

BOOST_AUTO_TEST_CASE(appends_share_a_sync_of_the_anchor_at_the_latest_on_close) {
  Place place;
  int before = 0;
  {
    const auto store = place.open();
    before = place.disk.syncs("anchor");
    for (int i = 0; i < 4; ++i) append_to(*store.log, {"run/a"});
    place.clock.advance(std::chrono::hours(1));
    append_to(*store.log, {"run/a"});
    BOOST_TEST(place.disk.syncs("anchor") == before);
  }
  BOOST_TEST(place.disk.syncs("anchor") == before + 1);
}

// Writes a little, cuts the power, and goes on with what that left.
void cut_power_again_and_again(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  TemporaryFolder folder;
  Home home{folder.path() / "0"};
  ManualClock clock;
  StoreOptions options;
  std::uint64_t answered = 0;
  for (int round = 1; round <= 20; ++round) {
    const Home after{folder.path() / std::to_string(round)};
    {
      const Disk disk(home.path);
      options.limits.anchor_sync_ms = static_cast<std::uint32_t>(random() % 5);
      const auto store = open_for_writing(home, clock, options).value();
      BOOST_TEST(last_position(*store.log).value().value >= answered);
      for (auto count = random() % 8; count > 0; --count) {
        append_to(*store.log, {random() % 2 == 0 ? "run/a" : "run/b"});
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
  int before = 0;
  {
    const auto store = place.open(1);
    before = place.disk.syncs("anchor");
    place.disk.fail_syncs("anchor");
    std::uint64_t number = 0;
    const auto is_answered = [&] {
      const auto answer = append_one(*store.log, proposal(++number, "run/a", AnyRevision{}));
      return !std::holds_alternative<Unknown>(answer);
    };
    BOOST_REQUIRE(is_answered());
    BOOST_REQUIRE(place.disk.await_syncs("anchor", before + 1));
    while (number < 1'000 && is_answered()) continue;  // it is just being told
    BOOST_TEST(number < 1'000U);
    place.disk.fail_syncs("/");
    BOOST_TEST(!is_answered());
  }
  BOOST_TEST(place.disk.syncs("anchor") == before + 1);
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
