// The same events as progress.cpp has lines for, under the same words.
#include "adapters/cli/progress_json.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/cli/record.hpp"

namespace azwf::cli {
namespace {

Record error_record(const StepError& error) {
  return Record().text("code", error.code).text("message", error.message);
}

class Document {
 public:
  Document(const RunId& run, const Story& story, const RecordedEvent& recorded)
      : run_(run), story_(story), recorded_(recorded) {}

  Packed operator()(const StepRequested& event) { return step("start", event.step).pack(); }
  Packed operator()(const StepRetried& event) { return step("start", event.step).pack(); }
  Packed operator()(const StepSucceeded& event) { return done(event.step); }
  Packed operator()(const StepAccepted& event) { return done(event.step); }
  Packed operator()(const StepFailed& event) { return failed(event.step, event.error); }
  Packed operator()(const StepTimedOut& event) { return failed(event.step, event.error); }
  Packed operator()(const StepRetryAt& event) {
    auto record = step("retry", event.step);
    record.timestamp("due_at", event.at);
    const auto* told = story_.find(event.step);
    if (told != nullptr && told->last().error) {
      record.record("error", error_record(*told->last().error));
    }
    return record.pack();
  }
  Packed operator()(const StepInterrupted& event) { return step("broken", event.step).pack(); }
  Packed operator()(const StepInDoubt& event) { return step("doubt", event.step).pack(); }
  Packed operator()(const StepChecking& event) { return step("check", event.step).pack(); }
  Packed operator()(const StepChecked& event) {
    static constexpr std::array<std::string_view, 3> words{"done", "start", "doubt"};
    return step(words.at(static_cast<std::size_t>(event.finding)), event.step).pack();
  }
  Packed operator()(const StepCancelled& event) { return step("stopped", event.step).pack(); }
  Packed operator()(const RunLogged& event) {
    return record("log").text("level", event.level).text("text", event.text).pack();
  }
  Packed operator()(const EventEmitted& event) {
    return record("event")
        .text("type", event.type)
        .optional_text("subject", event.subject)
        .value("data", event.data)
        .pack();
  }
  Packed operator()(const RunVerdict& event) {
    const StepError error{event.verdict, event.message, {}};
    return record("verdict")
        .record("error", error_record(error))
        .optional_text("place", place_text({event.module, event.line}))
        .pack();
  }
  Packed operator()(const TimerSet& event) {
    if (event.why != "sleep" || event.at.us <= recorded_.time.us) return {};
    return at("wait", event.timer).text("for", "time").timestamp("due_at", event.at).pack();
  }
  Packed operator()(const SignalAwaited& event) {
    return at("wait", event.wait).text("for", "signal").text("name", event.name).pack();
  }
  Packed operator()(const EventAwaited& event) {
    return at("wait", event.wait)
        .text("for", "event")
        .text("type", event.event_type)
        .optional_text("subject", event.subject)
        .pack();
  }
  Packed operator()(const SignalReceived& event) {
    return record("signal").text("name", event.name).pack();
  }
  Packed operator()(const EventReceived& event) {
    return at("received", event.wait).text("type", event.event_type).pack();
  }
  Packed operator()(const RunCancelling& event) { return because(event.reason); }
  Packed operator()(const RunRollbackAsked& event) { return because(event.reason); }
  Packed operator()(const UndoBegun& event) { return undo("undo", event.undo).pack(); }
  Packed operator()(const UndoFailed& event) {
    return undo("undo_failed", event.undo).record("error", error_record(event.error)).pack();
  }
  Packed operator()(const auto&) { return {}; }

 private:
  [[nodiscard]] Record record(std::string_view what) const {
    Record record;
    record.timestamp("time", recorded_.time).text("run", run_.text).text("event", what);
    return record;
  }

  [[nodiscard]] Record at(std::string_view what, const StepId& id) const {
    auto told = record(what);
    return std::move(told.text("step", id.text));
  }

  [[nodiscard]] Record step(std::string_view what, const StepId& id) const {
    auto told = at(what, id);
    const auto* step = story_.find(id);
    if (step == nullptr) return told;
    told.text("name", step->label).text("operation", step->operation);
    told.integer("attempt", static_cast<std::int64_t>(step->last().number));
    told.optional_text("place", place_text(step->place));
    return told;
  }

  [[nodiscard]] Record ended(std::string_view what, const StepId& id) const {
    auto told = step(what, id);
    const auto* step = story_.find(id);
    if (step != nullptr && step->ended().us != 0) {
      told.integer("duration_us", step->ended().us - step->last().started.us);
    }
    return told;
  }

  [[nodiscard]] Packed done(const StepId& id) const { return ended("done", id).pack(); }

  [[nodiscard]] Packed failed(const StepId& id, const StepError& error) const {
    return ended("failed", id).record("error", error_record(error)).pack();
  }

  [[nodiscard]] Packed because(const std::string& reason) const {
    return reason.empty() ? Packed{} : record("because").text("reason", reason).pack();
  }

  [[nodiscard]] Record undo(std::string_view what, const StepId& id) const {
    auto told = record(what);
    told.text("undo", id.text);
    const auto known = std::ranges::find(story_.undos, id, &UndoStory::id);
    if (known != story_.undos.end()) told.optional_text("name", known->label);
    return told;
  }

  const RunId& run_;
  const Story& story_;
  const RecordedEvent& recorded_;
};

}  // namespace

Packed started_document(const RunId& run, const Story& story, std::string_view doing) {
  return Record()
      .timestamp("time", story.state.last_time)
      .text("run", run.text)
      .text("event", "run")
      .text("workflow", story.state.workflow)
      .text("doing", doing)
      .text("status", to_text(story.state.status()))
      .pack();
}

Packed end_document(const Story& story, const Packed& outcome) {
  Record record;
  record.timestamp("time", story.state.last_time)
      .text("run", text_of(field_of(outcome, "run")))
      .text("event", "end");
  for (const auto* const name : {"status", "result", "error", "next"}) {
    record.value(name, field_of(outcome, name));
  }
  return record.pack();
}

Packed progress_document(const RunId& run, const Story& story, const RecordedEvent& recorded) {
  return std::visit(Document(run, story, recorded), recorded.event);
}

}  // namespace azwf::cli
