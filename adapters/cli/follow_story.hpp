// Watches one run of a store that another process writes, until it has ended.
#pragma once

#include "adapters/cli/console.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/story.hpp"

namespace azwf::cli {

// Shows it as the console's progress says. The story as it was last seen, without most of what was
// settled before; it has not ended when Ctrl-C came first.
Result<Story> follow_story(ReadingSession& session, Console& console, const RunId& run);

}  // namespace azwf::cli
