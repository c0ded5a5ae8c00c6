// What a host process gives up before it runs any script: memory without end, processor time
// without end, files, sockets, children, new rights, core dumps. There is no way back.
#pragma once

#include "engine/base/limits.hpp"

namespace azwf::script_host {

// Of the calling process. False when the system cannot confine it: then no script may run in it.
bool confine(const Limits& limits);

}  // namespace azwf::script_host
