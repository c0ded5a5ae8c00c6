// What came of the events is read from the log.
#include "tests/simulation/trigger_desk.hpp"

#include "engine/event/append.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/view/triggers.hpp"

namespace azwf::tests {
namespace {

SimOptions options_for(const std::map<std::string, std::string>& scripts, Waits waits,
                       bool starts_triggered, const Desk::Change& change) {
  SimOptions options;
  options.scripts = scripts;
  options.holds_clock = waits == Waits::yes;
  options.starts_triggered = starts_triggered;
  if (change) change(options);
  return options;
}

}  // namespace

Desk::Desk(std::map<std::string, std::string> scripts, Waits waits, bool starts_triggered,
           const Change& change)
    : sim(options_for(scripts, waits, starts_triggered, change)) {
  for (const auto& [name, script] : scripts) names_.push_back(name);
  sim.open();
}

void Desk::install_all() {
  for (const auto& name : names_) sim.install(name);
}

void Desk::push(const std::string& id, std::int64_t n) {
  Packed data{""};
  Packer(data.bytes).map(1).string("n").integer(n);
  sim.emit("git.push", id, data, "main");
}

void Desk::pass(std::chrono::microseconds time) {
  sim.clock().advance(time);
  sim.drive();
}

void Desk::check(const std::set<std::pair<std::string, std::string>>& wanted) {
  std::set<std::pair<std::string, std::string>> had;
  for (const auto& run : sim.runs_in_log()) {
    const auto workflow = sim.state(run).workflow;
    const auto last = events_of(run).back();
    BOOST_TEST(run.text == run_started_by(last, workflow).text);
    had.emplace(last, workflow);
    BOOST_TEST((sim.state(run).status() == RunStatus::completed), sim.story(run));
  }
  BOOST_TEST((had == wanted), "there are " << had.size() << " runs, not those asked for");
  BOOST_TEST(sim.broken_promise() == "");
}

std::string Desk::result(const RunId& run) {
  const auto state = sim.state(run);
  return state.result ? text_of(*state.result) : "";
}

std::vector<std::string> Desk::events_of(const RunId& run) {
  std::vector<std::string> ids;
  const auto events = sim.events(run);
  const auto& started = std::get<RunStarted>(events.front().event);
  if (!started.started_by) return {"nobody"};
  for (const auto& event : started.started_by->events)
    ids.push_back(text_of(field_of(event, "id")));
  return ids;
}

std::string Desk::workflow_events(const std::string& workflow) {
  std::string types;
  const auto commits = read_stream(sim.log(), workflow_stream(workflow)).value();
  for (const auto& commit : commits) {
    for (const auto& event : commit.leaf.events) types += (types.empty() ? "" : " ") + event.type;
  }
  return types;
}

std::string Desk::status(const std::string& workflow) {
  const auto workflows = installed_workflows(sim.views()).value();
  for (const auto& each : workflows) {
    if (each.name == workflow)
      return std::string(to_text(each.status)) + " " + each.stopped_because;
  }
  return "none";
}

std::string Desk::chain(const std::string& stream) {
  std::string text;
  const auto commits = read_stream(sim.log(), {stream}).value();
  for (const auto& commit : commits) {
    for (const auto& event : commit.leaf.events) {
      if (event.correlation.empty()) continue;
      text +=
          (text.empty() ? "" : ", ") + event.type + " " + event.correlation + " " + event.causation;
    }
  }
  return text;
}

}  // namespace azwf::tests
