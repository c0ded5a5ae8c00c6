// Runs scripts in processes of their own, which hold no files, sockets or children and can be ended
// at any moment: whatever a script does there, the engine goes on.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/limits.hpp"
#include "engine/program/script_host.hpp"

namespace azwf::script_host {

class Lane;

struct HostOptions {
  Limits limits;
  std::string program = "/proc/self/exe";  // calls script_host_main
};

// Each run has its host, by its id; descriptions go to the first.
class ProcessHosts final : public ScriptHost {
 public:
  ProcessHosts(const HostOptions& options, const HostSink& sink);
  // Awaits the answers to what was submitted, then ends the hosts.
  ~ProcessHosts() override;
  ProcessHosts(const ProcessHosts&) = delete;
  ProcessHosts& operator=(const ProcessHosts&) = delete;

  void submit(Advance request) override;
  void submit(Describe request) override;
  void drop(const RunId& run) override;

  // The processes at work now.
  [[nodiscard]] std::vector<int> pids() const;

 private:
  Lane& lane_of(const RunId& run);

  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace azwf::script_host
