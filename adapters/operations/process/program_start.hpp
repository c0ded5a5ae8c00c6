// Starts a program: nothing of the supervisor but three descriptors, a folder and a umask reaches
// it.
#pragma once

#include <sys/types.h>

#include "adapters/operations/process/file_descriptor.hpp"
#include "adapters/operations/process/supervision.hpp"

namespace azwf::process {

struct Started {
  pid_t pid = 0;  // leads a process group of its own
  FileDescriptor out;
  FileDescriptor err;
};

// Enters the order's folder and starts its program there. Error{not_found, not_executable,
// cwd_not_found, start_failed}: then nothing has been started.
Result<Started> start_program(const Order& order);

}  // namespace azwf::process
