// One line for each event that a person waits for:
//
//   start    3  make test
//   retry    3  make test  exit_2: make ended with exit status 2; attempt 2 in 1.0s
//   done     3  make test  attempt 2, 300ms
#include "adapters/cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/cli/text.hpp"
#include "engine/base/time_text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t verb_columns = 8;
constexpr std::size_t text_columns = 11;  // where texts begin
constexpr std::size_t step_columns = 3;

class Tell {
 public:
  Tell(Console& console, const std::string& prefix, const RunId& run, const Story& story,
       Timestamp now)
      : console_(console),
        style_(console.err_style()),
        prefix_(prefix),
        run_(run),
        story_(story),
        now_(now) {}

  void operator()(const StepRequested& event) {
    step(style_.active(verb("start")), event.step, {});
  }
  void operator()(const StepSucceeded& event) {
    step(style_.good(verb("done")), event.step, taken(event.step));
  }
  void operator()(const StepAccepted& event) {
    step(style_.good(verb("done")), event.step, "because a person says so");
  }
  void operator()(const StepFailed& event) { failed(event.step, event.error); }
  void operator()(const StepTimedOut& event) { failed(event.step, event.error); }
  void operator()(const StepRetryAt& event) {
    const auto* told = story_.find(event.step);
    if (told == nullptr) return;
    const auto& attempt = told->last();
    if (attempt.end == AttemptEnd::stopped) {
      return step(style_.warning(verb("stopped")), event.step, "to be tried again");
    }
    const auto why = attempt.error ? error_line(*attempt.error) : std::string("it ended");
    const auto delay_us = event.at.us - now_.us;
    const auto when = delay_us > 0 ? " in " + duration_text(delay_us) : "";
    step(style_.warning(verb("retry")), event.step,
         fmt::format("{}; attempt {}{}", why, event.attempt, when));
  }
  void operator()(const StepRetried& event) {
    step(style_.active(verb("start")), event.step, fmt::format("attempt {}", event.attempt));
  }
  void operator()(const StepInterrupted& event) {
    const auto* told = story_.find(event.step);
    const bool is_known = told != nullptr && told->last().error;
    step(style_.warning(verb("broken")), event.step,
         fmt::format("attempt {} was interrupted{}", event.attempt,
                     is_known ? ": " + first_line(told->last().error->message) : ""));
  }
  void operator()(const StepInDoubt& event) {
    step(style_.warning(verb("doubt")), event.step, "nobody knows whether it happened");
  }
  void operator()(const StepChecking& event) {
    step(style_.active(verb("check")), event.step, "did it happen?");
  }
  void operator()(const StepChecked& event) {
    switch (event.finding) {
      case Finding::done: return step(style_.good(verb("done")), event.step, "as its check found");
      case Finding::not_done:
        return step(style_.active(verb("start")), event.step,
                    "once more: its check found that it was not done");
      case Finding::unknown:
        return step(style_.warning(verb("doubt")), event.step,
                    "nobody knows whether it happened: " + first_line(event.why));
    }
  }
  void operator()(const RunLogged& event) {
    const bool is_plain = event.level == "info";
    auto text = printable(event.text);
    for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) {
      text.insert(at + 1, text_columns, ' ');
    }
    line(is_plain ? verb("log") : style_.warning(verb(event.level)), text);
  }
  void operator()(const EventEmitted& event) {
    line(verb("event"),
         printable(event.type + (event.subject.empty() ? "" : "  ") + event.subject));
  }
  void operator()(const RunVerdict& event) {
    const auto place = place_text({event.module, event.line});
    line(style_.bad(verb("stopped")),
         event.verdict + ": " + first_line(event.message) + (place.empty() ? "" : "  at " + place));
  }
  void operator()(const StepCancelled& event) {
    step(style_.warning(verb("stopped")), event.step, "not wanted any more");
  }
  void operator()(const TimerSet& event) {
    const auto left_us = event.at.us - now_.us;
    if (left_us <= 0) return;
    if (event.why == "sleep") return wait(event.timer, "for " + duration_text(left_us));
    if (const auto* signal = story_.signal_awaited_by(event.timer)) tell_how_long(*signal, left_us);
  }
  void operator()(const SignalAwaited& event) {
    wait(event.wait, "for the signal " + printable(event.name));
  }
  void operator()(const EventAwaited& event) {
    wait(event.wait, "for an event " + printable(event.event_type));
  }
  void operator()(const SignalReceived& event) { line(verb("signal"), printable(event.name)); }
  void operator()(const EventReceived& event) {
    line(verb("event"), style_.dim(padded(event.wait.text, step_columns)) + " " +
                            printable(event.event_type) + " received");
  }
  void operator()(const RunCancelling& event) {
    if (!event.reason.empty()) line(style_.warning(verb("because")), printable(event.reason));
  }
  void operator()(const RunRollbackAsked& event) {
    if (!event.reason.empty()) line(style_.warning(verb("because")), printable(event.reason));
  }
  void operator()(const UndoBegun& event) {
    line(style_.active(verb("undo")),
         style_.dim(padded(event.undo.text, step_columns)) + " " + undo_name(event.undo));
  }
  void operator()(const UndoFailed& event) {
    line(style_.bad(verb("failed")), style_.dim(padded(event.undo.text, step_columns)) +
                                         " the undo  " + error_line(event.error));
  }
  void operator()(const auto&) {}  // nothing that a person waits for

 private:
  static std::string verb(std::string_view text) { return padded(text, verb_columns); }

  void line(const std::string& coloured_verb, const std::string& text) {
    console_.note(prefix_ + "  " + coloured_verb + " " + text);
  }

  void step(const std::string& coloured_verb, const StepId& id, const std::string& more) {
    const auto* told = story_.find(id);
    const auto label = told == nullptr ? std::string() : told->label;
    line(coloured_verb, style_.dim(padded(id.text, step_columns)) + " " + label +
                            (more.empty() ? "" : "  " + style_.dim(more)));
  }

  // A command that stays until the time is over says what would be faster.
  void tell_how_long(const SignalAwaited& signal, std::int64_t left_us) {
    line(verb(""), fmt::format("{} for {} at most: azwf signal {} {}", padded("", step_columns),
                               duration_text(left_us), run_.text, printable(signal.name)));
  }

  void wait(const StepId& id, const std::string& text) {
    line(verb("wait"), style_.dim(padded(id.text, step_columns)) + " " + text);
  }

  [[nodiscard]] std::string undo_name(const StepId& id) const {
    const auto& undos = story_.state.undos;
    const auto found = std::ranges::find(undos, id, &PendingUndo::id);
    return found == undos.end() ? "" : undo_label(*found, story_.state.cwd);
  }

  void failed(const StepId& id, const StepError& error) {
    step(style_.bad(verb("failed")), id, taken(id) + "  " + error_line(error));
  }

  [[nodiscard]] std::string taken(const StepId& id) const {
    const auto* told = story_.find(id);
    if (told == nullptr) return {};
    const auto& attempt = told->last();
    const auto duration = duration_text(attempt.ended.us - attempt.started.us);
    return attempt.number == 1 ? duration : fmt::format("attempt {}, {}", attempt.number, duration);
  }

  Console& console_;
  const Style& style_;
  const std::string& prefix_;
  const RunId& run_;
  const Story& story_;
  Timestamp now_;
};

}  // namespace

std::string started_line(const RunId& run, const Story& story, std::string_view doing) {
  return "run " + run.text + "  " + printable(story.state.workflow) + " " + std::string(doing);
}

void tell_progress(Console& console, const std::string& prefix, const RunId& run,
                   const Story& story, const RecordedEvent& recorded) {
  std::visit(Tell(console, prefix, run, story, recorded.time), recorded.event);
}

}  // namespace azwf::cli
