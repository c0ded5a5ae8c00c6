// A whole engine over a log in memory, with scripts in processes of their own: what is recorded of
// each run, and when.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "adapters/script_host/host_at_hand.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/id_source.hpp"
#include "engine/runtime/engine.hpp"
#include "storage/memory/memory_blobs.hpp"
#include "storage/memory/memory_log.hpp"
#include "storage/memory/memory_views.hpp"

namespace azwf::tests {

// What became of a run.
struct RecordedEnd {
  std::string kind;  // "completed", "failed", or the verdict's kind
  std::string text;  // the result, the error, the verdict's message
  std::string module;
  std::int64_t line = 0;
  std::chrono::steady_clock::time_point at;  // when it was recorded
};

class HostedEngine {
 public:
  // With its own hosts, or with one that is at hand.
  explicit HostedEngine(const Limits& limits, script_host::HostAtHand* at_hand = nullptr);
  ~HostedEngine();

  // Starts a run of this script; steps are `wf.debug.echo`.
  RunId start(const std::string& script);
  // Turns until the run has ended or stopped, or the patience is used up: a failed test.
  RecordedEnd await(const RunId& run);
  // Turns once, for at most this long. Whether the run has ended or stopped.
  bool turn(const RunId& run, std::chrono::milliseconds patience);

  script_host::ProcessHosts& hosts() { return *hosts_; }

 private:
  void note(const CommittedRun& committed);

  Limits limits_;
  SystemClock clock_;
  SystemIdSource ids_{clock_};
  MemoryLog log_{clock_};
  MemoryViewStore views_;
  MemoryBlobStore blobs_;
  OperationCatalog operations_;
  script_host::ProcessHosts* hosts_ = nullptr;
  std::map<std::string, RecordedEnd> ends_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace azwf::tests
