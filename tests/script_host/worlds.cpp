// Whoever waits is woken by each answer; the patience is long, since only a failure uses it up.
#include "tests/script_host/worlds.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

#include "engine/program/threaded_host.hpp"

namespace azwf::tests {
namespace {

constexpr std::chrono::seconds patience(60);

}  // namespace

void Answers::take(HostAnswer answer) {
  const std::lock_guard lock(mutex_);
  if (auto* described = std::get_if<DescribeAnswer>(&answer)) {
    descriptions_.push_back(std::move(*described));
  } else {
    auto& advanced = std::get<AdvanceAnswer>(answer);
    const auto run = advanced.run.text;
    advances_.emplace(run, std::move(advanced));
    ++count_;
  }
  came_.notify_all();
}

AdvanceAnswer Answers::await(const std::string& run) {
  BOOST_REQUIRE_MESSAGE(comes(run, patience), "no answer for " + run);
  const std::lock_guard lock(mutex_);
  return std::move(advances_.extract(advances_.find(run)).mapped());
}

DescribeAnswer Answers::await_description() {
  std::unique_lock lock(mutex_);
  BOOST_REQUIRE(came_.wait_for(lock, patience, [this] { return !descriptions_.empty(); }));
  auto answer = std::move(descriptions_.back());
  descriptions_.pop_back();
  return answer;
}

bool Answers::comes(const std::string& run, std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  return came_.wait_for(lock, wait, [&] { return advances_.contains(run); });
}

std::size_t Answers::count() {
  const std::lock_guard lock(mutex_);
  return count_;
}

HostWorld::HostWorld(HostKind kind, const Limits& limits) {
  const auto sink = [this](HostAnswer answer) { answers.take(std::move(answer)); };
  if (kind == HostKind::processes) {
    auto made = std::make_unique<script_host::ProcessHosts>(
        script_host::HostOptions{.limits = limits}, sink);
    processes = made.get();
    host = std::move(made);
    return;
  }
  const auto make = [limits](HostSink inner) {
    return std::make_unique<LuaHost>(std::move(inner), limits);
  };
  host = std::make_unique<ThreadedHost>(make, sink, 2);
}

HostWorld::HostWorld(const script_host::HostOptions& options) {
  auto made = std::make_unique<script_host::ProcessHosts>(
      options, [this](HostAnswer answer) { answers.take(std::move(answer)); });
  processes = made.get();
  host = std::move(made);
}

void HostWorld::submit(const std::string& run, const std::shared_ptr<const Program>& program,
                       std::uint64_t base, std::vector<Delivery> deliveries) {
  host->submit(Advance{{run}, program, base, std::move(deliveries)});
}

AdvanceAnswer HostWorld::ask(const std::string& run, const std::shared_ptr<const Program>& program,
                             std::uint64_t base, std::vector<Delivery> deliveries) {
  submit(run, program, base, std::move(deliveries));
  return answers.await(run);
}

AdvanceAnswer HostWorld::start(const std::string& run, const std::string& body) {
  return ask(run, test_program(workflow_of(body)), 0, {run_started()});
}

Result<Description> HostWorld::describe(const std::string& script) {
  host->submit(
      Describe{.request = 7, .program = test_program(script), .values = packed_json("{}")});
  const auto answer = answers.await_description();
  BOOST_TEST(answer.request == 7);
  return answer.description;
}

Delivery run_started() { return {Timestamp{1}, RunStarted{.params = packed_json("{}")}}; }

Delivery step_succeeded(int step) {
  return {Timestamp{step + 1}, StepSucceeded{.step = {std::to_string(step)}}};
}

std::string last_of(const AdvanceAnswer& answer) {
  if (std::holds_alternative<NeedsHistory>(answer.end)) return "needs history";
  if (const auto* verdict = std::get_if<Verdict>(&answer.end)) {
    return "verdict: " + verdict->kind + ": " + verdict->message;
  }
  if (answer.after.empty() || answer.after.back().empty()) return "nothing";
  return lines_of(answer.after.back()).back();
}

}  // namespace azwf::tests
