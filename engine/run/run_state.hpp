// The state of one run, folded from its events: open items only, however long the history.
//
//   step:   requested -> performing -> (succeeded | failed | timed out)           gone from `open`
//           performing -> backing_off -> performing        a retry, after its delay
//           performing -> performing                       interrupted and tried again
//           performing -> in_doubt -> (accepted | failed | performing)
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/run/run_event.hpp"

namespace azwf {

// `waiting`: nothing is being done; a time or a person is waited for.
enum class RunStatus { running, waiting, in_doubt, stopped, completed, failed };
std::string_view to_text(RunStatus status);
std::optional<RunStatus> run_status_from_text(std::string_view text);
inline bool is_final(RunStatus status) {
  return status == RunStatus::completed || status == RunStatus::failed;
}

enum class StepPhase { performing, backing_off, in_doubt };

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

  bool operator==(const OpenStep&) const = default;
};

struct RunState {
  bool started = false;
  std::string workflow;
  Digest program;
  std::int64_t semantics = 0;
  Packed params;
  std::string cwd;                 // empty: unknown
  std::vector<std::string> roots;  // as started with
  Timestamp started_at;
  Timestamp last_time;  // of the latest fact; stamps never go back
  Ordinal next_ordinal = 0;
  std::uint64_t epoch = 0;       // of the claim that performs now; 0: unclaimed
  std::uint64_t deliveries = 0;  // how many the script has decided on
  std::vector<OpenStep> open;    // in the order requested
  std::optional<RunVerdict> stopped;
  std::deque<Ordinal> undelivered;  // delivered again, in order, once resumed
  std::optional<Packed> result;     // completed with it
  std::optional<StepError> error;   // failed with it
  Timestamp ended_at;

  [[nodiscard]] bool ended() const { return result || error; }
  [[nodiscard]] bool in_doubt() const;
  [[nodiscard]] bool performs() const;  // a step is being performed
  [[nodiscard]] const OpenStep* find(const StepId& step) const;
  [[nodiscard]] RunStatus status() const;

  bool operator==(const RunState&) const = default;
};

// The only way a run's state changes. Pure: the same events give the same state.
void evolve(RunState& state, const RecordedEvent& recorded);

// True when the event, evolved in this state, reaches the script at once; false when it is not for
// the script, or waits undelivered.
bool reaches_script(const RunState& state, const RunEvent& event);

}  // namespace azwf
