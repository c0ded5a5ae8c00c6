// The person acts only when nothing goes on by itself.
#include <boost/test/unit_test.hpp>

#include "engine/run/rule.hpp"
#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

constexpr std::size_t helps_max = 50;

}  // namespace

Life::Life(const Scenario& scenario, const Change& change)
    : scenario_(scenario), sim(options_for(change)) {}

SimOptions Life::options_for(const Change& change) {
  SimOptions options;
  options.outcomes = scenario_.outcomes;
  options.planned_faults = scenario_.faults;
  options.full_from_commit = scenario_.full_from_commit;
  for (const auto& [name, plan] : scenario_.plans) {
    options.plans[name] = [this, &plan](const std::vector<Delivery>& seen) -> Decisions {
      const bool breaks = is_broken_ && seen.size() == scenario_.breaks_at;
      return breaks ? Decisions{{RunLogged{"verdict", "memory"}, {}}} : plan(seen);
    };
  }
  options.scripts = scenario_.scripts;
  if (change) change(options);
  return options;
}

void Life::live() {
  sim.open();
  for (const auto& plan : scenario_.starts) sim.start(plan, plan, {}, scenario_.begin);
  drive();
  for (; help(); ++helps_) {
    BOOST_REQUIRE(helps_ < helps_max);
    drive();
  }
}

void Life::drive() {
  do {
    if (has_shut_down_ || scenario_.shuts_down_at == 0) continue;
    if (sim.appends() < scenario_.shuts_down_at) continue;
    has_shut_down_ = true;
    sim.restart();
  } while (ask() || sim.drive_once());
}

// Asks what comes next, if its time has come.
bool Life::ask() {
  if (asked_ == scenario_.asks.size()) return false;
  const auto& next = scenario_.asks[asked_];
  const RunId run{"a"};
  const auto has = [&](std::string_view type) {
    return sim.story(run).find(type) != std::string::npos;
  };
  if (!is_admissible(sim.state(run), next.fact) || !has(next.after)) return false;
  sim.tell(run, next.fact);
  ++asked_;
  return true;
}

// False when nothing is left to be done by anybody.
bool Life::help() {
  for (const auto& run : sim.runs()) {
    if (help(run)) return true;
  }
  if (sim.waits_to_start()) {
    sim.make_space();
    sim.start_again();
    return true;
  }
  // Begun by another engine, which went away: this one takes over when it is opened again.
  const auto goes_on = [this](const RunId& run) {
    const auto state = sim.state(run);
    return !state.ended() || state.performs();
  };
  if (std::ranges::none_of(sim.runs(), goes_on)) return false;
  sim.restart();
  return true;
}

bool Life::help(const RunId& run) {
  const auto state = sim.state(run);
  if (state.ended()) return false;
  for (const auto& step : state.open) {
    if (step.phase != StepPhase::in_doubt) continue;
    sim.tell(run, StepResolved{scenario_.resolution, packed_string("as told"), step.id});
    return true;
  }
  if (!state.stopped && !state.queued) return false;
  is_broken_ = false;
  sim.tell(run, RunResumed{});
  return true;
}

void Life::check() {
  for (const auto& run : sim.runs()) {
    const auto state = sim.state(run);
    const auto wanted = run.text == "a" ? scenario_.end : RunStatus::completed;
    if (state.status() == wanted && !state.performs()) continue;
    BOOST_ERROR(scenario_.name << ": " << run.text << " is " << to_text(state.status())
                               << ", not at rest as " << to_text(wanted) << "\n"
                               << sim.story(run));
  }
  BOOST_TEST(sim.broken_promise() == "", scenario_.name);
}

}  // namespace azwf::tests
