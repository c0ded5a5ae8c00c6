// Every event shows again the entry of the story that it changed; the end of a run changes many.
#include "adapters/cli/live/live_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/cli/attempt_output.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/time_text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t past_max = 1'000;      // steps of a run that was there before
constexpr std::size_t nodes_max = 2'000;     // more are taken out of branches that go on
constexpr std::size_t scrolled_max = 400;    // lines at once: a terminal is no log
constexpr std::size_t printed_kept = 5;      // last lines of a step that failed
constexpr std::size_t tail_bytes = 4 << 10;  // of what is being printed

const auto* find_by_id(const auto& entries, const StepId& id) {
  const auto found = std::find_if(entries.rbegin(), entries.rend(),
                                  [&](const auto& entry) { return entry.id == id; });
  return found == entries.rend() ? nullptr : &*found;
}

std::vector<std::string> last_of(std::string_view text, std::size_t count) {
  std::vector<std::string> lines;
  const auto all = lines_of(text);
  for (auto i = all.size() - std::min(all.size(), count); i < all.size(); ++i) {
    lines.push_back(plain_line(all[i]));
  }
  return lines;
}

bool ends_run(const RunEvent& event) {
  return std::visit(
      []<class Event>(const Event&) {
        return std::is_same_v<Event, RunKilled> || std::is_same_v<Event, RunCompleted> ||
               std::is_same_v<Event, RunFailed> || std::is_same_v<Event, RunCancelled> ||
               std::is_same_v<Event, RunRolledBack> || std::is_same_v<Event, RunRollbackFailed>;
      },
      event);
}

}  // namespace

void LiveRun::begin(const Story& story) {
  const auto& steps = story.steps;
  const bool is_long = steps.size() > past_max;
  before_ = tree_.show(story, is_long ? steps[steps.size() - past_max].ordinal : 0);
  for (const auto& step : steps) {
    if (step.end == StepEnd::failed) keep_printed(step);
  }
  workflow_ = printable(story.state.workflow);
  started_at_ = story.state.started_at;
  ended_at_ = story.state.ended_at;
  status_ = story.state.status();
}

void LiveRun::event(const Story& story, const RecordedEvent& recorded) {
  std::visit(
      [&](const auto& event) {
        if constexpr (requires { event.step; }) show(story.find(event.step));
        if constexpr (requires { event.wait; }) show(find_by_id(story.waits, event.wait));
        if constexpr (requires { event.timer; }) show(find_by_id(story.waits, event.timer));
        if constexpr (requires { event.undo; }) show(find_by_id(story.undos, event.undo));
      },
      recorded.event);
  if (std::holds_alternative<SignalReceived>(recorded.event)) show_ended_waits(story);
  if (ends_run(recorded.event)) show_all(story);
  note(recorded);
  if (std::holds_alternative<RunLogged>(recorded.event)) tree_.show(story.logs.back());
  if (std::holds_alternative<EventEmitted>(recorded.event)) tree_.show(story.emitted.back());
  // What made the run fail is told whole at its end.
  if (const auto* step = story.failed_step()) {
    if (auto* node = tree_.find(step->id)) node->tail.clear();
  }
  status_ = story.state.status_while(tree_.counts().active > 0);
  ended_at_ = story.state.ended_at;
}

// What is over may have scrolled off: it does not come back.
void LiveRun::show(const UndoStory* undo) {
  if (undo != nullptr) tree_.show(*undo);
}

void LiveRun::show(const WaitStory* wait) {
  if (wait == nullptr) return;
  if (wait->end == WaitEnd::waiting || tree_.find(wait->id) != nullptr) tree_.show(*wait);
}

void LiveRun::show(const StepStory* step) {
  if (step == nullptr) return;
  if (is_settled(step->end) && tree_.find(step->id) == nullptr) return;
  tree_.show(*step);
  if (!is_settled(step->end)) return;
  open_.erase(step->id.text);
  if (step->end == StepEnd::failed) keep_printed(*step);
}

// What came from outside and belongs to no step.
void LiveRun::note(const RecordedEvent& recorded) {
  const auto say = [&](std::string_view level, const std::string& text) {
    if (!text.empty())
      tree_.show(LogLine{recorded.ordinal, recorded.time, std::string(level), text});
  };
  if (const auto* signal = std::get_if<SignalReceived>(&recorded.event)) {
    say("signal", signal->name);
  } else if (const auto* cancelling = std::get_if<RunCancelling>(&recorded.event)) {
    say("cancelled", cancelling->reason);
  } else if (const auto* asked = std::get_if<RunRollbackAsked>(&recorded.event)) {
    say("rolled back", asked->reason);
  } else if (const auto* verdict = std::get_if<RunVerdict>(&recorded.event)) {
    say("stopped", verdict->verdict + ": " + verdict->message);
  }
}

