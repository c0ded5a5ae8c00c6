// What a user calls a run or a step: an id, a unique prefix of one, @last, @failed, a step's name.
#pragma once

#include "adapters/cli/story.hpp"
#include "engine/event/view_store.hpp"

namespace azwf::cli {

// Error{not_found} when nothing matches; Error{invalid} lists what an ambiguous prefix may mean.
Result<RunId> select_run(ViewStore& views, const std::string& text);
Result<const StepStory*> select_step(const RunId& run, const Story& story, const std::string& text);

}  // namespace azwf::cli
