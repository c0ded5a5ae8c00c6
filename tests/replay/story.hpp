// Scripts that use everything the first semantics version has, and a world that fails them in every
// way: lived through once, they are a golden history.
#pragma once

#include <vector>

#include "tests/support/sim.hpp"

namespace azwf::tests {

SimOptions story_options();
// Starts every script and drives to the end, with a crash, a verdict and a person on the way.
void live_through_story(Sim& sim);

}  // namespace azwf::tests
