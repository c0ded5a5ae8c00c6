// A store held in a folder of its own, with its loop turning in a thread, as azwf holds one.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "adapters/cli/workplace.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {

class HeldStore {
 public:
  // `below` names the home in the folder.
  explicit HeldStore(const std::string& below = "home");
  ~HeldStore();

  [[nodiscard]] Home home() const { return home_; }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
  // Its log and its holder may be used from any thread.
  cli::Workplace& place() { return *place_; }
  // Another process's view of it. Turned by the test.
  std::unique_ptr<cli::Workplace> ask() const;
  // The program of a script.
  Program program(const std::string& script) const;
  // Gives it up, as its process would at its end.
  void give_up();

  const Limits limits;

 private:
  TemporaryFolder folder_;
  Home home_;
  std::unique_ptr<cli::Workplace> place_;
  std::jthread turning_;
};

std::string message_of(const auto& result) { return result ? "" : result.error().message; }

// Turns until `done`; fails the test when that takes longer than anybody would wait.
void turn_until(cli::Workplace& place, const std::function<bool()>& done);

// Starts a run there, and awaits the answer.
Result<StartedRun> start(cli::Workplace& place, const Program& program, const std::string& id);
Result<void> tell(cli::Workplace& place, const RunId& run, RunEvent fact);
Result<Emitted> emit(cli::Workplace& place, EmitEvent emission);
Result<Emitted> emit(cli::Workplace& place, Event event);  // which may be there already
// What the run has come to, once it has ended or waits.
RunState state_at_rest(cli::Workplace& place, const RunId& run);

}  // namespace azwf::tests
