// Every call of this process that changes a disk, RocksDB's too: counted, and made to fail or to be
// the last one.
#pragma once

#include <cstdint>
#include <filesystem>

namespace azwf::tests {

struct DiskPlan {
  enum class Then { go_on, fail_once, fail_for_ever, end_process };

  std::filesystem::path folder;  // calls about files elsewhere are left alone
  std::uint64_t at = 0;          // the call that `then` happens at, counted from 1; 0: none
  Then then = Then::go_on;
  int error = 0;      // of a call that fails
  bool lies = false;  // syncs do nothing and say that they did
};

// From now on. Threads: one, while no other changes the disk.
void plan_disk(const DiskPlan& plan);
void forget_disk_plan();
// How many calls there were since.
std::uint64_t disk_calls();

}  // namespace azwf::tests
