// The performer alone, with attempts the test ends by hand.
#pragma once

#include <boost/test/unit_test.hpp>

#include "engine/runtime/performer.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/planned_operation.hpp"

namespace azwf::tests {

class Stage {
 public:
  explicit Stage(Limits limits = {}) : limits_(limits) {
    auto operation = std::make_unique<PlannedOperation>(
        world, [](const StepRequest&) { return std::optional(succeed()); });
    operation_ = operation.get();
    catalog_.add(std::move(operation));
    performer = std::make_unique<Performer>(catalog_, inbox_, clock, limits_);
  }

  void start(const std::string& run, const std::string& step, const StepPolicy& policy = {},
             std::chrono::microseconds age = {}) {
    performer->start({.run = {run},
                      .step = {step},
                      .operation = "test.step",
                      .key = run + "/" + step,
                      .policy = policy},
                     age);
  }
  // Ends the oldest open attempt, and lets the performer see it, as the loop would.
  void end_oldest() {
    BOOST_REQUIRE(operation_->finish(0));
    see_ends();
  }
  std::vector<AttemptEnded> see_ends() {
    auto all = ended_attempts();
    for (const auto& ended : all) performer->ended(ended.run, ended.step);
    return all;
  }
  std::vector<AttemptEnded> ended_attempts() {
    std::vector<AttemptEnded> ended;
    for (auto& message : inbox_->take(std::chrono::microseconds(0))) {
      if (auto* end = std::get_if<AttemptEnded>(&message)) ended.push_back(std::move(*end));
    }
    return ended;
  }
  // Lets time pass, and the performer see it. Gives why the one attempt was stopped, if one was.
  std::optional<StopReason> after(std::int64_t ms) {
    clock.advance(std::chrono::milliseconds(ms));
    performer->enforce_timeouts();
    const auto ended = see_ends();
    if (ended.empty()) return std::nullopt;
    BOOST_REQUIRE_EQUAL(ended.size(), 1U);
    return std::get<Stopped>(ended[0].outcome).why;
  }
  Attempt& oldest() { return operation_->attempt(0); }
  std::size_t open_attempts() const { return operation_->open(); }
  std::string performed() const {
    std::string text;
    for (const auto& each : world.performed) text += each.run.text + each.step.text + " ";
    return text;
  }

  ManualClock clock;
  World world;
  std::unique_ptr<Performer> performer;

 private:
  Limits limits_;
  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  OperationCatalog catalog_;
  PlannedOperation* operation_ = nullptr;
};

inline Limits slots(std::size_t all, std::size_t per_run) {
  Limits limits;
  limits.attempts_in_flight_max = all;
  limits.attempts_in_flight_per_run_max = per_run;
  return limits;
}

}  // namespace azwf::tests
