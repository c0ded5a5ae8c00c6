// The hidden command `__supervise` of the binary: the nursery, in which supervisors are born.
#pragma once

#include <sys/types.h>

#include <string_view>

#include "adapters/operations/process/file_descriptor.hpp"

namespace azwf::process {

inline constexpr std::string_view supervise_command = "__supervise";

// For main() to call first, when its first argument is `supervise_command`: returns the exit
// status. It waits on descriptor 3 for steps, forks a supervisor for each, and ends when its holder
// is gone; supervisors at work end by themselves then.
int supervisor_main(int argc, char** argv);

// The nursery's work: a supervisor for each birth that comes, until no more can. When the system
// has no room for a process (`fork` answers -1), the birth's holder gets the report start_failed.
using Fork = pid_t();
void bear_supervisors(FileDescriptor births, Fork* fork);

}  // namespace azwf::process
