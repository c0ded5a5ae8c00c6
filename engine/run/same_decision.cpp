// An uncaught error's message begins with its places, "ci.lua:12: ", which its details repeat as
// `where`, beside a traceback. Moving a line changes these and decides nothing.
#include "engine/run/same_decision.hpp"

#include <algorithm>
#include <array>

namespace azwf {
namespace {

// The message behind the places.
std::string_view said(const StepError& error) {
  const auto where = text_of(field_of(error.details, "where"));
  const std::string_view message = error.message;
  const bool has_place = !where.empty() && message.starts_with(where + ": ");
  return has_place ? message.substr(where.size() + 2) : message;
}

// Histories without `where` are older than it, and are those of programs that did not change.
bool same_message(const StepError& recorded, const StepError& recomputed) {
  return recorded.message == recomputed.message || said(recorded) == said(recomputed);
}

bool same_failure(const StepError& recorded, const StepError& recomputed) {
  constexpr std::array<std::string_view, 3> compared = {"details", "step", "step_name"};
  return recorded.code == recomputed.code && same_message(recorded, recomputed) &&
         std::ranges::all_of(compared, [&](std::string_view key) {
           return field_of(recorded.details, key) == field_of(recomputed.details, key);
         });
}

}  // namespace

bool same_decision(const RunEvent& recorded, const RunEvent& recomputed) {
  const auto* before = std::get_if<RunFailed>(&recorded);
  const auto* now = std::get_if<RunFailed>(&recomputed);
  if (before != nullptr && now != nullptr) return same_failure(before->error, now->error);
  return recorded == recomputed;
}

}  // namespace azwf
