// Triggers, and what they would start, as people and documents show them.
#pragma once

#include <string>

#include "adapters/cli/record.hpp"
#include "adapters/script_host/host_at_hand.hpp"
#include "engine/program/script_host.hpp"
#include "engine/trigger/pending_start.hpp"

namespace azwf::cli {

// "git.push subject main* where branch = "main" debounce 30s"
std::string trigger_text(const EventTrigger& trigger);
Packed triggers_document(const std::vector<EventTrigger>& triggers);

// What a run of the program would be given, or why there would be none.
Result<Packed> parameters_by(const EventTrigger& trigger, std::shared_ptr<const Program> program,
                             const Packed& seen, script_host::HostAtHand& host);

}  // namespace azwf::cli
