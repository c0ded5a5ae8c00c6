// One overload per event that changes the story; the state beside it is the engine's own fold.
#include "adapters/cli/story.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/cli/text.hpp"
#include "engine/base/time_text.hpp"
#include "engine/run/run_reader.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t failures_kept = 16;

class Tell {
 public:
  Tell(Story& story, const RecordedEvent& recorded) : story_(story), recorded_(recorded) {}

  void operator()(const StepRequested& event) {
    story_.begin_step(
        {.ordinal = recorded_.ordinal,
         .id = event.step,
         .name = event.name,
         .label = step_label(event.name, event.operation, event.arguments, story_.state.cwd),
         .operation = event.operation,
         .arguments = event.arguments,
         .place = recorded_.place,
         .attempts = {{.number = 1, .started = recorded_.time}}});
  }
  void operator()(const StepSucceeded& event) {
    end_attempt(event.step, AttemptEnd::succeeded, {}, event.output, event.result);
    settle(event.step, StepEnd::succeeded, event.result, {});
  }
  void operator()(const AttemptFailed& event) {
    const bool is_timeout = event.error.code == timeout_code;
    end_attempt(event.step, is_timeout ? AttemptEnd::timed_out : AttemptEnd::failed, event.error,
                event.output, event.error.details);
  }
  void operator()(const AttemptStopped& event) {
    end_attempt(event.step, AttemptEnd::stopped, {}, event.output);
    if (story_.state.ended()) settle(event.step, StepEnd::cancelled, {}, {});
  }
  void operator()(const AttemptLost& event) {
    end_attempt(event.step, AttemptEnd::interrupted, StepError{"lost", event.why, {}},
                event.output);
  }
  void operator()(const StepInterrupted& event) {
    const auto* step = story_.find(event.step);
    const bool is_told = step != nullptr && step->last().end == AttemptEnd::interrupted;
    if (!is_told) end_attempt(event.step, AttemptEnd::interrupted, {}, {});
  }
  void operator()(const StepRetryAt& event) {
    if (auto* step = story_.find(event.step)) {
      step->end = StepEnd::backing_off;
      step->due = event.at;
    }
  }
  void operator()(const StepRetried& event) {
    if (auto* step = story_.find(event.step)) begin_attempt(*step, event.attempt);
  }
  void operator()(const StepInDoubt& event) {
    if (auto* step = story_.find(event.step)) step->end = StepEnd::in_doubt;
  }
  void operator()(const StepChecking& event) {
    if (auto* step = story_.find(event.step)) step->end = StepEnd::checking;
  }
  void operator()(const StepChecked& event) {
    auto* step = story_.find(event.step);
    if (step == nullptr) return;
    switch (event.finding) {
      case Finding::done: return settle(event.step, StepEnd::succeeded, event.result, {});
      case Finding::not_done: return begin_attempt(*step, step->last().number + 1);
      case Finding::unknown: step->end = StepEnd::in_doubt; return;
    }
  }
  void operator()(const StepAccepted& event) {
    settle(event.step, StepEnd::succeeded, event.result, {});
  }
  void operator()(const StepFailed& event) { settle(event.step, StepEnd::failed, {}, event.error); }
  void operator()(const StepTimedOut& event) {
    settle(event.step, StepEnd::failed, {}, event.error);
  }
  void operator()(const StepCancelled& event) { settle(event.step, StepEnd::cancelled, {}, {}); }
  void operator()(const RunKilled&) {
    for (auto& step : story_.steps) {
      const bool stays = step.end == StepEnd::performing || step.end == StepEnd::in_doubt;
      if (!stays && !is_settled(step.end)) step.end = StepEnd::cancelled;
    }
    end_all();
  }
  // A time that has come when it is set is no wait.
  void operator()(const TimerSet& event) {
    if (event.why != "sleep") {
      if (auto* wait = find_wait(event.timer)) wait->due = event.at;
    } else if (event.at.us > recorded_.time.us) {
      begin_wait(event.timer, duration_text(event.at.us - recorded_.time.us));
      story_.waits.back().due = event.at;
    }
  }
  void operator()(const TimerFired& event) {
    end_wait(event.timer, is_awaited(event.timer) ? WaitEnd::timed_out : WaitEnd::over);
  }
  void operator()(const TimerCancelled& event) {
    if (!is_awaited(event.timer)) end_wait(event.timer, WaitEnd::cancelled);
  }
  void operator()(const SignalAwaited& event) {
    begin_wait(event.wait, awaited_text(event));
    story_.waits.back().signal = event.name;
  }
  void operator()(const EventAwaited& event) { begin_wait(event.wait, awaited_text(event)); }
  // It goes to the earliest wait for its name.
  void operator()(const SignalReceived& event) {
    const auto waits = [&](const WaitStory& wait) {
      return wait.end == WaitEnd::waiting && wait.signal == event.name;
    };
    const auto first = std::ranges::find_if(story_.waits, waits);
    if (first != story_.waits.end()) end_wait(first->id, WaitEnd::over);
  }
  void operator()(const EventReceived& event) { end_wait(event.wait, WaitEnd::over); }
  void operator()(const WaitCancelled& event) { end_wait(event.wait, WaitEnd::cancelled); }
  void operator()(const RunLogged& event) {
    story_.logs.push_back({recorded_.ordinal, recorded_.time, event.level, event.text});
  }
  void operator()(const EventEmitted& event) {
    story_.emitted.push_back(
        {recorded_.ordinal, recorded_.time, event.type, event.subject, event.data});
  }
  void operator()(const UndoBegun& event) {
    const auto& undos = story_.state.undos;
    const auto known = std::ranges::find(undos, event.undo, &PendingUndo::id);
    story_.undos.push_back(
        {.ordinal = recorded_.ordinal,
         .id = event.undo,
         .label = known == undos.end() ? "" : undo_label(*known, story_.state.cwd),
         .begun = recorded_.time});
  }
  void operator()(const UndoDone& event) {
    ++story_.undos_done;
    end_undo(event.undo, {});
  }
  void operator()(const UndoFailed& event) { end_undo(event.undo, event.error); }
  void operator()(const RunUndoing& event) {
    if (event.why == UndoCause::failed) story_.cause = event.error;
  }
  void operator()(const RunCompleted&) { end_at_place(); }
  void operator()(const RunFailed&) { end_at_place(); }
  void operator()(const RunCancelled&) { end_all(); }
  void operator()(const RunRolledBack&) { end_all(); }
  void operator()(const RunRollbackFailed&) { end_all(); }
  void operator()(const auto&) {}  // tells nothing that the state does not

