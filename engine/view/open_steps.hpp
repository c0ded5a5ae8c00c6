// The runs that need an engine: those with a step being performed, or with facts that still have to
// reach their script. Runs that only wait for a time or a person are not here.
#pragma once

#include <vector>

#include "engine/view/view.hpp"

namespace azwf {

// Whether an engine has something to do for the run now.
bool needs_engine(const RunState& state);

void evolve_open_steps(const RunChange& change, ViewBatch& batch);

Result<bool> has_open_steps(ViewStore& views, const RunId& run);
Result<std::vector<RunId>> runs_with_open_steps(ViewStore& views);

}  // namespace azwf
