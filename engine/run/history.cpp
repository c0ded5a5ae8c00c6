// Folds recorded events into deliveries, beside the run's state.
#include "engine/run/history.hpp"

#include "engine/base/check.hpp"

namespace azwf {

void History::add(const RecordedEvent& recorded) {
  const bool reaches = reaches_script(state_, recorded.event);
  if (const auto* verdict = std::get_if<RunVerdict>(&recorded.event)) {
    AZWF_CHECK(!deliveries_.empty());
    undelivered_[verdict->fact] = std::move(deliveries_.back().event);
    deliveries_.pop_back();
  } else if (const auto* again = std::get_if<RunRedelivered>(&recorded.event)) {
    auto node = undelivered_.extract(again->fact);
    AZWF_CHECK(!node.empty());
    deliveries_.push_back({recorded.ordinal, recorded.time, std::move(node.mapped()), {}});
  } else if (reaches) {
    deliveries_.push_back({recorded.ordinal, recorded.time, recorded.event, {}});
  } else if (is_delivered(recorded.event) && keeps_undelivered(state_)) {
    undelivered_[recorded.ordinal] = recorded.event;
  } else if (is_decision_of_script(recorded.event)) {
    AZWF_CHECK(!deliveries_.empty());
    deliveries_.back().decisions.push_back(recorded);
  }
  evolve(state_, recorded);
}

std::vector<PastDelivery> History::take() { return std::exchange(deliveries_, {}); }

}  // namespace azwf
