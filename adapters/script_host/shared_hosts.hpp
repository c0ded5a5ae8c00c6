// One set of host processes for several users on threads of their own: while one of them thinks,
// the hosts work for the others.
#pragma once

#include "adapters/script_host/process_hosts.hpp"

namespace azwf::script_host {

class SharedHosts {
 public:
  explicit SharedHosts(HostOptions options);

  // A script host for one user, whose runs nobody else asks for; it must not outlive this. Its sink
  // is called on a thread of the hosts.
  std::unique_ptr<ScriptHost> share(HostSink sink);

 private:
  class Share;
  void pass_on(HostAnswer answer);

  std::mutex mutex_;
  std::unordered_map<RunId, const HostSink*> sinks_;  // of runs asked for and not dropped
  ProcessHosts hosts_;                                // last: it answers until it is gone
};

}  // namespace azwf::script_host
