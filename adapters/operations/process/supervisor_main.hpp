// The hidden command `__supervise` of the binary: the nursery, in which supervisors are born.
#pragma once

#include <string_view>

namespace azwf::process {

inline constexpr std::string_view supervise_command = "__supervise";

// For main() to call first, when its first argument is `supervise_command`: returns the exit
// status. It waits on descriptor 3 for steps, forks a supervisor for each, and ends when its holder
// is gone; supervisors at work end by themselves then.
int supervisor_main(int argc, char** argv);

}  // namespace azwf::process
