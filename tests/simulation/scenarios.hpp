// The scenarios every recovery test runs through: what a run can live through, as plans.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/sim.hpp"

namespace azwf::tests {

// What a person asks of run "a", once its stream has an event of this type and it applies.
struct Asked {
  std::string after;
  RunEvent fact;
};

struct Scenario {
  std::string name;
  Plans plans;
  OutcomePlan outcomes;
  std::vector<std::string> starts;  // plans started, each under its own name as id
  RunStatus end = RunStatus::completed;

  // What goes wrong, besides what steps do.
  std::size_t breaks_at = 0;                    // no script can decide after so many deliveries
  std::size_t shuts_down_at = 0;                // the engine ends, orderly, after so many appends
  std::vector<Fault> faults;                    // the first proposals meet these
  std::optional<std::size_t> full_from_commit;  // no space for new runs
  Resolution resolution = Resolution::retry;    // what a person says of a step in doubt

  std::map<std::string, std::string> scripts;  // Lua in place of plans, by name
  std::vector<Asked> asks;
  Begin begin = Begin::at_once;
};

const std::vector<Scenario>& scenarios();
// Those whose runs are Lua scripts: branches, time, signals, undo, cancel.
std::vector<Scenario> lived_scenarios();

// A scenario as it is lived through: the simulated engine, and the person who does what it waits
// for. Whatever goes wrong, the runs come to the scenario's end.
class Life {
 public:
  using Change = std::function<void(SimOptions&)>;
  explicit Life(const Scenario& scenario, const Change& change = {});
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  // Opens, starts, and drives until every run has ended.
  void live();
  // As the scenario says, and no promise broken.
  void check();
  [[nodiscard]] bool has_shut_down() const { return has_shut_down_; }
  [[nodiscard]] std::size_t helps() const { return helps_; }  // how often the person acted

 private:
  SimOptions options_for(const Change& change);
  void drive();
  bool ask();
  bool help();
  bool help(const RunId& run);

  const Scenario& scenario_;
  bool is_broken_ = true;
  bool has_shut_down_ = false;
  std::size_t helps_ = 0;
  std::size_t asked_ = 0;

 public:
  Sim sim;
};

// Plans used on their own, too.
Decisions sequence(const std::vector<Delivery>& seen, std::size_t steps, StepPolicy policy = {});
StepPolicy retrying(std::uint32_t attempts);

}  // namespace azwf::tests
