// Runs scripts in processes of their own, which hold no files, sockets or children and can be ended
// at any moment: whatever a script does there, the engine goes on.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/script_host/lane.hpp"

namespace azwf::script_host {

struct HostOptions {
  Limits limits;
  std::string program = "/proc/self/exe";  // calls script_host_main
};

// Each run has its host, by its id; descriptions go to the first. While a host is at a slow
// request, its other runs are given to another, and stay there. A run that crashed its host is
// tried again on a spare one, away from most others.
class ProcessHosts final : public ScriptHost, public Lane::Owner {
 public:
  ProcessHosts(HostOptions options, HostSink sink);
  // Awaits the answers to what was submitted, then ends the hosts.
  ~ProcessHosts() override;
  ProcessHosts(const ProcessHosts&) = delete;
  ProcessHosts& operator=(const ProcessHosts&) = delete;

  void submit(Advance request) override;
  void submit(Describe request) override;
  void drop(const RunId& run) override;
  void look() override;
  void rest() override;

  // Answers go there from now on. Nothing is open.
  void answer_to(HostSink sink) { sink_ = std::move(sink); }
  // As many usual hosts as `script_hosts_max` says. No run was submitted yet.
  void grow(const Limits& limits);

  // The processes at work now.
  [[nodiscard]] std::vector<int> pids();

 private:
  Lane& home_of(const RunId& run);
  Lane& lane_for(const RunId& run);
  Lane& another(Lane& slow);
  void add_lane();
  [[nodiscard]] bool may_add_lane() const;
  void is_slow(Lane& lane) override;
  void has_crashed(const RunId& run) override;

  const HostOptions options_;
  HostSink sink_;
  std::size_t usual_count_;
  std::mutex mutex_;                        // locked before any lane's own
  std::unordered_map<RunId, Lane*> moved_;  // runs that are not in their usual lane
  bool is_closing_ = false;
  std::vector<std::unique_ptr<Lane>> lanes_;  // the usual ones first, then spare ones
};

}  // namespace azwf::script_host
