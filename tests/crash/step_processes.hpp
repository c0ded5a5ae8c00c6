// The processes that the steps of a load have started, daemons in sessions of their own included:
// known by the step key in their environment.
#pragma once

#include <vector>

#include "adapters/operations/process/process_table.hpp"

namespace azwf::tests {

class StepProcesses {
 public:
  explicit StepProcesses(std::uint64_t seed);
  // Whatever a failed test has left is ended, one by one.
  ~StepProcesses();
  StepProcesses(const StepProcesses&) = delete;
  StepProcesses& operator=(const StepProcesses&) = delete;

  [[nodiscard]] std::vector<process::ProcessMark> alive() const;

 private:
  std::string assignment_;  // how the step keys of this load begin
};

// Kills the supervisors at work for a holder, so that nobody but the next holder can end their
// programs.
void kill_supervisors_of(pid_t holder);

}  // namespace azwf::tests
