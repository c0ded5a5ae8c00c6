// Plans are pure: what comes next depends only on how many deliveries there were, and of which
// kind.
#include "tests/simulation/scenarios.hpp"

#include <algorithm>

namespace azwf::tests {
namespace {

bool failed(const Delivery& delivery) {
  return std::holds_alternative<StepFailed>(delivery.event) ||
         std::holds_alternative<StepTimedOut>(delivery.event);
}

Decisions fail_with_last(const std::vector<Delivery>& seen) {
  RunFailed event;
  if (const auto* step = std::get_if<StepFailed>(&seen.back().event)) event.error = step->error;
  if (const auto* step = std::get_if<StepTimedOut>(&seen.back().event)) event.error = step->error;
  return {{event, {"plan", 3}}};
}

// Three steps at once; completes when all are settled.
Decisions three_at_once(const std::vector<Delivery>& seen) {
  if (seen.size() == 1) {
    return {request_step("1/1"), request_step("2/1"), request_step("3/1")};
  }
  return seen.size() == 4 ? Decisions{complete("all")} : Decisions{};
}

// Emits and logs between steps, and passes on what steps returned.
Decisions talkative(const std::vector<Delivery>& seen) {
  if (seen.size() == 3) return {complete(std::to_string(seen.size()))};
  return {{RunLogged{"info", "step " + std::to_string(seen.size())}, {"plan", 4}},
          {EventEmitted{"deployment.started", "env/x", packed_integer(7)}, {"plan", 5}},
          request_step(std::to_string(seen.size()))};
}

// Ends on the first of three outcomes: the others come after the run's end.
Decisions first_of_three(const std::vector<Delivery>& seen) {
  if (seen.size() == 1) {
    return {request_step("1/1"), request_step("2/1"), request_step("3/1", "", retrying(3))};
  }
  return seen.size() == 2 ? Decisions{complete("first")} : Decisions{};
}

std::optional<Outcome> always_ok(const StepRequest&) { return succeed(); }

std::optional<Outcome> fails_twice(const StepRequest& request) {
  return request.attempt < 3 ? fail() : succeed();
}

std::optional<Outcome> always_fails(const StepRequest&) { return fail(); }

std::optional<Outcome> third_fails(const StepRequest& request) {
  return request.step.text == "3/1" ? fail() : succeed();
}

std::optional<Outcome> never_ends(const StepRequest&) { return std::nullopt; }

StepPolicy timing_out() {
  StepPolicy policy = retrying(2);
  policy.timeout_ms = 500;
  return policy;
}

}  // namespace

StepPolicy retrying(std::uint32_t attempts) {
  StepPolicy policy;
  policy.retry = {.attempts = attempts, .first_ms = 100, .factor = 2, .max_ms = 1'000};
  return policy;
}

Decisions sequence(const std::vector<Delivery>& seen, std::size_t steps, StepPolicy policy) {
  if (failed(seen.back())) return fail_with_last(seen);
  if (seen.size() > steps) return {complete("done")};
  return {request_step(std::to_string(seen.size()), "argument", policy)};
}

const std::vector<Scenario>& scenarios() {
  static const auto steps = [](std::size_t count, StepPolicy policy = {}) {
    return [=](const std::vector<Delivery>& seen) { return sequence(seen, count, policy); };
  };
  static const std::vector<Scenario> all{
      {"no step", {{"a", steps(0)}}, always_ok, {"a"}},
      {"one step", {{"a", steps(1)}}, always_ok, {"a"}},
      {"three in a row", {{"a", steps(3)}}, always_ok, {"a"}},
      {"three at once", {{"a", three_at_once}}, always_ok, {"a"}},
      {"the first of three", {{"a", first_of_three}}, third_fails, {"a"}},
      {"emits and logs", {{"a", talkative}}, always_ok, {"a"}},
      {"fails twice, succeeds", {{"a", steps(2, retrying(3))}}, fails_twice, {"a"}},
      {"fails", {{"a", steps(1)}}, always_fails, {"a"}, RunStatus::failed},
      {"fails every attempt",
       {{"a", steps(1, retrying(3))}},
       always_fails,
       {"a"},
       RunStatus::failed},
      {"times out", {{"a", steps(1, timing_out())}}, never_ends, {"a"}, RunStatus::failed},
      {"three runs",
       {{"a", steps(2)}, {"b", three_at_once}, {"c", talkative}},
       always_ok,
       {"a", "b", "c"}},
  };
  return all;
}

SimOptions options_for(const Scenario& scenario) {
  SimOptions options;
  options.plans = scenario.plans;
  options.outcomes = scenario.outcomes;
  return options;
}

}  // namespace azwf::tests
