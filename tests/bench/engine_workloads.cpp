// Workloads (a), (b) and (d): whole engines against RocksDB alone.
#include <fmt/format.h>

#include <thread>

#include "adapters/script_host/shared_hosts.hpp"
#include "engine/audit/replay_many.hpp"
#include "engine/base/check.hpp"
#include "engine/lua/lua_host.hpp"
#include "tests/bench/bare_rocks.hpp"
#include "tests/bench/bench_engine.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/workloads.hpp"

namespace azwf::bench {
namespace {

constexpr int rounds = 5;

// The same keys and values in the same groups, by RocksDB alone.
double bare_seconds(const std::vector<Commit>& commits, const std::vector<std::size_t>& groups) {
  const Scratch scratch;
  std::vector<KeyValues> batches;
  auto next = commits.begin();
  for (const auto size : groups) {
    KeyValues batch;
    for (std::size_t i = 0; i < size; ++i, ++next) {
      for (auto& pair : stored_form(*next)) batch.push_back(std::move(pair));
    }
    batches.push_back(std::move(batch));
  }
  AZWF_CHECK(next == commits.end());
  BareRocks rocks(scratch.path / "bare");
  const Stopwatch watch;
  for (const auto& batch : batches) rocks.write_synced(batch);
  return watch.seconds();
}

struct Measured {
  std::vector<double> ours_s;
  std::vector<double> bare_s;
  std::vector<double> step_us;
  double group = 0;
};

const char* suffix(Hosts hosts) { return hosts == Hosts::processes ? ", process hosts" : ""; }

Measured measure(Hosts hosts, std::size_t runs, std::size_t steps, std::size_t in_flight) {
  Measured measured;
  for (int round = 0; round < rounds; ++round) {
    BenchEngine engine(hosts);
    measured.ours_s.push_back(engine.live(runs, steps, in_flight));
    const auto commits = engine.commits();
    measured.bare_s.push_back(bare_seconds(commits, engine.groups()));
    measured.step_us.insert(measured.step_us.end(), engine.step_us().begin(),
                            engine.step_us().end());
    measured.group =
        static_cast<double>(commits.size()) / static_cast<double>(engine.groups().size());
  }
  return measured;
}

Figure figure_of(const Measured& measured, double steps) {
  return {.workload = {},
          .value = steps / median(measured.ours_s),
          .unit = "steps/s",
          .limit = steps / median(measured.bare_s),
          .p50_us = percentile(measured.step_us, 0.5),
          .p99_us = percentile(measured.step_us, 0.99),
          .bound_by = {},
          .note = {}};
}

// As `azwf replay --all` does it, with processes.
void replay_each(BenchEngine& engine, Hosts hosts) {
  const auto processors = std::thread::hardware_concurrency();
  std::optional<script_host::SharedHosts> shared;
  if (hosts == Hosts::processes) {
    script_host::HostOptions options;
    options.limits.script_hosts_max = processors;
    options.limits.script_spare_hosts_max = 0;
    shared.emplace(options);
  }
  const auto make_host = [&](HostSink sink) -> std::unique_ptr<ScriptHost> {
    if (shared) return shared->share(std::move(sink));
    return std::make_unique<LuaHost>(std::move(sink));
  };
  const auto make_replayer = [&] {
    return std::make_unique<Replayer>(
        *engine.store().log, [&](const Digest& digest) { return engine.program(digest); },
        make_host);
  };
  replay_many(
      engine.runs(), (shared ? 4 : 1) * processors, make_replayer,
      [](Replayer& replayer, const RunId& run) { return replayer.replay(run); },
      [](const RunId&, const Result<ReplayReport>& report) {
        AZWF_CHECK(report.has_value() && !report->parting);
        return true;
      });
}

double scan_seconds(BenchEngine& engine) {
  const Stopwatch watch;
  AZWF_CHECK(!engine.commits().empty());
  return watch.seconds();
}

}  // namespace

void sequential_steps(Hosts hosts) {
  constexpr double steps = 1'000;
  const auto measured = measure(hosts, 1, 1'000, 1);
  auto figure = figure_of(measured, steps);
  figure.workload = std::string("a sequential") + suffix(hosts);
  figure.bound_by = "one synced write per step";
  const auto own_us = (median(measured.ours_s) - median(measured.bare_s)) / steps * 1e6;
  figure.note = fmt::format("{:.1f} us of own time per step", own_us);
  print(figure);
}

void runs_in_flight(Hosts hosts) {
  for (const std::size_t in_flight : {1, 16, 64, 256}) {
    const std::size_t runs = in_flight == 1 ? 100 : in_flight * 20;
    const auto measured = measure(hosts, runs, 10, in_flight);
    auto figure = figure_of(measured, static_cast<double>(runs) * 10);
    figure.workload = fmt::format("b in flight {}{}", in_flight, suffix(hosts));
    figure.bound_by = in_flight < 64 ? "the sync of each group" : "the loop's thread";
    figure.note = fmt::format("{:.1f} commits per group", measured.group);
    print(figure);
  }
}

void replay_all(Hosts hosts) {
  constexpr std::size_t runs = 4'000;
  BenchEngine engine;
  engine.live(runs, 10, 256);
  const Stopwatch watch;
  replay_each(engine, hosts);
  const auto steps = static_cast<double>(runs) * 10;
  const auto replayed_s = watch.seconds();
  print({.workload = std::string("d replay") + suffix(hosts),
         .value = steps / replayed_s,
         .unit = "steps/s",
         .limit = steps / scan_seconds(engine),
         .bound_by = "the scripts, on every core; the limit is reading the same commits",
         .note = "runs of 10 steps"});
}

void beside_a_hanging_script(Hosts) {
  constexpr std::size_t runs = 4'000;
  constexpr std::size_t in_flight = 16;
  double alone_p99_us = 0;
  for (const bool hangs : {false, true}) {
    BenchEngine engine(Hosts::processes);
    engine.live(in_flight, 10, in_flight);
    if (hangs) engine.hang();
    const auto seconds = engine.live(runs, 10, in_flight);
    const auto p99_us = percentile(engine.step_us(), 0.99);
    print({.workload = hangs ? "h beside a hanging script" : "h without a hanging script",
           .value = static_cast<double>(runs) * 10 / seconds,
           .unit = "steps/s",
           .p50_us = percentile(engine.step_us(), 0.5),
           .p99_us = p99_us,
           .bound_by = hangs ? "one processor less" : "the sync of each group",
           .note = hangs ? fmt::format("p99 {:.2f} times as long", p99_us / alone_p99_us) : ""});
    alone_p99_us = p99_us;
  }
}

}  // namespace azwf::bench
