// What a run's state says of itself: its status, its open steps.
#include "engine/run/run_state.hpp"

#include <algorithm>
#include <array>

namespace azwf {
namespace {

constexpr std::array<std::string_view, 13> status_texts{
    "queued",     "running",      "waiting",        "in_doubt", "stopped",
    "cancelling", "rolling_back", "completed",      "failed",   "cancelled",
    "killed",     "rolled_back",  "rollback_failed"};

}  // namespace

std::string_view to_text(RunStatus status) {
  return status_texts.at(static_cast<std::size_t>(status));
}

std::optional<RunStatus> run_status_from_text(std::string_view text) {
  const auto found = std::ranges::find(status_texts, text);
  if (found == status_texts.end()) return {};
  return static_cast<RunStatus>(found - status_texts.begin());
}

bool is_of_undo(const StepId& id) {
  return id.text.starts_with('u') || id.text.find("/u") != std::string::npos;
}

bool RunState::in_doubt() const {
  return std::ranges::any_of(open, [](auto& s) { return s.phase == StepPhase::in_doubt; });
}

bool RunState::performs() const {
  return std::ranges::any_of(open, [](auto& s) { return s.phase == StepPhase::performing; });
}

const OpenStep* RunState::find(const StepId& step) const {
  const auto found = std::ranges::find(open, step, &OpenStep::id);
  return found == open.end() ? nullptr : &*found;
}

bool RunState::stops() const {
  return !ended() && std::ranges::any_of(open, [](auto& s) {
    return s.stop_asked && s.phase == StepPhase::backing_off;
  });
}

bool RunState::waits_for_script() const {
  return !stopped && !queued && !ended() && !undelivered.empty();
}

// A run that was killed wants nothing any more, its undos included.
bool RunState::wants(const OpenStep& step) const {
  return !step.stop_asked && end != RunStatus::killed;
}

RunStatus RunState::status_while(bool performs) const {
  if (end) return *end;
  if (stopped) return RunStatus::stopped;
  if (queued) return RunStatus::queued;
  if (in_doubt() && !performs) return RunStatus::in_doubt;
  if (course == Course::cancelling) return RunStatus::cancelling;
  if (course == Course::rolling_back || undoing) return RunStatus::rolling_back;
  if (performs) return RunStatus::running;
  const bool waits_for_any = !open.empty() || !timers.empty() || !waits.empty();
  return waits_for_any ? RunStatus::waiting : RunStatus::running;
}

}  // namespace azwf
