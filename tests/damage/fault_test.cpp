// A write or sync that fails, at any call: nothing more is answered, and what was answered is there
// at the next opening.
#include <unistd.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>

#include "engine/audit/verify_log.hpp"
#include "engine/event/append.hpp"
#include "storage/open.hpp"
#include "tests/damage/disk_calls.hpp"
#include "tests/support/events.hpp"
#include "tests/support/manual_clock.hpp"

namespace azwf::tests {
namespace {

constexpr std::uint64_t fits_in_memory_bytes = 1 << 20;  // more is flushed to a table on closing

struct Scenario {
  std::vector<ProposalId> answered;
  std::optional<Digest> blob;
  std::optional<Error> failed;  // of what failed first
  bool answers_after = false;   // something was answered after that
};

Proposal large_proposal(std::uint64_t number) {
  auto made = proposal(number, "run/" + std::to_string(number % 3), AnyRevision{});
  made.events[0].data = packed_string(std::string(fits_in_memory_bytes / 4, 'x'));
  return made;
}

// Opens a home, writes groups of commits and a blob, closes it.
void play(const Home& home, ManualClock& clock, Scenario& scenario) {
  const auto store = open_for_writing(home, clock, {});
  if (!store) {
    scenario.failed = store.error();
    return;
  }
  std::uint64_t number = 0;
  for (int group = 0; group < 4; ++group) {
    const Proposal proposals[] = {proposal(++number, "run/a", AnyRevision{}),
                                  large_proposal(++number)};
    const auto answers = store->log->append(proposals);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (std::holds_alternative<Committed>(answers[i])) {
        scenario.answers_after |= scenario.failed.has_value();
        scenario.answered.push_back(proposals[i].id);
      } else if (const auto* unknown = std::get_if<Unknown>(&answers[i]); !scenario.failed) {
        scenario.failed = unknown == nullptr ? Error{} : unknown->why;
      }
    }
  }
  if (const auto blob = put_blob(*store->blobs, "bytes")) scenario.blob = blob->digest;
}

void check_recovery(const Home& home, ManualClock& clock, const Scenario& scenario) {
  const auto store = open_for_writing(home, clock, {});
  BOOST_REQUIRE_MESSAGE(store, (store ? "" : store.error().message));
  BOOST_TEST(verify_log(*store->log).value().problem == "");
  std::vector<ProposalId> found;
  const auto cursor = store->log->read({}).value();
  while (const auto commit = cursor->next().value()) found.push_back(commit->leaf.proposal);
  BOOST_TEST(found.size() >= scenario.answered.size());
  for (const auto& id : scenario.answered) BOOST_TEST(std::ranges::count(found, id) == 1);
  if (scenario.blob) BOOST_TEST(get_blob(*store->blobs, *scenario.blob, 9).value() == "bytes");
  auto later = proposal(99, "run/a", AnyRevision{});
  BOOST_TEST(std::holds_alternative<Committed>(store->log->append({&later, 1})[0]));
}

// In memory: what counts here is the calls, of which a real disk would make very long ones.
struct MemoryFolder {
  MemoryFolder() { std::filesystem::create_directory(path); }
  ~MemoryFolder() { std::filesystem::remove_all(path); }
  MemoryFolder(const MemoryFolder&) = delete;
  MemoryFolder& operator=(const MemoryFolder&) = delete;

  std::filesystem::path path = "/dev/shm/azwf-fault-" + std::to_string(::getpid());
};

// The number of calls that were made.
std::uint64_t play_with(DiskPlan plan) {
  const MemoryFolder folder;
  const Home home{folder.path / "home"};
  ManualClock clock;
  Scenario scenario;
  plan.folder = home.path;
  plan_disk(plan);
  play(home, clock, scenario);
  const auto calls = disk_calls();
  forget_disk_plan();
  BOOST_TEST(!scenario.answers_after);
  if (scenario.failed) {
    BOOST_TEST((scenario.failed->kind == ErrorKind::unavailable), scenario.failed->message);
    BOOST_TEST(scenario.failed->message.find(home.path.string()) != std::string::npos,
               scenario.failed->message);
  }
  check_recovery(home, clock, scenario);
  return calls;
}

// At each call, or rather at every other one: the disk is full at odd ones, broken at even ones.
void fail_at_each(DiskPlan::Then then, int error) {
  const auto all = play_with({});
  BOOST_TEST(all > 50U);
  for (std::uint64_t call = error == ENOSPC ? 1 : 2; call <= all; call += 2) {
    BOOST_TEST_CONTEXT("call " << call << " of " << all) {
      play_with({.folder = {}, .at = call, .then = then, .error = error});
    }
  }
}

// A home whose store was emptied, or whose anchor was removed.
void make_loss(const Home& home, ManualClock& clock, bool is_store) {
  {
    const auto store = open_for_writing(home, clock, {}).value();
    auto first = proposal(1, "run/a", AnyRevision{});
    BOOST_REQUIRE(std::holds_alternative<Committed>(store.log->append({&first, 1})[0]));
  }
  std::filesystem::remove_all(is_store ? home.store() : home.anchor());
  if (is_store) std::filesystem::create_directory(home.store());
}

// Accepts a loss while the disk does as planned, and once more when that was no success.
std::uint64_t accept_with(DiskPlan plan, bool is_store) {
  const MemoryFolder folder;
  const Home home{folder.path / "home"};
  ManualClock clock;
  make_loss(home, clock, is_store);
  const LossAcceptance word{{is_store ? 0U : 1U}, "ann", proposal_id(9)};
  plan.folder = home.path;
  plan_disk(plan);
  auto accepted = accept_loss(home, clock, {}, word);
  const auto calls = disk_calls();
  forget_disk_plan();
  if (!accepted) accepted = accept_loss(home, clock, {}, word);
  const bool is_done = accepted || accepted.error().code == "nothing_lost";
  BOOST_TEST(is_done, (accepted ? "" : accepted.error().message));
  check_recovery(home, clock, {});
  return calls;
}

// After a failed call nothing is answered, and nothing that was is lost.
BOOST_AUTO_TEST_SUITE(fault)

BOOST_AUTO_TEST_CASE(a_disk_that_is_full_once) { fail_at_each(DiskPlan::Then::fail_once, ENOSPC); }

BOOST_AUTO_TEST_CASE(a_disk_that_is_full_for_ever) {
  fail_at_each(DiskPlan::Then::fail_for_ever, ENOSPC);
}

BOOST_AUTO_TEST_CASE(a_disk_that_fails_once) { fail_at_each(DiskPlan::Then::fail_once, EIO); }

BOOST_AUTO_TEST_CASE(a_disk_that_fails_for_ever) {
  fail_at_each(DiskPlan::Then::fail_for_ever, EIO);
}

BOOST_AUTO_TEST_CASE(an_acceptance_that_fails_on_the_way_is_done_again) {
  for (const bool is_store : {true, false}) {
    const auto all = accept_with({}, is_store);
    BOOST_TEST(all > 10U);
    for (std::uint64_t call = 1; call <= all; ++call) {
      BOOST_TEST_CONTEXT("call " << call << " of " << all << (is_store ? ", emptied" : "")) {
        accept_with({.at = call, .then = DiskPlan::Then::fail_for_ever, .error = EIO}, is_store);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