// A signal does not name the wait that it ends.
void LiveRun::show_ended_waits(const Story& story) {
  for (const auto& wait : story.waits) {
    if (wait.end != WaitEnd::waiting) show(&wait);
  }
}

void LiveRun::show_all(const Story& story) {
  for (const auto& wait : story.waits) show(&wait);
  if (!story.state.ended()) return;
  for (const auto& step : story.steps) show(&step);
}

void LiveRun::keep_printed(const StepStory& step) {
  auto* node = tree_.find(step.id);
  if (node == nullptr) return;
  if (auto lines = last_lines(sources_.blobs, step.last(), printed_kept)) {
    node->tail = std::move(*lines);
  }
}

std::string LiveRun::status_line(const TreeLook& look, bool names_run) const {
  const auto& spinner = look.symbols.spinner;
  const auto turn = static_cast<std::size_t>(look.now.us / 80'000) % spinner.size();
  const bool has_ended = is_final(status_);
  const auto mark = has_ended || !look.turns ? look.symbols.active : spinner[turn];
  const auto until = has_ended ? ended_at_ : look.now;
  auto text =
      fmt::format("{} {} {}", workflow_, to_text(status_), elapsed_text(until.us - started_at_.us));
  if (names_run) text = "run " + run_.text + "  " + text;
  const auto counts = counts_text(tree_.counts());
  if (!counts.empty()) text += fmt::format("  {}", counts);
  const auto shown = look.cuts && look.columns > 2 ? clipped(text, look.columns - 2) : text;
  return (look.style.*colour_of(status_))(mark) + " " + look.style.bold(shown);
}

std::vector<std::string> LiveRun::lines(const TreeLook& look, std::size_t rows,
                                        std::vector<std::string>& above) {
  if (before_ > 0) {
    above.push_back(
        look.style.dim(fmt::format("  {} {} before this; azwf show {}", look.symbols.more,
                                   count_text(std::exchange(before_, 0), "step"), run_.text)));
  }
  take_away(look, rows - std::min(rows, printed_height(tree_, rows)), above);
  return fitted_lines(tree_, look, rows, [this](const Node& step, std::size_t count) {
    return printed_last(step, count);
  });
}

void LiveRun::take_away(const TreeLook& look, std::size_t rows, std::vector<std::string>& above) {
  TreeLook whole{look.now, look.style, look.symbols, look.columns};
  std::vector<std::unique_ptr<Node>> taken;
  for (auto height = folded_height(tree_); height > rows;) {
    auto first = tree_.take_first();
    if (first == nullptr) break;
    height -= folded_height(*first);
    taken.push_back(std::move(first));
  }
  if (tree_.size() > nodes_max) {
    for (auto& node : tree_.take_settled()) taken.push_back(std::move(node));
  }
  std::size_t left_out = 0;
  for (const auto& node : taken) {
    const bool is_too_much = above.size() >= scrolled_max && node->counts.failed == 0;
    left_out += is_too_much ? 1 : 0;
    if (!is_too_much) std::ranges::move(whole_lines(*node, 0, whole), std::back_inserter(above));
  }
  if (left_out > 0) {
    above.push_back(look.style.dim(fmt::format("  {} {} more of these; azwf show {}",
                                               look.symbols.more, left_out, run_.text)));
  }
}

std::vector<std::string> LiveRun::whole(const TreeLook& look) const {
  std::vector<std::string> lines;
  for (const auto& root : tree_.roots()) {
    std::ranges::move(whole_lines(*root, 0, look), std::back_inserter(lines));
  }
  return lines;
}

// A step that is no program has no spool; one that has just begun may not have it yet.
std::vector<std::string> LiveRun::printed_last(const Node& step, std::size_t count) {
  const auto attempt = step.attempts.back().number;
  auto found = open_.find(step.id);
  if (found == open_.end() || found->second.attempt != attempt) {
    auto spool = sources_.spools.open(run_, StepId{step.id}, attempt);
    if (!spool) return {};
    found = open_.insert_or_assign(step.id, Printing{attempt, std::move(spool)}).first;
  }
  return last_of(found->second.spool->tail(tail_bytes), count);
}

}  // namespace azwf::cli
