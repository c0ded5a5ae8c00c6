// What is asked of a simulated engine until it answers: asked again at every opening, as whoever
// asks a holder does that is gone before it answered.
#include "engine/run/run_codec.hpp"
#include "tests/support/sim.hpp"

namespace azwf::tests {

void Sim::ask(std::function<void(std::function<void(std::string)>)> send) {
  const auto number = ++asked_;
  to_ask_[number] = [this, number, send = std::move(send)] {
    send([this, number](std::string answer) {
      if (!to_ask_.contains(number)) return;
      if (answer == "planned_fault") return to_ask_.at(number)();
      to_ask_.erase(number);
      answers_.push_back(std::move(answer));
    });
  };
  to_ask_.at(number)();
  drive();
}

void Sim::change(ChangeWorkflow request) {
  ask([this, request](std::function<void(std::string)> answer) mutable {
    request.actor = "tester";
    request.reply = [answer](Result<ChangedWorkflow> changed) {
      if (!changed) return answer(changed.error().code);
      answer(changed->workflow + (changed->existed ? " was so" : ""));
    };
    engine_->change(request);
  });
}

void Sim::change(const std::string& workflow, WorkflowChange what) {
  change(ChangeWorkflow{.change = what, .workflow = workflow});
}

void Sim::install(const std::string& script, std::uint64_t from) {
  change(ChangeWorkflow{.program = program(script), .folder = "/project", .from = from});
}

void Sim::emit(const std::string& type, const std::string& id, Packed data,
               const std::string& subject) {
  const Event event{
      .id = id, .type = type, .subject = subject, .actor = "tester", .data = std::move(data)};
  ask([this, event](std::function<void(std::string)> answer) {
    const auto reply = [answer](const Result<Emitted>& emitted) {
      answer(emitted ? "emitted" : emitted.error().code);
    };
    engine_->emit({.event = event, .reply = reply});
  });
}

std::vector<RunId> Sim::runs_in_log() const {
  std::vector<RunId> runs;
  for (const auto& kept : commits_->commits) {
    const auto leaf = decode_leaf(kept.leaf_bytes).value();
    const auto run = run_of(leaf.stream);
    if (run && leaf.previous.is_zero()) runs.push_back(*run);
  }
  return runs;
}

}  // namespace azwf::tests
