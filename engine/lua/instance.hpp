// One run inside the host: a script that has seen some deliveries and waits for the next.
// Invariant: the same program and the same deliveries give the same decisions.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "engine/lua/compiled.hpp"
#include "engine/program/script_host.hpp"

namespace azwf::lua {

class Arenas;
class State;
class Watcher;

class Instance {
 public:
  Instance(std::shared_ptr<const CompiledProgram> compiled, RunId run, const Limits& limits,
           Arenas& arenas, Watcher* watcher = nullptr);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  // Adds the decisions after each further delivery to `after`. With a verdict, those before the
  // delivery that got it; the instance is of no more use then.
  std::optional<Verdict> deliver(std::span<const Delivery> deliveries,
                                 std::vector<Decisions>& after);

  [[nodiscard]] std::uint64_t seen() const { return seen_; }
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  Decisions decide_after_end(const RunEvent& event);

  std::unique_ptr<State> state_;  // none once the run has ended and there is nothing to undo
  std::uint64_t seen_ = 0;
  bool is_rolled_back_ = false;
};

}  // namespace azwf::lua
