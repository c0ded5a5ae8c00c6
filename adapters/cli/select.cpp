// The whole id wins over a prefix, so that "1" is not ambiguous beside "12".
#include "adapters/cli/select.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/cli/text.hpp"
#include "engine/base/nearest.hpp"
#include "engine/view/run_list.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t candidates_max = 4;
constexpr std::size_t runs_looked_at_max = 1'000;  // the newest ones: for what was meant

// Why there is none, and which one may have been meant.
Error no_run(ViewStore& views, const std::string& text) {
  std::vector<std::string> known = {"@last", "@failed"};
  const auto runs = list_runs(views, {.limit = runs_looked_at_max});
  for (const auto& summary : runs.value_or(std::vector<RunSummary>{})) {
    known.push_back(summary.run.text);
  }
  std::erase(known, text);
  return {ErrorKind::not_found, "run_not_found",
          "there is no run " + (text.empty() ? "\"\"" : printable(text)),
          meant_or(text, known, "azwf runs lists the runs of this store")};
}

Result<RunId> newest(ViewStore& views, const RunFilter& filter, const std::string& text) {
  const auto runs = TRY(list_runs(views, filter));
  if (runs.empty()) return std::unexpected(no_run(views, text));
  return runs.front().run;
}

std::unexpected<Error> ambiguous(const std::string& text, const std::vector<std::string>& all) {
  std::string listed;
  for (std::size_t i = 0; i < std::min(all.size(), candidates_max); ++i) {
    listed += (i == 0 ? "" : ", ") + all[i];
  }
  if (all.size() > candidates_max) listed += ", …";
  return failure(ErrorKind::invalid, "ambiguous", text + " may mean " + listed,
                 "write more of it, or a whole id");
}

}  // namespace

Result<RunId> select_run(ViewStore& views, const std::string& text) {
  if (text == "@last") return newest(views, {.limit = 1}, text);
  if (text == "@failed") return newest(views, {.status = RunStatus::failed, .limit = 1}, text);
  if (text.empty()) return std::unexpected(no_run(views, text));
  if (TRY(find_run(views, RunId{text}))) return RunId{text};
  const auto runs = TRY(runs_with_prefix(views, text, candidates_max + 1));
  if (runs.empty()) return std::unexpected(no_run(views, text));
  if (runs.size() == 1) return runs.front();
  std::vector<std::string> names;
  for (const auto& run : runs) names.push_back(run.text);
  return ambiguous(text, names);
}

Result<const StepStory*> select_step(const RunId& run, const Story& story,
                                     const std::string& text) {
  if (const auto* step = story.find(StepId{text})) return step;
  for (const auto matches : {+[](const StepStory&step, const std::string&wanted) {
                               return !step.name.empty() && step.name == wanted;
                             },
                             +[](const StepStory&step, const std::string&wanted) {
                               return step.id.text.starts_with(wanted);
                             }}) {
    std::vector<const StepStory*> found;
    for (const auto& step : story.steps) {
      if (matches(step, text)) found.push_back(&step);
    }
    if (found.size() == 1) return found.front();
    if (found.empty()) continue;
    std::vector<std::string> names;
    for (const auto* step : found) names.push_back(step->id.text);
    return ambiguous(text, names);
  }
  std::vector<std::string> known;
  for (const auto& step : story.steps) {
    known.push_back(step.id.text);
    if (!step.name.empty()) known.push_back(step.name);
  }
  return failure(ErrorKind::not_found, "step_not_found",
                 "run " + run.text + " has no step " + printable(text),
                 printable(meant_or(text, known, "azwf show " + run.text + " lists its steps")));
}

}  // namespace azwf::cli