 private:
  void begin_attempt(StepStory& step, std::uint32_t number) {
    step.end = StepEnd::performing;
    step.attempts.push_back({.number = number, .started = recorded_.time});
  }

  void end_attempt(const StepId& id, AttemptEnd end, std::optional<StepError> error,
                   std::optional<OutputRef> output, Packed printed = {}) {
    auto* step = story_.find(id);
    if (step == nullptr) return;
    auto& attempt = step->attempts.back();
    attempt.ended = recorded_.time;
    attempt.end = end;
    attempt.error = std::move(error);
    attempt.output = output;
    attempt.printed = std::move(printed);
  }

  void settle(const StepId& id, StepEnd end, std::optional<Packed> result,
              std::optional<StepError> error) {
    auto* step = story_.find(id);
    if (step == nullptr) return;
    step->end = end;
    step->result = std::move(result);
    step->error = std::move(error);
  }

  [[nodiscard]] bool is_awaited(const StepId& id) const {
    return std::ranges::find(story_.state.waits, id, &OpenWait::id) != story_.state.waits.end();
  }

  WaitStory* find_wait(const StepId& id) {
    const auto found =
        std::find_if(story_.waits.rbegin(), story_.waits.rend(),
                     [&](const WaitStory& wait) { return wait.id == id && wait.ended.us == 0; });
    return found == story_.waits.rend() ? nullptr : &*found;
  }

  void begin_wait(const StepId& id, std::string what) {
    story_.waits.push_back(
        {.ordinal = recorded_.ordinal, .id = id, .what = std::move(what), .begun = recorded_.time});
  }

  void end_wait(const StepId& id, WaitEnd end) {
    auto* wait = find_wait(id);
    if (wait == nullptr) return;
    wait->end = end;
    wait->ended = recorded_.time;
  }

  void end_undo(const StepId& id, std::optional<StepError> error) {
    for (auto& undo : story_.undos) {
      if (undo.id != id || undo.ended.us != 0) continue;
      undo.ended = recorded_.time;
      undo.error = std::move(error);
    }
  }

  void end_at_place() {
    story_.ended_at = recorded_.place;
    end_all();
  }

  // What was waited for when the run ended does not come any more.
  void end_all() {
    for (auto& wait : story_.waits) {
      if (wait.end != WaitEnd::waiting) continue;
      wait.end = WaitEnd::cancelled;
      wait.ended = recorded_.time;
    }
  }

  Story& story_;
  const RecordedEvent& recorded_;
};

}  // namespace

