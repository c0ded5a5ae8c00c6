// Workload (i): what a step leaves on the disk for good, blobs aside.
#include "engine/base/check.hpp"
#include "storage/rocksdb/database.hpp"
#include "tests/bench/bench_engine.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/workloads.hpp"

namespace azwf::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t runs = 2'000;
constexpr std::size_t steps_per_run = 10;
constexpr double bytes_per_step_max = 500;

double bytes_in(const fs::path& folder) {
  double bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += static_cast<double>(entry.file_size());
  }
  return bytes;
}

// Everything in tables, and those merged.
void compact(const fs::path& folder, Layout layout) {
  auto database = Database::open({folder, layout, nullptr}, false);
  AZWF_CHECK(database.has_value() && database->flush().has_value());
  AZWF_CHECK(database->merge_small_files(1).has_value());
}

}  // namespace

void bytes_on_disk(Hosts hosts) {
  BenchEngine engine(hosts);
  engine.live(runs, steps_per_run, 64);
  const auto home = engine.close();
  compact(home.store(), Layout::log);
  compact(home.views(), Layout::views);
  const auto steps = static_cast<double>(runs * steps_per_run);
  const auto log = bytes_in(home.store()) / steps;
  const auto views = bytes_in(home.views()) / steps;
  print({.workload = "i bytes on disk",
         .value = log + views,
         .unit = "bytes/step",
         .limit = bytes_per_step_max,
         .bound_by = "hashes and ids, which do not compress",
         .note = "log and index " + std::to_string(static_cast<int>(log)) + ", views " +
                 std::to_string(static_cast<int>(views)) +
                 "; 2,000 runs of 10 echo steps, after compaction"});
}

}  // namespace azwf::bench
