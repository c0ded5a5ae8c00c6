// Generated workflows: steps in sequence and at once, retries, time-outs, emits, failures, all
// drawn from a printed seed; several crashes, faults and permuted completions on top, and a person
// who settles what is in doubt. After every commit the views rebuilt from empty must have the same
// keys and values.
#include <boost/test/unit_test.hpp>

#include <cstdlib>

#include "engine/base/digest.hpp"
#include "tests/simulation/scenarios.hpp"
#include "tests/support/seeds.hpp"

namespace azwf::tests {
namespace {

// A number that depends on the seed and the names alone.
std::uint64_t draw(std::uint64_t seed, std::string_view what, std::uint64_t below) {
  const auto digest = sha256('g', std::to_string(seed), what);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) bits = bits << 8 | digest.bytes[i];
  return bits % below;
}

StepPolicy drawn_policy(std::uint64_t seed, const std::string& name) {
  auto policy = retrying(1 + static_cast<std::uint32_t>(draw(seed, name + " attempts", 3)));
  policy.timeout_ms = 1'000;
  const auto care = draw(seed, name + " care", 8);
  if (care == 0) policy.on_interrupt = OnInterrupt::fail;
  if (care == 1 || care == 2) policy.on_interrupt = OnInterrupt::ask;
  policy.repeatable = care != 3;
  return policy;
}

// What was decided after each of the deliveries so far, recomputed from the first.
class Generated {
 public:
  Generated(std::uint64_t seed, std::size_t steps_max) : seed_(seed), steps_max_(steps_max) {}

  Decisions operator()(const std::vector<Delivery>& seen) {
    Decisions decisions;
    for (std::size_t i = 0; i < seen.size(); ++i) decisions = after(i);
    return decisions;
  }

 private:
  Decisions after(std::size_t delivery) {
    if (delivery > 0) --open_;
    const auto key = "d" + std::to_string(delivery);
    Decisions decisions;
    if (draw(seed_, key + " log", 3) == 0) {
      decisions.push_back({RunLogged{"info", key}, {"gen", 1}});
    }
    if (draw(seed_, key + " emit", 4) == 0) {
      decisions.push_back({EventEmitted{"config.changed", key, packed_string(key)}, {"gen", 2}});
    }
    auto wanted = draw(seed_, key + " steps", 4);
    if (delivery == 0) ++wanted;
    for (; wanted > 0 && requested_ < steps_max_; --wanted) {
      const auto name = "s" + std::to_string(++requested_);
      decisions.push_back(request_step(name, key, drawn_policy(seed_, name)));
      ++open_;
    }
    if (open_ > 0) return decisions;
    if (draw(seed_, "end", 5) == 0) {
      decisions.push_back({RunFailed{{"gave_up", key, {}}}, {"gen", 3}});
    } else {
      decisions.push_back(complete(key));
    }
    return decisions;
  }

  std::uint64_t seed_;
  std::size_t steps_max_;
  std::size_t requested_ = 0;
  std::size_t open_ = 0;
};

SimOptions drawn_options(std::uint64_t seed) {
  SimOptions options;
  options.seed = seed;
  options.permute = true;
  options.double_outcomes = draw(seed, "double", 3) == 0;
  options.drop_instances = draw(seed, "drop", 3) == 0;
  if (draw(seed, "faulty", 2) == 0) {
    options.faults = {.conflict = 80, .unknown_written = 80, .unknown_not_written = 80};
  }
  for (std::uint64_t plan = 0; plan < 3; ++plan) {
    options.plans["p" + std::to_string(plan)] = [=](const std::vector<Delivery>& seen) {
      return Generated(seed * 10 + plan, 8)(seen);
    };
  }
  options.outcomes = [seed](const StepRequest& request) -> std::optional<Outcome> {
    const auto key = request.run.text + request.step.text + std::to_string(request.attempt);
    switch (draw(seed, key, 8)) {
      case 0: return fail("broken", true);
      case 1: return fail("hopeless", false);
      case 2: return std::nullopt;
      case 3: return request.attempt > 2 ? succeed(key) : Lost{"planned", {}};
      default: return succeed(key);
    }
  };
  return options;
}

std::string views_differ(Sim& sim, ViewCheckpoint& checked) {
  const auto checkpoint = sim.views().checkpoint();
  BOOST_REQUIRE(checkpoint);
  if (*checkpoint == checked) return {};
  checked = *checkpoint;
  return sim.views_broken();
}

// Says at random what became of the first step in doubt; false when there is none.
bool resolve_one(Sim& sim, std::uint64_t seed) {
  for (const auto& run : sim.runs()) {
    const auto state = sim.state(run);
    const auto step = std::ranges::find(state.open, StepPhase::in_doubt, &OpenStep::phase);
    if (state.ended() || step == state.open.end()) continue;
    const auto key = run.text + step->id.text + std::to_string(step->attempt) + " resolution";
    constexpr Resolution all[] = {Resolution::done, Resolution::failed, Resolution::retry};
    sim.tell(run, StepResolved{all[draw(seed, key, 3)], packed_string(key), step->id});
    return true;
  }
  return false;
}

void drive(Sim& sim, std::uint64_t seed, ViewCheckpoint& checked) {
  while (sim.drive_once()) {
    const auto differing = views_differ(sim, checked);
    BOOST_REQUIRE_MESSAGE(differing.empty(), "seed " << seed << ": " << differing);
  }
}

void plan_crashes(Sim& sim, std::uint64_t seed) {
  for (auto left = 1 + draw(seed, "crashes", 4); left > 0; --left) {
    const auto key = "crash " + std::to_string(left);
    sim.crash_at(1 + draw(seed, key, 12), draw(seed, key + " after", 2) == 0);
  }
}

void live_through(std::uint64_t seed) {
  Sim sim(drawn_options(seed));
  ViewCheckpoint checked;
  sim.open();
  for (const auto* plan : {"p0", "p1", "p2"}) sim.start(plan, plan);
  plan_crashes(sim, seed);
  do drive(sim, seed, checked);
  while (resolve_one(sim, seed));
  for (const auto& run : sim.runs()) {
    BOOST_TEST(is_final(sim.state(run).status()),
               "seed " << seed << " run " << run.text << ": " << sim.story(run));
  }
  const auto broken = sim.broken_promise();
  BOOST_TEST(broken == "", "seed " << seed << ": " << broken);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(generated)

BOOST_AUTO_TEST_CASE(workflows_keep_every_promise) {
  for (const auto seed : seeds("AZWF_WORKFLOWS", 300)) live_through(seed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
