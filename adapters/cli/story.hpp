// What happened to a run, as a person wants to see it: its steps with every attempt, what it logged
// and emitted. Folded from the run's events; nothing else is known here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/event/event_log.hpp"
#include "engine/run/run_state.hpp"

namespace azwf::cli {

enum class AttemptEnd { none, succeeded, failed, timed_out, stopped, interrupted };
std::string_view to_text(AttemptEnd end);

struct AttemptStory {
  std::uint32_t number = 1;
  Timestamp started;
  Timestamp ended;  // 0 while it is being performed
  AttemptEnd end = AttemptEnd::none;
  std::optional<StepError> error;
  std::optional<OutputRef> output;
  Packed printed;  // without `output`: a map whose stdout and stderr are all that was printed
};

enum class StepEnd { performing, backing_off, checking, in_doubt, succeeded, failed, cancelled };
inline bool is_settled(StepEnd end) { return end >= StepEnd::succeeded; }
std::string_view to_text(StepEnd end);

struct StepStory {
  Ordinal ordinal = 0;  // of the event that began it
  StepId id;
  std::string name;  // the author's, or empty
  std::string label;
  std::string operation;
  Packed arguments;
  ScriptPlace place;
  StepEnd end = StepEnd::performing;
  std::optional<Packed> result;
  std::optional<StepError> error;
  Timestamp due;  // of the next attempt, while backing off
  std::vector<AttemptStory> attempts;

  [[nodiscard]] const AttemptStory& last() const { return attempts.back(); }
  [[nodiscard]] Timestamp ended() const { return last().ended; }
};

enum class WaitEnd { waiting, over, timed_out, cancelled };

// A branch waited for a time, a signal or an event.
struct WaitStory {
  Ordinal ordinal = 0;
  StepId id;
  std::string what;    // "1.0s", "the signal go"
  std::string signal;  // its name, of a wait for one
  Timestamp begun;
  Timestamp due;  // when a time is waited for, or the wait has a limit
  Timestamp ended;
  WaitEnd end = WaitEnd::waiting;
};

// An undo that was begun.
struct UndoStory {
  Ordinal ordinal = 0;
  StepId id;
  std::string label;
  Timestamp begun;
  Timestamp ended;  // 0 while it is run
  std::optional<StepError> error;
};

struct LogLine {
  Ordinal ordinal = 0;
  Timestamp time;
  std::string level;
  std::string text;
};

struct EmittedEvent {
  Ordinal ordinal = 0;
  Timestamp time;
  std::string type;
  std::string subject;
  Packed data;
};

class Story {
 public:
  void add(const RecordedEvent& recorded);
  // The steps that succeeded and that its script has not seen: nothing knows how to undo them.
  struct Unseen {
    StepId step;
    std::string label;
  };
  [[nodiscard]] std::vector<Unseen> unseen() const;
  // Keeps what is open and the latest failures: for following a run however long it gets. Looks
  // through all that is open only after as many events, so what was settled since may stay.
  void forget_settled();

  RunState state;
  std::vector<StepStory> steps;  // in the order requested
  std::vector<WaitStory> waits;  // in the order begun
  std::vector<UndoStory> undos;  // in the order begun
  std::vector<LogLine> logs;
  std::vector<EmittedEvent> emitted;
  std::size_t undos_done = 0;
  ScriptPlace ended_at;            // where the script ended the run
  std::optional<StepError> cause;  // why its undos were begun, unless somebody asked for that

  [[nodiscard]] StepStory* find(const StepId& step);
  [[nodiscard]] const StepStory* find(const StepId& step) const;
  // The signal that is waited for under this id, if one is.
  [[nodiscard]] const SignalAwaited* signal_awaited_by(const StepId& wait) const;
  // The names of those waited for now.
  [[nodiscard]] std::vector<std::string> signals_awaited() const;
  // The step whose failure failed the run, if one did.
  [[nodiscard]] const StepStory* failed_step() const;
  void begin_step(StepStory step);

 private:
  void note_seen(const RecordedEvent& recorded);

  std::unordered_map<std::string, std::size_t> places_;  // of steps, by id
  std::size_t added_ = 0;                                // events since all was looked through
  std::map<Ordinal, Unseen> unseen_;                     // by the fact that tells of the success
  std::pair<Ordinal, Unseen> seen_last_;
};

// Error{not_found} when there is no such run.
Result<Story> read_story(EventLog& log, const RunId& run);
// The same as of that position.
Result<Story> read_story_until(EventLog& log, const RunId& run, Position last);

// What people call a step: its name, else the command it runs, else its operation and the files it
// touches, without the working folder `cwd`.
std::string step_label(const std::string& name, const std::string& operation,
                       const Packed& arguments, const std::string& cwd = "");
// Its name, which for the undo of a change to a file ends with the path: shown as those of steps.
std::string undo_label(const PendingUndo& undo, const std::string& cwd);
// "the signal go", "an event release.shipped".
std::string awaited_text(const SignalAwaited& wait);
std::string awaited_text(const EventAwaited& wait);
// "exit_2: make failed": one line.
std::string error_line(const StepError& error);
// "ci.lua:12"; empty when there is no place.
std::string place_text(const ScriptPlace& place);

}  // namespace azwf::cli
