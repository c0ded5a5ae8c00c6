// Gives a run to the azwf serve that holds the store, and does not wait for what becomes of it.
#pragma once

#include "adapters/cli/command.hpp"
#include "adapters/cli/console.hpp"
#include "engine/holder/holder.hpp"

namespace azwf::cli {

// Returns once the run is durable there. Error{unavailable}, and nothing is recorded, when nobody
// that stays holds the store.
Result<ExitStatus> hand_over(StartRun start, const Invocation& invocation, Console& console);

}  // namespace azwf::cli
