// Runs the benchmarks named on the command line, or all of them:
// azwf_bench [a b c d e f g h i j k l m n o p] [--hosts].
// With --hosts scripts run in processes of their own, where a workload has scripts.
#include <algorithm>
#include <functional>
#include <iostream>
#include <string_view>
#include <vector>

#include "adapters/script_host/script_host_main.hpp"
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
  std::function<void(azwf::bench::Hosts)> run;
};

const std::vector<Workload> workloads = {
    {"a", azwf::bench::sequential_steps},
    {"b", azwf::bench::runs_in_flight},
    {"c", [](auto) { log_alone(); }},
    {"d", azwf::bench::replay_all},
    {"e", azwf::bench::sleeping_runs},
    {"f", azwf::bench::wake_ups},
    {"g", azwf::bench::long_runs},
    {"h", azwf::bench::beside_a_hanging_script},
    {"i", azwf::bench::bytes_on_disk},
    {"j", azwf::bench::holder_idle},
    {"k", azwf::bench::beside_a_busy_holder},
    {"l", azwf::bench::followers},
    {"m", azwf::bench::bus_catching_up},
    {"n", azwf::bench::bus_live},
    {"o", azwf::bench::bus_emitting},
    {"p", azwf::bench::bus_crowd},
};

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && argv[1] == azwf::script_host::script_host_command) {
    return azwf::script_host::script_host_main(argc, argv);
  }
  using azwf::bench::Hosts;
  std::vector<std::string_view> wanted(argv + 1, argv + argc);
  const auto hosts = std::erase(wanted, "--hosts") > 0 ? Hosts::processes : Hosts::threads;
  bool known = wanted.empty();
  for (const auto& workload : workloads) {
    const bool named = std::ranges::find(wanted, workload.name) != wanted.end();
    known = known || named;
    if (wanted.empty() || named) workload.run(hosts);
  }
  if (known) return 0;
  std::cerr << "azwf_bench: the workloads are a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p\n";
  return 2;
}
