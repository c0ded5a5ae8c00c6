// Runs the benchmarks named on the command line, or all of them: azwf_bench [a b c d].
#include <algorithm>
#include <iostream>
#include <string_view>
#include <vector>

#include "tests/bench/bench_engine.hpp"
#include "tests/bench/log_bench.hpp"
#include "tests/bench/workloads.hpp"

namespace {

void log_alone() {
  const azwf::bench::Scratch scratch;
  azwf::bench::log_append(scratch.path / "append");
  azwf::bench::log_scan(scratch.path / "scan");
  azwf::bench::leaf_codec();
}

struct Workload {
  std::string_view name;
  void (*run)();
};

const std::vector<Workload> workloads = {
    {"a", azwf::bench::sequential_steps},
    {"b", azwf::bench::runs_in_flight},
    {"c", log_alone},
    {"d", azwf::bench::replay_all},
};

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> wanted(argv + 1, argv + argc);
  bool known = wanted.empty();
  for (const auto& workload : workloads) {
    const bool named = std::ranges::find(wanted, workload.name) != wanted.end();
    known = known || named;
    if (wanted.empty() || named) workload.run();
  }
  if (known) return 0;
  std::cerr << "azwf_bench: the workloads are a, b, c, d\n";
  return 2;
}
