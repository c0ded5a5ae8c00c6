// Keys: `open/<id>`, without a value.
#include "engine/view/open_steps.hpp"

namespace azwf {
namespace {

constexpr std::string_view prefix = "open/";

}  // namespace

bool needs_engine(const RunState& state) {
  return state.waits_for_script() || state.performs() || state.stops();
}

void evolve_open_steps(const RunChange& change, ViewBatch& batch) {
  const auto& state = change.after;
  auto& entry = batch[std::string(prefix) + change.run.text];
  if (needs_engine(state)) {
    entry = "";
  } else {
    entry.reset();
  }
}

Result<bool> has_open_steps(ViewStore& views, const RunId& run) {
  return TRY(views.get(std::string(prefix) + run.text)).has_value();
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
