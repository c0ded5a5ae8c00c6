// A trigger: which events of the log start a workflow, when, and with which parameters. Plain data,
// as a script declares it (wf.event) and as it stands in the log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/limits.hpp"
#include "engine/base/packed.hpp"
#include "engine/base/strong.hpp"

namespace azwf {

struct EventTrigger {
  std::int64_t batch = 0;        // as many events at most start one run; 0: each starts its own
  std::int64_t debounce_ms = 0;  // the last event before it was quiet for so long starts a run
  std::string subject;           // a glob; empty: any
  std::string type;              // a glob
  Packed where{"\x80"};          // fields of the event's data, and what they must be
  Packed with{"\x80"};           // parameters, and where in the event their values stand
  std::int64_t within_ms = 0;    // after its first event a batch starts its run, full or not
  std::string workflow;          // only events of its runs; empty: anybody's
  static void fields(auto& self, auto&& visit) {
    visit("batch", self.batch);
    visit("debounce_ms", self.debounce_ms);
    visit("subject", self.subject);
    visit("type", self.type);
    visit("where", self.where);
    visit("with", self.with);
    visit("within_ms", self.within_ms);
    visit("workflow", self.workflow);
  }
  bool operator==(const EventTrigger&) const = default;
};

// Triggers as one field of something that is recorded.
void write(Packer& packer, const std::vector<EventTrigger>& triggers);
Result<void> read(Unpacker& unpacker, std::vector<EventTrigger>& triggers);

// Error{invalid}: what about the trigger cannot be, as "'field' is …; … belongs there".
Result<void> check_trigger(const EventTrigger& trigger, const Limits& limits);

// An event as triggers see it.
struct EventSeen {
  std::string_view type;
  std::string_view subject;
  std::string_view workflow;  // whose run it is of; empty: of none
  const Packed& data;
};

// Events of runs that say how one ended are for triggers, too; no other one of the engine's own is.
bool is_for_triggers(std::string_view type);
// Whether the pattern may be meant for events of this type: those of the engine's own are asked for
// by "run.…", not by "*".
bool is_of_type(const EventTrigger& trigger, std::string_view type);
// The first condition that the event does not meet, in words; empty when it meets all.
std::string mismatch(const EventTrigger& trigger, const EventSeen& event);

// An event as a script sees it: {data, id, run, subject, time, type}; `run` only of a run's own.
struct SeenAs {
  std::string_view id;
  std::string_view run;  // empty: of none
  Timestamp time;
};
Packed pack_seen(const EventSeen& event, const SeenAs& as);
// The parameters that a run gets from it: what is not there is left out.
Packed parameters_from(const EventTrigger& trigger, const Packed& seen);

}  // namespace azwf
