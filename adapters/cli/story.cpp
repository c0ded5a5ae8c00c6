// One overload per event that changes the story; the state beside it is the engine's own fold.
#include "adapters/cli/story.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/cli/text.hpp"
#include "engine/run/run_reader.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t label_columns_max = 60;
constexpr std::size_t failures_kept = 16;

class Tell {
 public:
  Tell(Story& story, const RecordedEvent& recorded) : story_(story), recorded_(recorded) {}

  void operator()(const StepRequested& event) {
    story_.steps.push_back(
        {.id = event.step,
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
  }
  void operator()(const RunLogged& event) {
    story_.logs.push_back({recorded_.time, event.level, event.text});
  }
  void operator()(const EventEmitted& event) {
    story_.emitted.push_back({recorded_.time, event.type, event.subject, event.data});
  }
  void operator()(const UndoDone&) { ++story_.undos_done; }
  void operator()(const RunUndoing& event) {
    if (event.why == UndoCause::failed) story_.cause = event.error;
  }
  void operator()(const RunCompleted&) { story_.ended_at = recorded_.place; }
  void operator()(const RunFailed&) { story_.ended_at = recorded_.place; }
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

  Story& story_;
  const RecordedEvent& recorded_;
};

// "make test", "sh -c 'a b'": as one would type it, near enough.
std::string command_text(const Packed& argv) {
  Unpacker unpacker(argv.bytes);
  const auto size = unpacker.array();
  std::string text;
  for (std::size_t i = 0; size && i < *size; ++i) {
    const auto word = unpacker.string();
    if (!word) break;
    const bool is_plain = !word->empty() && word->find_first_of(" \t\n'\"\\$") == word->npos;
    text += text.empty() ? "" : " ";
    text += is_plain ? std::string(*word) : "'" + std::string(*word) + "'";
  }
  return text;
}

// A path below the working folder, without that folder.
std::string below(std::string path, const std::string& cwd) {
  const bool is_below = !cwd.empty() && path.starts_with(cwd + "/");
  return is_below ? path.substr(cwd.size() + 1) : path;
}

// " app/conf", or " old new" of a copy: what the arguments name as files.
std::string files_text(const Packed& arguments, const std::string& cwd) {
  std::string text;
  for (const auto* const name : {"path", "from", "to"}) {
    const auto file = below(text_of(field_of(arguments, name)), cwd);
    if (!file.empty()) text += " " + printable(file);
  }
  return text;
}

std::string shortened(const std::string& text) {
  auto line = first_line(text);
  if (width_of(line) <= label_columns_max) return line;
  std::size_t end = 0;
  for (std::size_t columns = 0; columns < label_columns_max; ++end) {
    if ((static_cast<unsigned char>(line[end + 1]) & 0xc0) != 0x80) ++columns;
  }
  return line.substr(0, end) + "…";
}

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

void Story::add(const RecordedEvent& recorded) {
  note_seen(recorded);
  std::visit(Tell(*this, recorded), recorded.event);
  evolve(state, recorded);
}

void Story::forget_settled() {
  std::size_t failures = 0;
  for (auto& step : steps) failures += step.end == StepEnd::failed ? 1 : 0;
  std::erase_if(steps, [&](const StepStory& step) {
    if (step.end == StepEnd::failed) return failures-- > failures_kept;
    return is_settled(step.end);
  });
  logs.clear();
  emitted.clear();
}

StepStory* Story::find(const StepId& step) {
  return const_cast<StepStory*>(std::as_const(*this).find(step));
}

// The step looked for is nearly always among the latest.
const StepStory* Story::find(const StepId& step) const {
  const auto found = std::find_if(steps.rbegin(), steps.rend(),
                                  [&](const StepStory& each) { return each.id == step; });
  return found == steps.rend() ? nullptr : &*found;
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

std::string step_label(const std::string& name, const std::string& operation,
                       const Packed& arguments, const std::string& cwd) {
  if (!name.empty()) return shortened(name);
  if (const auto command = command_text(field_of(arguments, "argv")); !command.empty()) {
    return shortened(command);
  }
  const auto script = text_of(field_of(arguments, "script"));
  return shortened(script.empty() ? operation + files_text(arguments, cwd) : script);
}

std::string undo_label(const PendingUndo& undo, const std::string& cwd) {
  const auto blank = undo.name.find(' ');
  if (blank == std::string::npos) return printable(undo.name);
  return printable(undo.name.substr(0, blank + 1) + below(undo.name.substr(blank + 1), cwd));
}

std::string place_text(const ScriptPlace& place) {
  return place.module.empty() ? "" : place.module + ":" + std::to_string(place.line);
}

}  // namespace azwf::cli
