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

// A failure of our own, before or instead of the program's.
Failed failed_by(const Error& error);

}  // namespace azwf::process
