// What the engine itself decides about a fact: retries, interruptions, doubt. Pure, and versioned
// with the program's semantics: replay computes the same rulings from the same facts, for ever.
#pragma once

#include <vector>

#include "engine/run/run_state.hpp"

namespace azwf {

// Whether the fact still says something in this state: a second delivery of an outcome, a retry of
// a settled step, a resume of a run that is not stopped do not.
bool is_admissible(const RunState& state, const RunEvent& fact);
// Whether it is told once more, by its id: then it is known, and changes nothing.
bool is_known(const RunState& state, const RunEvent& fact);

// The rulings that follow the fact, in order. `before` is the state before it.
std::vector<RunEvent> rule(const RunId& run, const RunState& before, const RunEvent& fact,
                           Timestamp time);

// False for a ruling about a step that is no longer open, or that would begin something after the
// run's end: it is passed over.
bool still_applies(const RunState& state, const RunEvent& ruling);

// The delay before `attempt` (2 for the first retry): exponential, capped, jittered by up to a
// tenth by a hash of run, step and attempt.
std::int64_t backoff_us(const RetryPolicy& policy, const RunId& run, const StepId& step,
                        std::uint32_t attempt, std::uint32_t failures);

}  // namespace azwf
