// Runs programs for steps, each under a supervisor, and awaits all of them with one thread. What a
// step printed is durable before its outcome is reported, and nothing of its tree is left by then.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>

#include "adapters/operations/process/command.hpp"
#include "adapters/operations/process/leftovers.hpp"
#include "adapters/operations/process/nursery.hpp"
#include "adapters/operations/process/outcome.hpp"
#include "adapters/operations/process/signs_of_life.hpp"
#include "adapters/operations/process/worker.hpp"
#include "engine/base/limits.hpp"
#include "engine/event/blob_store.hpp"
#include "engine/operation/operation.hpp"

namespace azwf::process {

struct ProcessOptions {
  std::filesystem::path work;                 // <home>/work, absolute
  std::filesystem::path cwd;                  // where programs start; empty: the engine's
  std::string supervisor = "/proc/self/exe";  // calls supervisor_main
  std::chrono::milliseconds linger{200};      // see Order
  std::chrono::milliseconds grace{2'000};
  std::chrono::milliseconds gone_wait{15'000};  // make_sure_gone waits for a live supervisor
};

// Threads: any. Destroyed, it stops what is at work and awaits it.
class ProcessRunner {
 public:
  ProcessRunner(ProcessOptions options, BlobStore& blobs, const Limits& limits);
  ~ProcessRunner();
  ProcessRunner(const ProcessRunner&) = delete;
  ProcessRunner& operator=(const ProcessRunner&) = delete;

  void run(const StepRequest& request, Command command, Attempt attempt);
  Result<void> make_sure_gone(const RunId& run, const StepId& step);

 private:
  struct Running;
  using RunningPtr = std::shared_ptr<Running>;

  void begin_or_say_why(const RunningPtr& running, const std::string& key, const Packed& reached);
  Result<void> begin(const RunningPtr& running, const std::string& key, const Packed& reached);
  Result<void> bear(const RunningPtr& running, const std::string& key, Birth& birth);
  Result<FileDescriptor> order_file(const Running& running, const std::string& key) const;
  Result<std::uint64_t> watch(const RunningPtr& running);
  RunningPtr unwatch(std::uint64_t number);
  void await_reports();
  bool look_for_signs();
  void heed(std::uint64_t number);
  void settle(const RunningPtr& running, const Report& report);
  void put_away(const StepPlace& place, const Report& report);
  void settle_without_report(const RunningPtr& running);
  Result<OutputRef> keep_output(const StepPlace& place, bool is_whole = true);
  Result<OutputRef> copy_to_blobs(const std::filesystem::path& path);
  void woken();
  LeftoverTimes leftover_times() const { return {options_.gone_wait, options_.grace}; }

  ProcessOptions options_;
  BlobStore* blobs_;
  Limits limits_;
  WorkFolder folder_;
  Nursery nursery_;
  Worker keeper_;                  // copies large outputs, stands in for killed supervisors
  std::optional<Worker> starter_;  // files and births take their time: `run` returns at once
  FileDescriptor events_;          // epoll
  FileDescriptor wake_;            // eventfd: told to end
  std::mutex mutex_;               // guards the two below
  std::unordered_map<std::uint64_t, RunningPtr> running_;
  std::uint64_t next_number_ = 1;
  std::atomic<bool> is_ending_{false};  // nothing more is begun
  std::atomic<bool> is_over_{false};    // and nothing is being begun
  bool is_stopping_ = false;            // thread_'s own: all are told to stop
  std::thread thread_;                  // last: it uses all above
};

}  // namespace azwf::process
