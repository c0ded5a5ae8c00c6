// Plans are pure: what comes next depends only on how many deliveries there were, and of which
// kind.
#include "tests/simulation/scenarios.hpp"

#include <algorithm>
#include <iterator>

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

std::optional<Outcome> lost_at_first(const StepRequest& request) {
  return request.attempt == 1 ? Outcome{Lost{"planned", {}}} : succeed();
}

std::optional<Outcome> always_lost(const StepRequest&) { return Lost{"planned", {}}; }

std::optional<Outcome> never_ends(const StepRequest&) { return std::nullopt; }

StepPolicy when_interrupted(OnInterrupt on_interrupt) {
  StepPolicy policy;
  policy.on_interrupt = on_interrupt;
  return policy;
}

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

namespace {

Plan steps(std::size_t count, StepPolicy policy = {}) {
  return [=](const std::vector<Delivery>& seen) { return sequence(seen, count, policy); };
}

std::vector<Scenario> where_steps_end() {
  return {
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
}

std::vector<Scenario> where_nobody_knows() {
  return {
      {"an attempt is lost", {{"a", steps(2)}}, lost_at_first, {"a"}},
      {"a step that fails when its attempt is lost",
       {{"a", steps(1, when_interrupted(OnInterrupt::fail))}},
       always_lost,
       {"a"},
       RunStatus::failed},
      {.name = "in doubt, and it was done",
       .plans = {{"a", steps(2, when_interrupted(OnInterrupt::ask))}},
       .outcomes = lost_at_first,
       .starts = {"a"},
       .resolution = Resolution::done},
      {.name = "in doubt, and it had failed",
       .plans = {{"a", steps(2, when_interrupted(OnInterrupt::ask))}},
       .outcomes = lost_at_first,
       .starts = {"a"},
       .end = RunStatus::failed,
       .resolution = Resolution::failed},
      {.name = "in doubt, and tried again",
       .plans = {{"a", steps(2, when_interrupted(OnInterrupt::ask))}},
       .outcomes = lost_at_first,
       .starts = {"a"}},
  };
}

std::vector<Scenario> where_the_engine_is_in_trouble() {
  return {
      {.name = "a verdict, mended and resumed",
       .plans = {{"a", three_at_once}},
       .outcomes = always_ok,
       .starts = {"a"},
       .breaks_at = 3},
      {.name = "an orderly end in the middle",
       .plans = {{"a", steps(2)}, {"b", three_at_once}},
       .outcomes = always_ok,
       .starts = {"a", "b"},
       .shuts_down_at = 2},
      {.name = "no space for a new run",
       .plans = {{"a", steps(2)}, {"b", steps(1)}},
       .outcomes = always_ok,
       .starts = {"a", "b"},
       .full_from_commit = 1},
      {.name = "a refused append",
       .plans = {{"a", steps(3)}},
       .outcomes = always_ok,
       .starts = {"a"},
       .faults = {Fault::none, Fault::refused}},
      {.name = "another writer's commit",
       .plans = {{"a", steps(3)}},
       .outcomes = always_ok,
       .starts = {"a"},
       .faults = {Fault::none, Fault::other_writer}},
  };
}

std::vector<Scenario> all_scenarios() {
  auto all = where_steps_end();
  std::ranges::move(where_nobody_knows(), std::back_inserter(all));
  std::ranges::move(where_the_engine_is_in_trouble(), std::back_inserter(all));
  std::ranges::move(lived_scenarios(), std::back_inserter(all));
  return all;
}

}  // namespace

const std::vector<Scenario>& scenarios() {
  static const auto all = all_scenarios();
  return all;
}

}  // namespace azwf::tests
