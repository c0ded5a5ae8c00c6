// Errors carry their place in two ways: "ci.lua:12: " before the message, and a traceback beside
// the author's own details. Moving a line changes both and decides nothing.
#include "engine/run/same_decision.hpp"

#include <algorithm>

namespace azwf {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The message behind a leading "file:line: ".
std::string_view without_place(std::string_view message) {
  const auto end = message.find(": ");
  if (end == message.npos) return message;
  const auto place = message.substr(0, end);
  const auto colon = place.rfind(':');
  if (colon == place.npos || colon + 1 == place.size()) return message;
  if (!std::ranges::all_of(place.substr(colon + 1), is_digit)) return message;
  return message.substr(end + 2);
}

bool same_failure(const StepError& recorded, const StepError& recomputed) {
  return recorded.code == recomputed.code &&
         without_place(recorded.message) == without_place(recomputed.message) &&
         field_of(recorded.details, "details") == field_of(recomputed.details, "details");
}

}  // namespace

bool same_decision(const RunEvent& recorded, const RunEvent& recomputed) {
  const auto* before = std::get_if<RunFailed>(&recorded);
  const auto* now = std::get_if<RunFailed>(&recomputed);
  if (before != nullptr && now != nullptr) return same_failure(before->error, now->error);
  return recorded == recomputed;
}

}  // namespace azwf
