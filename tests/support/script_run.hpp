// Drives one run of a script over a LuaHost, without log, engine or operations: decisions come out
// as lines of text, facts go in as the test says.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/lua/lua_host.hpp"

namespace azwf::tests {

struct ScriptOptions {
  std::map<std::string, std::string> modules;  // name -> text
  Limits limits;
  std::string run = "run-1";
  std::string path = "main.lua";
};

// The operations that test scripts may call: wf.echo, wf.exec, wf.shell, wf.fs.read, wf.wait.
std::vector<OperationDescriptor> test_operations();
// Fails the test when the script is no program.
std::shared_ptr<const Program> test_program(const std::string& script,
                                            const ScriptOptions& options = {});
// A workflow around the text of its run function's body.
std::string workflow_of(const std::string& body);

// {"a":1} as a packed value; the test fails when it is no JSON.
Packed packed_json(std::string_view json);
std::string json_text(const Packed& value);
// `step.requested 1 process.run {"argv":["make"]} @main.lua:3`
std::string line_of(const Decision& decision);
std::vector<std::string> lines_of(const Decisions& decisions);

class ScriptRun {
 public:
  explicit ScriptRun(const std::string& script, ScriptOptions options = {});

  // Each returns the lines of the decisions that followed, or "verdict: kind: message".
  std::vector<std::string> start(std::string_view params_json = "{}");
  std::vector<std::string> succeed(const std::string& step, std::string_view result_json = "null");
  std::vector<std::string> fail(const std::string& step, const std::string& code,
                                const std::string& message, std::string_view details = "null");
  std::vector<std::string> cancelled(const std::string& step);
  std::vector<std::string> fire(const std::string& timer);
  std::vector<std::string> signal(const std::string& name, std::string_view data_json = "null");
  std::vector<std::string> cancel();
  std::vector<std::string> roll_back(const std::string& after = "running");
  std::vector<std::string> deliver(RunEvent event);

  // Starts, and answers every step at once with its own arguments, until the run ends or stops.
  // The last line is what ended it.
  std::vector<std::string> run_to_end(std::string_view params_json = "{}");

  // All deliveries so far, to a fresh host in one request or in chunks: what it decides after each.
  std::vector<std::vector<std::string>> rebuilt(std::size_t chunk = 1'000'000) const;
  // What was decided after each delivery so far.
  [[nodiscard]] const std::vector<std::vector<std::string>>& transcript() const {
    return transcript_;
  }
  [[nodiscard]] LuaHost& host() { return *host_; }
  [[nodiscard]] const AdvanceAnswer& last_answer() const { return answer_; }
  static constexpr std::int64_t first_time_us = 1'700'000'000'000'000;
  std::int64_t time_us = first_time_us;  // of the next delivery

 private:
  ScriptOptions options_;
  std::shared_ptr<const Program> program_;
  AdvanceAnswer answer_;
  std::unique_ptr<LuaHost> host_;
  std::vector<Delivery> deliveries_;
  std::vector<std::vector<std::string>> transcript_;
};

// The last line of running the body to its end: how most small scripts are tested.
std::string outcome_of(const std::string& body, const ScriptOptions& options = {});

}  // namespace azwf::tests
