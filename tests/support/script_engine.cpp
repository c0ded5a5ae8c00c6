// Decisions are folded as the real engine folds them, but for what only the log knows.
#include "tests/support/script_engine.hpp"

#include <algorithm>

#include "engine/run/run_codec.hpp"

namespace azwf::tests {
namespace {

// A part of the id that begins with a 'u' is an undo's.
bool is_of_undo(const std::string& id) {
  return id.starts_with('u') || id.find("/u") != std::string::npos;
}

}  // namespace

struct ScriptEngine::Fold {
  ScriptEngine& engine;

  void operator()(const StepRequested& e) const {
    add(engine.steps_, e.step, OpenStep{json_text(e.arguments)});
  }
  void operator()(const TimerSet& e) const { add(engine.timers_, e.timer, e.why); }
  void operator()(const SignalAwaited& e) const { add(engine.signals_, e.wait, e.name); }
  void operator()(const EventAwaited& e) const { add(engine.events_, e.wait, e.event_type); }
  void operator()(const TimerCancelled& e) const { take(engine.timers_, e.timer); }
  void operator()(const WaitCancelled& e) const {
    if (engine.signals_.erase(e.wait.text) == 0) take(engine.events_, e.wait);
  }
  void operator()(const StepCancelAsked& e) const {
    const auto found = engine.steps_.find(e.step.text);
    if (found == engine.steps_.end() || found->second.is_stopping) {
      return engine.complain("no step to cancel: " + e.step.text);
    }
    found->second.is_stopping = true;
  }
  void operator()(const UndoRegistered& e) const { engine.undos_.push_back(e.undo.text); }
  void operator()(const UndoDone& e) const {
    if (std::erase(engine.undos_, e.undo.text) != 1) engine.complain("no undo " + e.undo.text);
  }
  void operator()(const RunCompleted&) const { end("run.completed"); }
  void operator()(const RunFailed&) const { end("run.failed"); }
  void operator()(const RunCancelled&) const { end("run.cancelled"); }
  void operator()(const RunRolledBack&) const { end("run.rolled_back"); }
  void operator()(const RunRollbackFailed& e) const {
    end("run.rollback_failed");
    if (e.remaining.size() != engine.undos_.size()) engine.complain("not all that remains");
  }
  void operator()(const auto&) const {}

 private:
  template <class T> void add(std::map<std::string, T>& open, const StepId& id, T what) const {
    if (!open.emplace(id.text, std::move(what)).second) engine.complain("twice: " + id.text);
  }
  void take(std::map<std::string, std::string>& open, const StepId& id) const {
    if (open.erase(id.text) == 0) engine.complain("taken back, but not open: " + id.text);
  }
  void end(const char* as) const {
    engine.end_ = as;
    if (!engine.open().empty()) engine.complain("ended with open " + engine.open().front());
  }
};

ScriptEngine::ScriptEngine(const std::string& script, ScriptOptions options)
    : run_(script, std::move(options)) {
  run_.start();
  fold();
}

void ScriptEngine::complain(const std::string& what) {
  if (complaint_.empty()) complaint_ = what;
}

void ScriptEngine::fold() {
  if (!std::holds_alternative<std::monostate>(run_.last_answer().end)) {
    return complain(run_.transcript().back().back());
  }
  for (const auto& decision : run_.last_answer().after.back()) {
    if (!end_.empty()) complain("decided after its end");
    std::visit(Fold{*this}, decision.event);
  }
}

void ScriptEngine::deliver(RunEvent event) {
  run_.deliver(std::move(event));
  fold();
}

std::vector<std::string> ScriptEngine::open() const {
  std::vector<std::string> open;
  for (const auto& [id, step] : steps_) open.push_back("step " + id);
  for (const auto& [id, why] : timers_) open.push_back("timer " + id);
  for (const auto& [id, name] : signals_) open.push_back("signal " + id);
  for (const auto& [id, type] : events_) open.push_back("event " + id);
  return open;
}

void ScriptEngine::settle_step(const std::string& id) {
  const auto step = steps_.extract(id).mapped();
  if (step.is_stopping) return deliver(StepCancelled{.step = {id}});
  if (step.arguments_json == R"({"value":"fail"})") {
    return deliver(StepFailed{.error = {"no", "it said so", {}}, .step = {id}});
  }
  deliver(StepSucceeded{.result = packed_json(step.arguments_json), .step = {id}});
}

void ScriptEngine::settle(const std::string& what) {
  const auto id = what.substr(what.find(' ') + 1);
  if (what.starts_with("step")) return settle_step(id);
  if (what.starts_with("signal")) return signal(signals_.at(id));
  if (what.starts_with("event")) {
    const auto type = events_.extract(id).mapped();
    return deliver(EventReceived{.data = packed_json("{}"), .event_type = type, .wait = {id}});
  }
  timers_.erase(id);
  signals_.erase(id);
  events_.erase(id);
  deliver(TimerFired{.timer = {id}});
}

// Which wait it goes to is up to the order in which they were decided: the script's, too.
void ScriptEngine::signal(std::string name) {
  for (const auto& line : lines()) {
    const auto rest = line.starts_with("signal.awaited ") ? line.substr(15) : std::string();
    const auto id = rest.substr(0, rest.find(' '));
    const auto found = signals_.find(id);
    if (found == signals_.end() || found->second != name) continue;
    signals_.erase(found);
    break;
  }
  deliver(SignalReceived{.data = packed_json("null"), .name = std::move(name)});
}

void ScriptEngine::stop_steps() {
  for (auto& [id, step] : steps_) step.is_stopping = step.is_stopping || !is_of_undo(id);
}

void ScriptEngine::cancel() {
  stop_steps();
  deliver(RunCancelling{"enough"});
}

void ScriptEngine::roll_back() {
  stop_steps();
  const std::string after = is_killed_ ? "killed" : end_.empty() ? "running" : end_.substr(4);
  if (is_killed_) steps_.clear();
  is_killed_ = false;
  end_ = "";
  deliver(RunRollbackAsked{after, "undo it"});
}

std::vector<std::string> ScriptEngine::lines() const {
  std::vector<std::string> lines;
  for (const auto& after : run_.transcript()) lines.insert(lines.end(), after.begin(), after.end());
  return lines;
}

}  // namespace azwf::tests
