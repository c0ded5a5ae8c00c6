// What an attempt in progress prints, from its spool file, until it has ended.
#pragma once

#include <functional>

#include "adapters/cli/output_printer.hpp"
#include "adapters/cli/session.hpp"

namespace azwf::cli {

// Hands out what the step's last attempt has printed so far.
Result<void> read_attempt(ReadingSession& session, const RunId& run, const StepId& step,
                          const AttemptStory& attempt,
                          const std::function<void(std::string_view)>& sink);

// Prints every attempt, the ones to come too, until `only`, or the run, is at rest.
Result<void> follow_output(ReadingSession& session, Console& console, OutputPrinter& printer,
                           const RunId& run, const std::optional<StepId>& only);

}  // namespace azwf::cli
