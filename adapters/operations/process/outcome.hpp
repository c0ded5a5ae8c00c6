// What a supervisor's report means for the step.
#pragma once

#include <optional>

#include "adapters/operations/process/command.hpp"
#include "adapters/operations/process/supervision.hpp"
#include "adapters/operations/process/tail.hpp"
#include "engine/operation/operation.hpp"

namespace azwf::process {

// `asked`: why the attempt was told to stop, if it was.
Outcome outcome_of(const Command& command, const Report& report, const Excerpt& excerpt,
                   std::optional<StopReason> asked, std::optional<OutputRef> output);

// The same when the whole output could not be kept. A program that did its work is not run again
// for that: its step fails for good, and the error says how the program ended. What would be tried
// again anyway (a program that failed, was stopped or was lost) still is.
Outcome without_output(Outcome outcome, const Error& why);

// A failure of our own, before or instead of the program's.
Failed failed_by(const Error& error);

}  // namespace azwf::process
