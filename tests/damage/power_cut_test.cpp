// Power cuts, on a real ext4: nothing that was answered before one is lost; where syncs do nothing,
// it is.
#include <poll.h>
#include <boost/test/unit_test.hpp>

#include <iostream>
#include <random>

#include "tests/damage/loop_disk.hpp"
#include "tests/damage/writer.hpp"
#include "tests/support/seeds.hpp"

namespace azwf::tests {
namespace {

constexpr int disk_mebibytes = 768;
constexpr int control_cuts_max = 10;

bool is_there(const LoopDisk& disk) {
  if (!disk.trouble().empty()) {
    std::cout << "skipped: there is no disk to cut the power of: " << disk.trouble() << "\n";
  }
  return disk.trouble().empty();
}

// Writes for a while, cuts the power, and says what is missing of what was answered before.
std::string cut_once(LoopDisk& disk, const DiskPlan& plan, std::vector<WriterAnswer>& answered,
                     std::mt19937_64& random) {
  const Home home{disk.path() / "home"};
  {
    Writer writer(home, plan);
    const auto first = writer.next();
    BOOST_REQUIRE(first);
    answered.push_back(*first);
    ::poll(nullptr, 0, static_cast<int>(20 + random() % 150));
    const auto before = writer.arrived();
    disk.cut_power();
    answered.insert(answered.end(), before.begin(), before.end());
  }
  disk.restore_power();
  return missing_from(home, answered);
}

BOOST_AUTO_TEST_SUITE(power_cut)

BOOST_AUTO_TEST_CASE(nothing_that_was_answered_is_lost) {
  LoopDisk disk(disk_mebibytes);
  if (!is_there(disk)) return;
  std::vector<WriterAnswer> answered;
  for (const auto seed : seeds("AZWF_REAL_POWER_CUTS", 4)) {
    std::mt19937_64 random(seed);
    BOOST_TEST_CONTEXT("seed " << seed << ", " << answered.size() << " answered before") {
      BOOST_REQUIRE_EQUAL(cut_once(disk, {}, answered, random), "");
    }
  }
  std::cout << answered.size() << " commits were answered and are there\n";
}

BOOST_AUTO_TEST_CASE(without_syncs_it_would_be) {
  LoopDisk disk(disk_mebibytes);
  if (!is_there(disk)) return;
  std::mt19937_64 random(1);
  std::vector<WriterAnswer> answered;
  for (int cut = 0; cut < control_cuts_max; ++cut) {
    if (!cut_once(disk, {.lies = true}, answered, random).empty()) return;
  }
  BOOST_ERROR("syncs that do nothing lost nothing: the cuts are none");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
