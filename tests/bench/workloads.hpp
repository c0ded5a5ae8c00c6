// What is measured of whole engines, each printing its figures (log_bench.hpp: the log alone).
#pragma once

#include "tests/bench/bench_engine.hpp"

namespace azwf::bench {

void sequential_steps(Hosts hosts);         // (a) one run of 1,000 steps
void runs_in_flight(Hosts hosts);           // (b) runs of 10 steps, 1 to 256 at a time
void replay_all(Hosts hosts);               // (d) every run's decisions again
void sleeping_runs(Hosts hosts);            // (e) 100,000 runs that sleep: memory, opening again
void wake_ups(Hosts hosts);                 // (f) 10,000 wake-ups of a run that was evicted
void long_runs(Hosts hosts);                // (g) 1,000 to 100,000 steps of one run
void beside_a_hanging_script(Hosts hosts);  // (h) what others notice of it
void bytes_on_disk(Hosts hosts);            // (i) what a step leaves there
void holder_idle(Hosts hosts);              // (j) a trivial run; what holders that wait cost
void beside_a_busy_holder(Hosts hosts);     // (k) how long a reading command takes there
void followers(Hosts hosts);                // (l) what 50 followers cost the run that they follow
void bus_catching_up(Hosts hosts);          // (m) a subscription that reads a long past
void bus_live(Hosts hosts);                 // (n) how late a subscriber has what is durable
void bus_emitting(Hosts hosts);             // (o) emits, many at once
void bus_crowd(Hosts hosts);                // (p) many subscribers beside one that is stuck

}  // namespace azwf::bench
