// Whether a recomputed decision is the recorded one: same type, same payload. Where in the script
// it was made does not count, neither beside a decision nor inside the message of an uncaught
// error.
#pragma once

#include "engine/run/run_event.hpp"

namespace azwf {

bool same_decision(const RunEvent& recorded, const RunEvent& recomputed);

}  // namespace azwf
