// The hidden command `__script_host` of the binary: a process that runs scripts for an engine.
#pragma once

#include <string_view>

namespace azwf::script_host {

inline constexpr std::string_view script_host_command = "__script_host";
// Descriptors a host is born with; all others are closed.
inline constexpr int host_socket = 3;
inline constexpr int host_page = 4;

// For main() to call first, when its first argument is `script_host_command`: returns the exit
// status. Ends when the engine's end of the socket closes.
int script_host_main(int argc, char** argv);

}  // namespace azwf::script_host
