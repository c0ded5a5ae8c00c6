// Script hosts of each kind, ready to be asked, with a collector of their answers.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/script_host/process_hosts.hpp"
#include "tests/support/script_run.hpp"

namespace azwf::tests {

// Takes answers from any thread, and waits for them.
class Answers {
 public:
  void take(HostAnswer answer);
  // Fail the test when what is awaited does not come.
  AdvanceAnswer await(const std::string& run);
  DescribeAnswer await_description();
  // Whether the run is answered within this time.
  bool comes(const std::string& run, std::chrono::milliseconds patience);
  // How many advances were answered so far.
  std::size_t count();

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::multimap<std::string, AdvanceAnswer> advances_;
  std::vector<DescribeAnswer> descriptions_;
  std::size_t count_ = 0;
};

enum class HostKind { threads, processes };

// A host under test. It is made of the limits, and asked by run.
class HostWorld {
 public:
  explicit HostWorld(HostKind kind, const Limits& limits = {});
  explicit HostWorld(const script_host::HostOptions& options);

  void submit(const std::string& run, const std::shared_ptr<const Program>& program,
              std::uint64_t base, std::vector<Delivery> deliveries);
  // Submits, and awaits the answer.
  AdvanceAnswer ask(const std::string& run, const std::shared_ptr<const Program>& program,
                    std::uint64_t base, std::vector<Delivery> deliveries);
  // Of the first delivery of a run: what the script does with it.
  AdvanceAnswer start(const std::string& run, const std::string& body);
  Result<Description> describe(const std::string& script);

  Answers answers;
  script_host::ProcessHosts* processes = nullptr;  // when it is one
  std::unique_ptr<ScriptHost> host;                // last: it answers until it is gone
};

Delivery run_started();
Delivery step_succeeded(int step);
// "step.requested …", the last decision of the answer; "needs history"; "verdict: kind: message".
std::string last_of(const AdvanceAnswer& answer);

}  // namespace azwf::tests
