// Keys: `open/<id>`, with the steps being performed as value.
#include "engine/view/open_steps.hpp"

#include <algorithm>

namespace azwf {
namespace {

constexpr std::string_view prefix = "open/";

bool performs(const OpenStep& step) { return step.phase == StepPhase::performing; }

std::string pack(const std::vector<OpenStep>& steps) {
  std::string bytes;
  Packer packer(bytes);
  packer.array(static_cast<std::size_t>(std::ranges::count_if(steps, performs)));
  for (const auto& step : steps) {
    if (performs(step)) packer.array(2).string(step.id.text).integer(step.attempt);
  }
  return bytes;
}

}  // namespace

void evolve_open_steps(const RunChange& change, ViewBatch& batch) {
  const auto& state = change.after;
  const bool waits_for_script = !state.stopped && !state.undelivered.empty() && !state.ended();
  auto& entry = batch[std::string(prefix) + change.run.text];
  if (waits_for_script || std::ranges::any_of(state.open, performs)) {
    entry = pack(state.open);
  } else {
    entry.reset();
  }
}

Result<std::vector<RunId>> runs_with_open_steps(ViewStore& views) {
  std::vector<RunId> runs;
  TRY_VOID(views.scan(prefix, "", [&](std::string_view key, std::string_view) {
    runs.push_back({std::string(key.substr(prefix.size()))});
    return true;
  }));
  return runs;
}

}  // namespace azwf