std::string_view to_text(AttemptEnd end) {
  static constexpr std::array<std::string_view, 6> texts{"performing", "succeeded", "failed",
                                                         "timed_out",  "stopped",   "interrupted"};
  return texts.at(static_cast<std::size_t>(end));
}

std::string_view to_text(StepEnd end) {
  static constexpr std::array<std::string_view, 7> texts{
      "performing", "backing_off", "checking", "in_doubt", "succeeded", "failed", "cancelled"};
  return texts.at(static_cast<std::size_t>(end));
}

// A verdict takes back what the script saw last.
void Story::note_seen(const RecordedEvent& recorded) {
  if (const auto* succeeded = std::get_if<StepSucceeded>(&recorded.event)) {
    const auto* step = find(succeeded->step);
    const Unseen told{succeeded->step, step == nullptr ? "" : step->label};
    const bool reaches = reaches_script(state, recorded.event);
    if (reaches) seen_last_ = {recorded.ordinal, told};
    if (!reaches) unseen_.emplace(recorded.ordinal, told);
  } else if (const auto* again = std::get_if<RunRedelivered>(&recorded.event)) {
    if (const auto node = unseen_.extract(again->fact)) seen_last_ = {node.key(), node.mapped()};
  } else if (const auto* verdict = std::get_if<RunVerdict>(&recorded.event)) {
    const bool is_step = !seen_last_.second.step.empty() && seen_last_.first == verdict->fact;
    if (is_step) unseen_.insert({seen_last_.first, seen_last_.second});
  }
}

std::vector<Story::Unseen> Story::unseen() const {
  std::vector<Unseen> all;
  for (const auto& [fact, step] : unseen_) all.push_back(step);
  return all;
}

const SignalAwaited* Story::signal_awaited_by(const StepId& wait) const {
  const auto found = std::ranges::find(state.waits, wait, &OpenWait::id);
  return found == state.waits.end() ? nullptr : std::get_if<SignalAwaited>(&found->awaited);
}

std::vector<std::string> Story::signals_awaited() const {
  std::vector<std::string> names;
  for (const auto& wait : state.waits) {
    if (const auto* signal = std::get_if<SignalAwaited>(&wait.awaited))
      names.push_back(signal->name);
  }
  return names;
}

void Story::add(const RecordedEvent& recorded) {
  note_seen(recorded);
  std::visit(Tell(*this, recorded), recorded.event);
  evolve(state, recorded);
  ++added_;
}

void Story::begin_step(StepStory step) {
  places_.insert_or_assign(step.id.text, steps.size());
  steps.push_back(std::move(step));
}

void Story::forget_settled() {
  logs.clear();
  emitted.clear();
  if (added_ < state.open.size() + state.waits.size()) return;
  added_ = 0;
  std::size_t failures = 0;
  for (auto& step : steps) failures += step.end == StepEnd::failed ? 1 : 0;
  std::erase_if(steps, [&](const StepStory& step) {
    if (step.end == StepEnd::failed) return failures-- > failures_kept;
    return is_settled(step.end);
  });
  std::erase_if(waits, [](const WaitStory& wait) { return wait.end != WaitEnd::waiting; });
  std::erase_if(undos, [](const UndoStory& undo) { return undo.ended.us != 0; });
  places_.clear();
  for (std::size_t at = 0; at < steps.size(); ++at) {
    places_.insert_or_assign(steps[at].id.text, at);
  }
}

StepStory* Story::find(const StepId& step) {
  return const_cast<StepStory*>(std::as_const(*this).find(step));
}

const StepStory* Story::find(const StepId& step) const {
  const auto found = places_.find(step.text);
  return found == places_.end() ? nullptr : &steps[found->second];
}

const StepStory* Story::failed_step() const {
  if (!state.error || !state.ended()) return nullptr;
  const auto* step = find(StepId{text_of(field_of(state.error->details, "step"))});
  return step != nullptr && step->end == StepEnd::failed ? step : nullptr;
}

Result<Story> read_story(EventLog& log, const RunId& run) {
  Story story;
  TRY_VOID(visit_run(log, run, [&](const RecordedEvent& recorded) {
    story.add(recorded);
    return true;
  }));
  return story;
}

Result<Story> read_story_until(EventLog& log, const RunId& run, Position last) {
  Story story;
  auto reader = TRY(RunReader::open(log, run));
  for (;;) {
    const auto commit = TRY(reader.next());
    if (!commit || commit->position > last) return story;
    for (const auto& recorded : commit->events) story.add(recorded);
  }
}

}  // namespace azwf::cli
