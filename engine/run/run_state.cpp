// What a run's state says of itself: its status, its open steps.
#include "engine/run/run_state.hpp"

#include <algorithm>
#include <array>

namespace azwf {
namespace {

constexpr std::array<std::string_view, 6> status_texts{"running", "waiting",   "in_doubt",
                                                       "stopped", "completed", "failed"};

}  // namespace

std::string_view to_text(RunStatus status) {
  return status_texts.at(static_cast<std::size_t>(status));
}

std::optional<RunStatus> run_status_from_text(std::string_view text) {
  const auto found = std::ranges::find(status_texts, text);
  if (found == status_texts.end()) return {};
  return static_cast<RunStatus>(found - status_texts.begin());
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

RunStatus RunState::status() const {
  if (result) return RunStatus::completed;
  if (error) return RunStatus::failed;
  if (stopped) return RunStatus::stopped;
  if (performs()) return RunStatus::running;
  if (in_doubt()) return RunStatus::in_doubt;
  return open.empty() ? RunStatus::running : RunStatus::waiting;
}

}  // namespace azwf
