// The state of one run, folded from its events: open items only, however long the history.
//
//   step:   requested -> performing -> (succeeded | failed | timed out)           gone from `open`
//           performing -> backing_off -> performing        a retry, after its delay
//           performing -> performing                       interrupted and tried again
//           performing -> checking -> (done | performing | in_doubt)
//           performing -> in_doubt -> (accepted | failed | performing)
//           asked to stop -> (cancelled | succeeded | failed | timed out)
//   run:    (queued ->) living -> (cancelling | undoing | rolling back) -> ended -> rolling back ->
//   ended
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/run/run_event.hpp"

namespace azwf {

// `queued`: recorded, not begun. `waiting`: nothing is being done; a time, an event or a person is
// waited for. `rolling_back`: undos are run, because the run failed or because somebody asked.
enum class RunStatus {
  queued,
  running,
  waiting,
  in_doubt,
  stopped,
  cancelling,
  rolling_back,
  completed,
  failed,
  cancelled,
  killed,
  rolled_back,
  rollback_failed,
};
std::string_view to_text(RunStatus status);
std::optional<RunStatus> run_status_from_text(std::string_view text);
inline bool is_final(RunStatus status) { return status >= RunStatus::completed; }

enum class StepPhase { performing, backing_off, checking, in_doubt };

struct OpenStep {
  StepId id;
  std::string operation;
  std::string name;
  Packed arguments;
  StepPolicy policy;
  StepPhase phase = StepPhase::performing;
  std::uint32_t attempt = 1;
  Timestamp due;  // of the next attempt, while backing off
  std::uint32_t failures = 0;
  std::uint32_t interruptions = 0;
  Timestamp requested_at;
  Packed progress;          // what its attempts recorded last; nil: nothing
  bool stop_asked = false;  // nobody wants it any more: it is not tried again

  bool operator==(const OpenStep&) const = default;
};

struct OpenTimer {
  StepId id;
  Timestamp at;
  std::string why;

  bool operator==(const OpenTimer&) const = default;
};

// A branch waits for a signal or for an event of the log.
struct OpenWait {
  StepId id;
  std::variant<SignalAwaited, EventAwaited> awaited;

  bool operator==(const OpenWait&) const = default;
};

enum class UndoPhase { registered, begun, failed };

struct PendingUndo {
  StepId id;
  std::string name;
  UndoPhase phase = UndoPhase::registered;

  bool operator==(const PendingUndo&) const = default;
};

// True for what an undo waits for: a part of its id's path begins with 'u'. It goes on when the
// rest is stopped.
bool is_of_undo(const StepId& id);

// Why the run does no longer go forward.
enum class Course { forward, cancelling, rolling_back };

struct RunState {
  bool started = false;
  bool queued = false;  // begins when it is resumed
  std::string workflow;
  Digest program;
  std::int64_t semantics = 0;
  Packed params;
  std::string cwd;                 // empty: unknown
  std::vector<std::string> roots;  // as started with
  std::uint32_t depth = 0;         // of the chain of events and runs; 0: somebody started it
  std::string correlation;         // of that chain; empty: of none
  Timestamp started_at;
  Timestamp last_time;  // of the latest fact; stamps never go back
  Ordinal next_ordinal = 0;
  std::uint64_t epoch = 0;       // of the claim that performs now; 0: unclaimed
  std::uint64_t deliveries = 0;  // how many the script has decided on
  std::vector<OpenStep> open;    // in the order requested
  std::vector<OpenTimer> timers;
  std::vector<OpenWait> waits;         // in the order begun
  std::vector<PendingUndo> undos;      // in the order registered
  std::deque<std::string> signal_ids;  // of the latest signals that had one
  Course course = Course::forward;
  std::string reason;  // of the cancel, the kill or the rollback that somebody asked for
  bool undoing = false;
  bool was_retold = false;  // killed and rolled back: its script was told what it had not seen
  std::optional<RunVerdict> stopped;
  std::deque<Ordinal> undelivered;  // delivered again, in order, once resumed or rolled back
  std::optional<RunStatus> end;     // a final one
  std::optional<Packed> result;     // completed with it
  std::optional<StepError> error;   // failed with it, or could not be rolled back because of it
  Timestamp ended_at;

  [[nodiscard]] bool ended() const { return end.has_value(); }
  [[nodiscard]] bool in_doubt() const;
  [[nodiscard]] bool performs() const;  // a step is being performed
  [[nodiscard]] bool stops() const;     // an attempt that waits is to be dropped
  // Its script has facts to see, and nothing keeps it from them.
  [[nodiscard]] bool waits_for_script() const;
  // Whether the step's attempts are still to be made.
  [[nodiscard]] bool wants(const OpenStep& step) const;
  [[nodiscard]] const OpenStep* find(const StepId& step) const;
  [[nodiscard]] RunStatus status() const { return status_while(performs()); }
  // The status it has while steps are being performed, or while none is.
  [[nodiscard]] RunStatus status_while(bool performs) const;

  bool operator==(const RunState&) const = default;
};

// The only way a run's state changes. Pure: the same events give the same state.
void evolve(RunState& state, const RecordedEvent& recorded);

// Whether what does not reach the script now may still do so later.
bool keeps_undelivered(const RunState& state);

// True when the event, evolved in this state, reaches the script at once; false when it is not for
// the script, or waits undelivered.
bool reaches_script(const RunState& state, const RunEvent& event);

}  // namespace azwf
