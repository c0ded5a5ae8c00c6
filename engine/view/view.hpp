// A view: state folded from the log into keys and values, by pure functions. Built from empty or
// kept up to date commit by commit, it has the same keys and values.
#pragma once

#include <span>

#include "engine/event/view_store.hpp"
#include "engine/run/run_state.hpp"

namespace azwf {

// One commit of a run, as views see it.
struct RunChange {
  const RunId& run;
  Position position;
  std::span<const RecordedEvent> events;
  const RunState& after;
};

// Adds what the change means for this view to the batch.
using View = void (*)(const RunChange& change, ViewBatch& batch);

// Every view there is.
std::span<const View> views();

}  // namespace azwf
