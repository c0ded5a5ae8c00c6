// A script host whose scripts are C++ functions: pure, from the deliveries so far to the decisions
// after the last one. It can withhold one run's answers.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/program/script_host.hpp"

namespace azwf::tests {

using Plan = std::function<Decisions(const std::vector<Delivery>& seen)>;

// Plans by the text of the program's main source.
using Plans = std::map<std::string, Plan>;

class PlanHost : public ScriptHost {
 public:
  PlanHost(const Plans& plans, HostSink sink) : plans_(plans), sink_(std::move(sink)) {}

  void submit(Advance request) override;
  void submit(Describe request) override;
  void drop(const RunId& run) override { seen_.erase(run); }

  // Answers to this run wait until `release`.
  void withhold(const RunId& run) { withheld_.insert(run); }
  void release(const RunId& run);

 private:
  AdvanceAnswer answer(const Advance& request);

  const Plans& plans_;
  HostSink sink_;
  std::map<RunId, std::vector<Delivery>> seen_;
  std::set<RunId> withheld_;
  std::map<RunId, Advance> waiting_;
};

// Decisions in few words.
Decision request_step(std::string id, std::string arguments = "", StepPolicy policy = {});
Decision complete(std::string result = "");

}  // namespace azwf::tests
