// An operation whose attempts stay open until the test finishes them; it counts what was performed.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "engine/operation/operation.hpp"

namespace azwf::tests {

struct Performed {
  RunId run;
  StepId step;
  std::uint32_t attempt = 0;
  auto operator<=>(const Performed&) const = default;
};

// What survives a crash of the engine: the world outside.
struct World {
  std::vector<Performed> performed;
  std::function<void(const StepRequest&)> on_perform;  // looks at each attempt as it begins
};

// What becomes of an attempt; nothing: it stays open for ever (until told to stop).
using OutcomePlan = std::function<std::optional<Outcome>(const StepRequest&)>;

class PlannedOperation : public Operation {
 public:
  PlannedOperation(World& world, OutcomePlan plan);

  const OperationDescriptor& descriptor() const override { return descriptor_; }
  void perform(StepRequest request, Attempt attempt) override;

  [[nodiscard]] std::size_t open() const { return open_.size(); }
  struct Finished {
    StepRequest request;
    Outcome outcome;
  };
  // Ends the open attempt at `index` as planned; nothing when its plan is to stay open.
  std::optional<Finished> finish(std::size_t index);
  // The open attempt at `index`, for its signs of life.
  Attempt& attempt(std::size_t index);

 private:
  struct Open {
    StepRequest request;
    Attempt attempt;
  };

  OperationDescriptor descriptor_;
  World& world_;
  OutcomePlan plan_;
  std::list<Open> open_;
};

Outcome succeed(std::string result = "ok");
Outcome fail(std::string code = "broken", bool retryable = true);

}  // namespace azwf::tests
