// Runs that wait, and runs that grow long: what they cost in memory and time.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "engine/base/check.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/workloads.hpp"

// jemalloc's own; not there with a sanitizer.
extern "C" [[gnu::weak]] int mallctl(const char* name, void* old, std::size_t* old_size,
                                     void* fresh, std::size_t fresh_size);

namespace azwf::bench {
namespace {

constexpr std::string_view sleeper = R"lua(
return wf.workflow {
  name = "sleeper",
  params = { steps = wf.integer {} },
  run = function() wf.sleep "1000h" end,
}
)lua";

constexpr std::string_view waker = R"lua(
return wf.workflow {
  name = "waker",
  params = { steps = wf.integer {} },
  run = function(p) for _ = 1, p.steps do wf.sleep(0) end end,
}
)lua";

constexpr std::string_view walker = R"lua(
return wf.workflow {
  name = "walker",
  params = { steps = wf.integer {} },
  run = function(p) for i = 1, p.steps do wf.debug.echo { value = i } end end,
}
)lua";

double resident_mb(const std::string& process) {
  std::ifstream file("/proc/" + process + "/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

// This process and those it began, without what the allocator only keeps.
double memory_mb() {
  constexpr const char* purge_all_arenas = "arena.4096.purge";
  if (&mallctl != nullptr) mallctl(purge_all_arenas, nullptr, nullptr, nullptr, 0);
  auto sum = resident_mb("self");
  const auto own = std::to_string(::getpid());
  std::ifstream children("/proc/self/task/" + own + "/children");
  for (std::string child; children >> child;) sum += resident_mb(child);
  return sum;
}

}  // namespace

void sleeping_runs(Hosts hosts) {
  constexpr std::size_t runs = 100'000;
  BenchEngine engine(hosts);
  engine.put_to_sleep(sleeper, 2'000);
  engine.reopen();
  const auto before_mb = memory_mb();
  const auto took_s = engine.put_to_sleep(sleeper, runs);
  const auto grown_mb = memory_mb() - before_mb;
  const auto reopened_s = engine.reopen();
  const auto after_mb = memory_mb() - before_mb;
  print({.workload = "e sleeping runs",
         .value = static_cast<double>(runs) / took_s,
         .unit = "runs/s",
         .bound_by = "starting them",
         .note = fmt::format("{} runs asleep: {:.1f} MB more resident, {:.1f} MB after a flush; "
                             "opened again in {:.2f} s",
                             runs, grown_mb, after_mb, reopened_s)});
}

void wake_ups(Hosts hosts) {
  const auto measure = [&](std::size_t count, std::size_t kept, std::string_view how) {
    Limits limits;
    limits.idle_runs_max = kept;
    BenchEngine engine(hosts, limits);
    engine.put_to_sleep(sleeper, 1'000);
    const auto took_s = engine.live_one(waker, count);
    print({.workload = fmt::format("f {} wake-ups, {}", count, how),
           .value = static_cast<double>(count) / took_s,
           .unit = "wake-ups/s",
           .bound_by = "one synced write each",
           .note = "of one run beside 1,000 that sleep"});
  };
  measure(10'000, Limits{}.idle_runs_max, "evicted under pressure");
  for (const std::size_t count : {250, 500, 1'000}) measure(count, 0, "evicted each time");
}

void long_runs(Hosts hosts) {
  BenchEngine engine(hosts);
  engine.live_one(walker, 1'000);
  const auto before_mb = memory_mb();
  for (const std::size_t steps : {1'000, 10'000, 100'000}) {
    const auto took_s = engine.live_one(walker, steps);
    print({.workload = fmt::format("g {} steps", steps),
           .value = static_cast<double>(steps) / took_s,
           .unit = "steps/s",
           .bound_by = "one synced write per step",
           .note = fmt::format("{:.1f} MB more resident", memory_mb() - before_mb)});
  }
}

}  // namespace azwf::bench
