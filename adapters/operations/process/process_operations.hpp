// The operations `process.run` (wf.exec: a program and its arguments, no shell) and `process.shell`
// (wf.shell: a script for /bin/sh). Both run through one ProcessRunner.
#pragma once

#include <memory>

#include "adapters/operations/process/process_runner.hpp"
#include "engine/operation/operation.hpp"

namespace azwf::process {

std::unique_ptr<Operation> make_process_run(std::shared_ptr<ProcessRunner> runner);
std::unique_ptr<Operation> make_process_shell(std::shared_ptr<ProcessRunner> runner);

}  // namespace azwf::process
