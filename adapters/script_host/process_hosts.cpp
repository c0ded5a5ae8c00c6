// As many hosts as the limits say, or one less than there are processors: the loop has one.
#include "adapters/script_host/process_hosts.hpp"

#include <algorithm>
#include <thread>

#include "adapters/script_host/lane.hpp"

namespace azwf::script_host {
namespace {

std::size_t host_count(const Limits& limits) {
  if (limits.script_hosts_max > 0) return limits.script_hosts_max;
  return std::max(2U, std::thread::hardware_concurrency()) - 1;
}

}  // namespace

ProcessHosts::ProcessHosts(const HostOptions& options, const HostSink& sink) {
  for (auto left = host_count(options.limits); left > 0; --left) {
    lanes_.push_back(std::make_unique<Lane>(options.program, options.limits, sink));
  }
}

ProcessHosts::~ProcessHosts() = default;

Lane& ProcessHosts::lane_of(const RunId& run) {
  return *lanes_[lanes_.size() == 1 ? 0 : std::hash<RunId>()(run) % lanes_.size()];
}

void ProcessHosts::submit(Advance request) {
  auto& lane = lane_of(request.run);
  lane.push(std::move(request));
}

void ProcessHosts::submit(Describe request) { lanes_.front()->push(std::move(request)); }

void ProcessHosts::drop(const RunId& run) { lane_of(run).push(run); }

std::vector<int> ProcessHosts::pids() const {
  std::vector<int> pids;
  for (const auto& lane : lanes_) {
    if (const auto pid = lane->pid(); pid > 0) pids.push_back(pid);
  }
  return pids;
}

}  // namespace azwf::script_host
