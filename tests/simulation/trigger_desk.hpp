// Workflows under triggers in a simulated engine, and who emits events to them.
#pragma once

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/trigger/pending_start.hpp"
#include "tests/support/sim.hpp"

namespace azwf::tests {

// A workflow that listens, and returns "n id type subject data.n count-of-events".
inline std::string listening(const std::string& name, const std::string& trigger) {
  return "return wf.workflow { name = '" + name + "', on = { wf.event " + trigger + R"( },
    params = { n = wf.integer { optional = true } },
    run = function(p, event)
      if not event then return 'started by somebody' end
      local n = type(event.data) == 'table' and event.data.n or event.data
      return table.concat({ tostring(p.n), event.id, event.type, event.subject, tostring(n),
                            #event.batch }, ' ')
    end })";
}

// One that emits an event of another type.
inline std::string emitting(const std::string& name, const std::string& on,
                            const std::string& emits) {
  return "return wf.workflow { name = '" + name + "', on = { wf.event { type = '" + on +
         "' } }, run = function() wf.emit('" + emits + "') end }";
}

// Whether time passes only when the test says so, or to the next time that something is due.
enum class Waits { no, yes };

class Desk {
 public:
  using Change = std::function<void(SimOptions&)>;
  explicit Desk(std::map<std::string, std::string> scripts, Waits waits = Waits::no,
                bool starts_triggered = true, const Change& change = {});

  void install_all();
  void push(const std::string& id, std::int64_t n = 1);
  void pass(std::chrono::microseconds time);

  // The runs there are: by the last event that started each, and by workflow; and no broken
  // promise.
  void check(const std::set<std::pair<std::string, std::string>>& wanted);
  std::string result(const RunId& run);
  std::vector<std::string> events_of(const RunId& run);
  // The types of the events of its stream.
  std::string workflow_events(const std::string& workflow);
  std::string status(const std::string& workflow);  // and the bound that stopped it
  // "type correlation causation" of each event of the stream that has them.
  std::string chain(const std::string& stream);

 private:
  std::vector<std::string> names_;

 public:
  Sim sim;
};

}  // namespace azwf::tests
