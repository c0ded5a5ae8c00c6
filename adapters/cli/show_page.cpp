// azwf show: the page for people, around the tree of what the run did.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/cli/json.hpp"
#include "adapters/cli/outcome.hpp"
#include "adapters/cli/show_run.hpp"
#include "adapters/cli/status_style.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/digest.hpp"
#include "engine/base/time_text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t digest_digits = 16;

std::string error_text(const std::optional<StepError>& error) {
  return error ? error_line(*error) : "";
}

class Page {
 public:
  Page(const RunId& run, const Story& story, const ShowOptions& options)
      : run_(run), story_(story), options_(options), style_(options.style) {}

  std::string text() {
    head();
    tree();
    emitted();
    logs();
    end();
    return text_;
  }

 private:
  void line(std::string_view name, const std::string& value) {
    text_ += style_.dim(padded(name, 10)) + value + "\n";
  }

  // A value of several lines, with all after the first under it.
  static std::string hanging(const std::string& value) {
    std::string text;
    for (const auto each : lines_of(value)) {
      text += (text.empty() ? "" : "\n" + std::string(10, ' ')) + std::string(each);
    }
    return text;
  }

  void head() {
    const auto& state = story_.state;
    const auto status = state.status();
    line("run", style_.bold(run_.text));
    line("workflow", printable(state.workflow));
    line("status", (style_.*colour_of(status))(to_text(status)));
    line("program", to_hex(state.program).substr(0, digest_digits));
    line("started", short_time(state.started_at) + " UTC");
    if (state.ended()) {
      line("ended", short_time(state.ended_at) + " UTC, after " +
                        duration_text(state.ended_at.us - state.started_at.us));
    }
    line("params", hanging(pretty_text(state.params)));
    if (!state.cwd.empty()) line("in", printable(state.cwd));
    for (const auto& root : state.roots) line("root", printable(root));
  }

  void tree() {
    RunTree tree;
    tree.show(story_);
    const auto text =
        options_.timeline ? timeline(tree, story_.state, options_) : tree_table(tree, options_);
    if (!text.empty()) text_ += "\n" + text;
  }

  void emitted() {
    if (story_.emitted.empty()) return;
    text_ += "\n" + style_.dim("EVENTS") + "\n";
    for (const auto& event : story_.emitted) {
      text_ += "  " + printable(event.type) + (event.subject.empty() ? "" : "  ") +
               printable(event.subject) + "  " + style_.dim(json_text(event.data)) + "\n";
    }
  }

  void logs() {
    if (story_.logs.empty()) return;
    text_ += "\n" + style_.dim("LOG") + "\n";
    for (const auto& log : story_.logs) {
      text_ += "  " + padded(log.level, 6) + hanging(printable(log.text)) + "\n";
    }
  }

  void end() {
    const auto& state = story_.state;
    text_ += "\n";
    if (state.result && !state.result->is_nil())
      line("result", hanging(pretty_text(*state.result)));
    if (state.error) line("error", style_.bad(error_text(state.error)));
    const auto unseen = state.ended() ? story_.unseen() : std::vector<Story::Unseen>();
    for (const auto& step : unseen) {
      line("unseen",
           style_.bad("step " + step.step.text + " was done, and its script never saw it"));
    }
    if (story_.cause && state.end == RunStatus::rollback_failed) {
      line("before", style_.bad(error_text(story_.cause)));
    }
    if (state.stopped) {
      line("stopped", style_.warning(state.stopped->verdict) + ": " +
                          first_line(state.stopped->message) + " at " +
                          place_text({state.stopped->module, state.stopped->line}));
    }
    if (!state.reason.empty()) line("reason", printable(state.reason));
    for (const auto& step : story_.steps) waits(step);
    if (!state.ended()) waits();
    if (!state.undos.empty()) {
      const bool is_done = state.end == RunStatus::completed;
      line("undo", fmt::format("{} left, last first: {}{}", state.undos.size(), undo_names(),
                               is_done ? "; azwf rollback " + run_.text + " runs them" : ""));
    }
    const auto goes_on = options_.is_worked_on && state.status() == RunStatus::running;
    const auto follow = "azwf show " + run_.text + " --follow";
    for (const auto& command : next_commands(run_, story_)) {
      if (command != "azwf show " + run_.text) line("next", goes_on ? follow : command);
    }
  }

  void waits() {
    for (const auto& timer : story_.state.timers) {
      if (timer.why != "sleep") continue;
      line("waits", "until " + short_time(timer.at) + " UTC");
    }
    for (const auto& wait : story_.state.waits) line("waits", wait_text(wait));
  }

  [[nodiscard]] std::string wait_text(const OpenWait& wait) const {
    const auto text = "for " + awaited_text(wait);
    const auto& timers = story_.state.timers;
    const auto limit = std::ranges::find(timers, wait.id, &OpenTimer::id);
    return limit == timers.end() ? text : text + ", until " + short_time(limit->at) + " UTC";
  }

  [[nodiscard]] std::string undo_names() const {
    std::string text;
    const auto& undos = story_.state.undos;
    for (auto undo = undos.rbegin(); undo != undos.rend(); ++undo) {
      const auto label = undo_label(*undo, story_.state.cwd);
      text += (text.empty() ? "" : ", ") + (label.empty() ? undo->id.text : label);
      if (undo->phase == UndoPhase::failed) text += " (failed)";
    }
    return text;
  }

  void waits(const StepStory& step) {
    if (step.end == StepEnd::backing_off) {
      line("waits", fmt::format("for attempt {} of step {} at {} UTC", step.last().number + 1,
                                step.id.text, short_time(step.due)));
    } else if (step.end == StepEnd::checking) {
      line("waits", "for its check: did step " + step.id.text + " happen?");
    } else if (step.end == StepEnd::in_doubt) {
      line("waits", "for a person: did step " + step.id.text + " happen?");
    }
  }

  const RunId& run_;
  const Story& story_;
  const ShowOptions& options_;
  const Style& style_;
  std::string text_;
};

}  // namespace

std::string story_page(const RunId& run, const Story& story, const ShowOptions& options) {
  return Page(run, story, options).text();
}

}  // namespace azwf::cli
