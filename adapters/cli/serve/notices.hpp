// What a server says of the runs it works on and of its guests: only what somebody may have to look
// at. As lines, or with --json as JSON Lines on stderr.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/cli/console.hpp"
#include "engine/access/refusal.hpp"
#include "engine/runtime/engine.hpp"

namespace azwf::cli {

struct Notice {
  RunId run;
  std::string_view event;  // "stopped", "in_doubt", "failed", "rollback_failed", "trouble"
  Error why;               // its hint is the next command
};

// Nothing when the event needs nobody.
std::optional<Notice> notice_of(const RunId& run, const RunEvent& event);
Notice notice_of(const Trouble& trouble);
void tell(Console& console, const Notice& notice, Timestamp time);
// Who was refused at the bus.
void tell(Console& console, const Refusal& refusal, Timestamp time);

}  // namespace azwf::cli
