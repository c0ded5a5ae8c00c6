// A run the engine works on: its folded state and the batch it is making. It does one thing at a
// time: idle, asking its script, or ready to be appended.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/event/event_log.hpp"
#include "engine/program/script_host.hpp"
#include "engine/run/history.hpp"
#include "engine/run/run_reader.hpp"
#include "engine/runtime/inbox.hpp"

namespace azwf {

// A fact on its way into the log. It keeps its time when an append loses a race.
struct PendingFact {
  RunEvent event;
  Timestamp time;
  std::string actor;
  DoneReply reply;
};

enum class RunPhase { idle, asking, ready };

// The script's instance being rebuilt from history before the delivery at hand is asked again.
struct Rebuild {
  RunReader reader;
  History history;
  std::vector<PastDelivery> submitted;  // awaiting the host's answer
  std::uint64_t base = 0;               // deliveries the host has seen
  bool log_read = false;
};

struct LiveRun {
  RunId id;
  RunState state;                          // with the batch folded in
  Position revision;                       // of the last durable commit; 0: none
  std::shared_ptr<const Program> program;  // null: it cannot be read
  std::deque<PendingFact> mailbox;
  RunPhase phase = RunPhase::idle;
  std::vector<StartRun> started_again;  // answered once this start is durable

  // The batch: events not yet durable, and the facts they came from.
  std::vector<RecordedEvent> batch;
  std::vector<Event> encoded;
  std::size_t batch_bytes = 0;
  std::vector<PendingFact> taken;
  std::deque<RunEvent> rulings;  // of the last taken fact, still to be recorded
  Timestamp fact_time;           // of the last taken fact

  // What the script was asked last.
  Delivery asked;
  Ordinal asked_fact = 0;        // the fact or ruling it sees
  std::size_t asked_at = 0;      // where in the batch it stands
  std::optional<Error> refusal;  // the log did not take what was made of these facts
  unsigned rebuilds = 0;         // since it last decided
  unsigned crashes = 0;          // of its host at what it was asked, since it last decided
  std::optional<Rebuild> rebuild;
};

// It does nothing, and has nothing to do.
inline bool is_idle(const LiveRun& run) {
  return run.phase == RunPhase::idle && run.mailbox.empty();
}

}  // namespace azwf
