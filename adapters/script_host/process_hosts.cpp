// As many hosts as the limits say, or one less than there are processors: the loop has one. Spare
// hosts are started when they are needed, and kept.
#include "adapters/script_host/process_hosts.hpp"

#include <algorithm>
#include <thread>

#include "engine/base/check.hpp"

namespace azwf::script_host {
namespace {

std::size_t host_count(const Limits& limits) {
  if (limits.script_hosts_max > 0) return limits.script_hosts_max;
  return std::max(2U, std::thread::hardware_concurrency()) - 1;
}

}  // namespace

ProcessHosts::ProcessHosts(HostOptions options, HostSink sink)
    : options_(std::move(options)), sink_(std::move(sink)), usual_count_(0) {
  grow(options_.limits);
}

void ProcessHosts::grow(const Limits& limits) {
  const std::lock_guard lock(mutex_);
  usual_count_ = host_count(limits);
  while (lanes_.size() < usual_count_) add_lane();
}

ProcessHosts::~ProcessHosts() {
  const std::lock_guard lock(mutex_);
  is_closing_ = true;
}

void ProcessHosts::add_lane() {
  const auto pass_on = [this](HostAnswer answer) { sink_(std::move(answer)); };
  lanes_.push_back(std::make_unique<Lane>(options_.program, options_.limits, pass_on, *this));
}

bool ProcessHosts::may_add_lane() const {
  return lanes_.size() < usual_count_ + options_.limits.script_spare_hosts_max;
}

Lane& ProcessHosts::home_of(const RunId& run) {
  if (!moved_.empty()) {
    if (const auto found = moved_.find(run); found != moved_.end()) return *found->second;
  }
  return *lanes_[usual_count_ == 1 ? 0 : std::hash<RunId>()(run) % usual_count_];
}

// Where the run's instance is; but nobody waits for a slow one.
Lane& ProcessHosts::lane_for(const RunId& run) {
  auto& home = home_of(run);
  if (!home.is_slow() || AZWF_PLANTED(69)) return home;
  auto& other = another(home);
  if (&other == &home) return home;
  home.drop(run);
  moved_.insert_or_assign(run, &other);
  return other;
}

Lane& ProcessHosts::another(Lane& slow) {
  const auto free = std::ranges::find_if(lanes_, [](const auto& lane) { return !lane->is_slow(); });
  if (free != lanes_.end()) return **free;
  if (!may_add_lane()) return slow;
  add_lane();
  return *lanes_.back();
}

void ProcessHosts::submit(Advance request) {
  const std::lock_guard lock(mutex_);
  auto& lane = lane_for(request.run);
  lane.submit(std::move(request));
}

void ProcessHosts::submit(Describe request) {
  const std::lock_guard lock(mutex_);
  auto& first = *lanes_.front();
  auto& lane = first.is_slow() ? another(first) : first;
  lane.submit(std::move(request));
}

void ProcessHosts::drop(const RunId& run) {
  const std::lock_guard lock(mutex_);
  home_of(run).drop(run);
  moved_.erase(run);
}

void ProcessHosts::look() {
  const std::lock_guard lock(mutex_);
  for (const auto& lane : lanes_) lane->look();
}

void ProcessHosts::rest() {
  const std::lock_guard lock(mutex_);
  for (const auto& lane : lanes_) lane->rest();
}

// While the hosts are being ended there may be no other to move to.
void ProcessHosts::is_slow(Lane& slow) {
  const std::lock_guard lock(mutex_);
  if (is_closing_ || &another(slow) == &slow) return;
  for (auto& request : slow.withdraw()) {
    auto* const advance = std::get_if<Advance>(&request);
    auto& lane = advance == nullptr ? another(slow) : lane_for(advance->run);
    lane.submit(std::move(request));
  }
}

void ProcessHosts::has_crashed(const RunId& run) {
  const std::lock_guard lock(mutex_);
  if (is_closing_) return;
  if (lanes_.size() == usual_count_ && may_add_lane()) add_lane();
  moved_.insert_or_assign(run, lanes_.back().get());
}

std::vector<int> ProcessHosts::pids() {
  const std::lock_guard lock(mutex_);
  std::vector<int> pids;
  for (const auto& lane : lanes_) {
    if (const auto pid = lane->pid(); pid > 0) pids.push_back(pid);
  }
  return pids;
}

}  // namespace azwf::script_host
