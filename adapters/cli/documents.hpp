// What commands print with --json and a server answers queries with: one document for both.
#pragma once

#include <vector>

#include "engine/base/packed.hpp"
#include "engine/view/run_list.hpp"
#include "engine/view/triggers.hpp"

namespace azwf::cli {

Packed runs_document(const std::vector<RunSummary>& runs);

// All that are installed, however they stand.
Result<std::vector<InstalledWorkflow>> workflows_under_triggers(ViewStore& views);
Packed workflows_document(const std::vector<InstalledWorkflow>& workflows);

}  // namespace azwf::cli
