// Plans are asked with everything seen so far, so that an instance is nothing but its deliveries.
#include "tests/support/plan_host.hpp"

namespace azwf::tests {

void PlanHost::submit(Advance request) {
  if (withheld_.contains(request.run)) {
    waiting_.insert_or_assign(request.run, std::move(request));
    return;
  }
  sink_(answer(request));
}

void PlanHost::release(const RunId& run) {
  withheld_.erase(run);
  const auto node = waiting_.extract(run);
  if (!node.empty()) sink_(answer(node.mapped()));
}

AdvanceAnswer PlanHost::answer(const Advance& request) {
  AdvanceAnswer answer{request.run, {}, {}};
  auto& seen = seen_[request.run];
  if (request.base == 0) seen.clear();
  if (seen.size() != request.base) {
    answer.end = NeedsHistory{};
    return answer;
  }
  const auto& plan = plans_.at(request.program->main.text);
  for (const auto& delivery : request.deliveries) {
    seen.push_back(delivery);
    auto decisions = plan(seen);
    const auto* verdict = decisions.empty() ? nullptr : std::get_if<RunLogged>(&decisions[0].event);
    if (verdict != nullptr && verdict->level == "verdict") {
      seen.pop_back();
      answer.end = Verdict{verdict->text, "planned", "plan", 1};
      return answer;
    }
    answer.after.push_back(std::move(decisions));
  }
  return answer;
}

void PlanHost::submit(Describe request) {
  Description description{.workflow = request.program->main.text};
  sink_(DescribeAnswer{request.request, description});
}

Decision request_step(std::string id, std::string arguments, StepPolicy policy) {
  StepRequested requested;
  requested.operation = "test.step";
  requested.arguments.bytes.clear();
  Packer(requested.arguments.bytes).map(1).string("value").string(arguments);
  requested.policy = policy;
  requested.step = {std::move(id)};
  return {std::move(requested), {"plan", 1}};
}

Decision complete(std::string result) { return {RunCompleted{packed_string(result)}, {"plan", 2}}; }

}  // namespace azwf::tests
