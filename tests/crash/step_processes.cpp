// Looks into /proc. A process is only ever signalled by number and start time.
#include "tests/crash/step_processes.hpp"

#include <signal.h>

#include <fstream>
#include <iterator>

#include "tests/crash/load.hpp"

namespace azwf::tests {
namespace {

constexpr std::string_view supervisor_name = "azwf-step";

// Nothing of a process that ends meanwhile.
std::string text_of(pid_t pid, const char* file) {
  std::ifstream stream("/proc/" + std::to_string(pid) + "/" + file, std::ios::binary);
  try {
    return {std::istreambuf_iterator<char>(stream), {}};
  } catch (const std::ios_base::failure&) {
    return {};
  }
}

}  // namespace

StepProcesses::StepProcesses(std::uint64_t seed) {
  const auto name = run_name(seed, 0);
  assignment_ = "AZWF_STEP_KEY=" + name.substr(0, name.rfind('-') + 1);
}

StepProcesses::~StepProcesses() {
  for (const auto& mark : alive()) process::signal_process(mark, SIGKILL);
}

std::vector<process::ProcessMark> StepProcesses::alive() const {
  std::vector<process::ProcessMark> found;
  for (const pid_t pid : process::all_processes()) {
    const auto stat = process::stat_of(pid);
    if (!stat || stat->is_dead() || !text_of(pid, "environ").contains(assignment_)) continue;
    found.push_back(stat->mark);
  }
  return found;
}

void kill_supervisors_of(pid_t holder) {
  for (const auto& mark : process::descendants_of(holder)) {
    if (text_of(mark.pid, "comm").starts_with(supervisor_name)) {
      process::signal_process(mark, SIGKILL);
    }
  }
}

}  // namespace azwf::tests
