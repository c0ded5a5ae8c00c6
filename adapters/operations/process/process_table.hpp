// What /proc says about processes, and signals that reach the process meant or nobody: a number
// that has been given to another process meanwhile is never signalled.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/operations/process/step_lock.hpp"

namespace azwf::process {

struct ProcessStat {
  ProcessMark mark;
  char state = '?';
  pid_t parent = 0;
  pid_t group = 0;
  pid_t session = 0;

  [[nodiscard]] bool is_dead() const { return state == 'Z' || state == 'X'; }
};

std::optional<ProcessStat> stat_of(pid_t pid);  // nothing when there is no such process
bool is_alive(const ProcessMark& mark);         // neither gone, nor dead and unreaped
std::vector<pid_t> all_processes();
std::vector<ProcessMark> descendants_of(pid_t pid);           // the dead ones left out
bool has_variable(pid_t pid, const std::string& assignment);  // "NAME=value" in its environment

void signal_process(const ProcessMark& mark, int signal);

// Names this boot and pid namespace: only here do recorded process numbers mean anything.
std::string machine_identity();

}  // namespace azwf::process
