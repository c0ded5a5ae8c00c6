// A script host moved into threads of its own: `submit` returns at once, answers come from there.
// Invariant: requests and drops of one run are seen by the inner host in the order they were made.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/program/script_host.hpp"

namespace azwf {

class ThreadedHost final : public ScriptHost {
 public:
  // Called once per thread, in it; what it makes is used and destroyed there too.
  using MakeHost = std::function<std::unique_ptr<ScriptHost>(HostSink)>;

  // Runs are spread over `thread_count` threads by their id, descriptions go to the first.
  ThreadedHost(MakeHost make_host, HostSink sink, std::size_t thread_count = 1);
  // Answers what was submitted, then ends the threads.
  ~ThreadedHost() override;
  ThreadedHost(const ThreadedHost&) = delete;
  ThreadedHost& operator=(const ThreadedHost&) = delete;

  void submit(Advance request) override;
  void submit(Describe request) override;
  void drop(const RunId& run) override;

 private:
  class Lane;
  Lane& lane_of(const RunId& run);

  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace azwf
