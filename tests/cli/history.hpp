// A run's story told event by event, a millisecond or more apart.
#pragma once

#include "adapters/cli/story.hpp"

namespace azwf::tests {

class History {
 public:
  explicit History(const std::string& workflow = "ship") { add(RunStarted{.workflow = workflow}); }

  History& add(RunEvent event) {
    story.add(
        {.ordinal = next_++, .time = now, .event = std::move(event), .place = {"ship.lua", 7}});
    return *this;
  }
  History& after_ms(std::int64_t ms) {
    now.us += ms * 1'000;
    return *this;
  }

  History& start(const std::string& step, const std::string& name) {
    return add(StepRequested{.name = name, .operation = "exec", .step = {step}});
  }
  History& done(const std::string& step) { return add(StepSucceeded{.step = {step}}); }
  History& fail(const std::string& step, const std::string& why) {
    const StepError error{"exit_1", why, {}};
    add(AttemptFailed{.error = error, .step = {step}});
    return add(StepFailed{.error = error, .step = {step}});
  }
  History& retry(const std::string& step, std::uint32_t attempt, std::int64_t in_ms) {
    add(AttemptFailed{.attempt = attempt - 1, .error = {"exit_1", "no luck", {}}, .step = {step}});
    return add(StepRetryAt{{now.us + in_ms * 1'000}, attempt, {step}});
  }

  azwf::cli::Story story;
  Timestamp now{1'000'000'000};

 private:
  Ordinal next_ = 0;
};

}  // namespace azwf::tests
