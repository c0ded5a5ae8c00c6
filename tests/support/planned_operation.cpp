// Attempts wait in a list until the test, or a stop, ends them.
#include "tests/support/planned_operation.hpp"

#include <iterator>

namespace azwf::tests {

PlannedOperation::PlannedOperation(World& world, OutcomePlan plan)
    : world_(world), plan_(std::move(plan)) {
  descriptor_.name = "test.step";
  descriptor_.lua_name = "step";
  descriptor_.summary = "A step that ends as the test plans.";
  descriptor_.positional = "value";
  descriptor_.parameters.push_back({.name = "value", .summary = "what comes back"});
}

void PlannedOperation::perform(StepRequest request, Attempt attempt) {
  if (world_.on_perform) world_.on_perform(request);
  world_.performed.push_back({request.run, request.step, request.attempt});
  open_.push_back({std::move(request), std::move(attempt)});
  const auto opened = std::prev(open_.end());
  opened->attempt.on_stop([this, opened](StopReason why) {
    auto attempt_to_end = std::move(opened->attempt);
    open_.erase(opened);
    std::move(attempt_to_end).finish(Stopped{why, {}});
  });
}

std::optional<PlannedOperation::Finished> PlannedOperation::finish(std::size_t index) {
  const auto chosen = std::next(open_.begin(), static_cast<std::ptrdiff_t>(index));
  auto outcome = plan_(chosen->request);
  if (!outcome) return std::nullopt;
  auto attempt = std::move(chosen->attempt);
  Finished finished{std::move(chosen->request), *outcome};
  open_.erase(chosen);
  std::move(attempt).finish(std::move(*outcome));
  return finished;
}

Attempt& PlannedOperation::attempt(std::size_t index) {
  return std::next(open_.begin(), static_cast<std::ptrdiff_t>(index))->attempt;
}

Outcome succeed(std::string result) { return Succeeded{packed_string(result), {}}; }

Outcome fail(std::string code, bool retryable) {
  return Failed{{std::move(code), "planned", {}}, retryable, {}};
}

}  // namespace azwf::tests
