// A small engine for scripts: keeps what a run waits for, and lets it happen in the order that a
// test says. Invariant: it holds a script to the rules: what is taken back was open, and nothing is
// open when the run has ended.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/script_run.hpp"

namespace azwf::tests {

class ScriptEngine {
 public:
  explicit ScriptEngine(const std::string& script, ScriptOptions options = {});

  // What may happen next: "step 1/2", "timer 3", "signal 4", "event 5", in order of the ids.
  [[nodiscard]] std::vector<std::string> open() const;
  // Lets it happen. A step succeeds with its own arguments; one whose value is "fail" fails; one
  // that is to be stopped is cancelled.
  void settle(const std::string& what);
  void signal(std::string name);
  void cancel();
  void kill() { is_killed_ = true; }  // the script is not told
  void roll_back();

  // The last decision's type when the run has ended; empty before.
  [[nodiscard]] const std::string& end() const { return end_; }
  // Ids of the undos that are registered and not done, in the order registered.
  [[nodiscard]] const std::vector<std::string>& undos() const { return undos_; }
  // All decisions so far.
  [[nodiscard]] std::vector<std::string> lines() const;
  [[nodiscard]] ScriptRun& run() { return run_; }
  // What the script did that it must not; empty is well.
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  struct Fold;
  struct OpenStep {
    std::string arguments_json;
    bool is_stopping = false;
  };

  void fold();
  void deliver(RunEvent event);
  void settle_step(const std::string& id);
  void stop_steps();
  void complain(const std::string& what);

  ScriptRun run_;
  std::map<std::string, OpenStep> steps_;
  std::map<std::string, std::string> timers_;
  std::map<std::string, std::string> signals_;
  std::map<std::string, std::string> events_;
  std::vector<std::string> undos_;
  std::string end_;
  std::string complaint_;
  bool is_killed_ = false;
};

}  // namespace azwf::tests
