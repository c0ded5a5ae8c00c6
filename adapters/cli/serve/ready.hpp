// What a server says when it is ready: which store, which runs it goes on with, where it is
// reached.
#pragma once

#include <string>
#include <vector>

#include "adapters/cli/console.hpp"
#include "adapters/zeromq/bus_options.hpp"
#include "engine/view/run_list.hpp"
#include "storage/files/home.hpp"

namespace azwf::cli {

// Runs that have not ended, oldest first.
struct UnfinishedRuns {
  std::vector<RunSummary> live;
  std::vector<RunSummary> queued;
  std::vector<RunSummary> stopped;  // by a verdict: a person resumes them
};
Result<UnfinishedRuns> find_unfinished(ViewStore& views);

struct Ready {
  const Home& home;
  std::string engine;
  std::uint64_t epoch = 0;
  const std::vector<zeromq::BusAddress>& listen;
  bool begins_queued = true;
  const UnfinishedRuns& runs;
};

std::string ready_text(const Ready& ready);  // one line
// With --json one document; else that line, and on stderr the runs.
void print_ready(Console& console, const Ready& ready);

}  // namespace azwf::cli
