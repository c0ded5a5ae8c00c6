// The scenarios every recovery test runs through: what a run can live through, as plans.
#pragma once

#include <string>
#include <vector>

#include "tests/support/sim.hpp"

namespace azwf::tests {

struct Scenario {
  std::string name;
  Plans plans;
  OutcomePlan outcomes;
  std::vector<std::string> starts;  // plans started, each under its own name as id
  RunStatus end = RunStatus::completed;
};

const std::vector<Scenario>& scenarios();
SimOptions options_for(const Scenario& scenario);

// Plans used on their own, too.
Decisions sequence(const std::vector<Delivery>& seen, std::size_t steps, StepPolicy policy = {});
StepPolicy retrying(std::uint32_t attempts);

}  // namespace azwf::tests
