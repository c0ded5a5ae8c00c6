// All that C functions know about the script that called them: one per Lua state. Invariant: what a
// script can learn from here is a function of its program and its deliveries.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/limits.hpp"
#include "engine/lua/branches.hpp"
#include "engine/lua/budget.hpp"
#include "engine/lua/compiled.hpp"
#include "engine/lua/error_places.hpp"
#include "engine/lua/lua_api.hpp"
#include "engine/lua/place.hpp"
#include "engine/lua/trace.hpp"
#include "engine/lua/watcher.hpp"
#include "engine/program/script_host.hpp"

namespace azwf::lua {

enum class Phase { loading, running, ended };

// What was asked of the run, and what its end leaves behind.
struct Ending {
  std::optional<std::string> cancel_reason;
  std::optional<std::string> rollback_reason;
  std::uint64_t undos_registered = 0;
  std::uint64_t undos_pending = 0;
  std::uint64_t kills = 0;  // that were followed by a rollback
  bool has_failed = false;  // before it was cancelled
  bool is_rolled_back = false;
};

struct Context {
  Context(std::shared_ptr<const CompiledProgram> compiled_, const Limits& limits_, Arenas& arenas,
          Watcher* watcher_)
      : limits(limits_),
        compiled(std::move(compiled_)),
        watcher(watcher_),
        budget(limits, arenas) {}

  const Limits limits;
  const std::shared_ptr<const CompiledProgram> compiled;
  Watcher* const watcher;  // or null
  Budget budget;
  Phase phase = Phase::loading;

  RunId run;
  Timestamp started;
  Timestamp now;
  Branches branches;
  std::span<const Delivery> coming;         // after the delivery in progress, in the same request
  std::vector<Decisions>* after = nullptr;  // of the deliveries of this request before it
  Decisions decisions;                      // after the delivery in progress
  std::uint64_t seen = 0;                   // deliveries, this one included

  std::vector<lua_State*> threads;          // resumed one by another, innermost last
  bool is_finishing = false;                // the library ends the run, or rolls it back
  std::vector<const char*> cannot_suspend;  // C functions in progress that Lua cannot suspend
  bool is_waiting = false;  // the yield in progress goes to the engine, not to a user's resume
  ErrorPlaces error_places;
  Ending ending;
  Trace passed_on;  // of an error that was raised again: see trace.hpp
  bool joins_passed_on = false;
  int close_depth = 0;  // coroutines being closed, one by another

  [[nodiscard]] Branch& branch() { return branches.current(); }

  // Adds a decision made at the script's present place; too many are a verdict.
  template <class Event> void decide(lua_State* L, Event event) {
    if constexpr (!takes_back<Event>) check_decisions(L, bytes_of(event));
    auto& decision = decisions.emplace_back();
    decision.event.emplace<Event>(std::move(event));
    decision.place = place_of(L);
  }
  template <class Event> void decide_at(lua_State* L, ScriptPlace place, Event event) {
    decide(L, std::move(event));
    decisions.back().place = std::move(place);
  }

  // Takes up the next delivery of the request: the budget counts from 0 again, time moves on.
  const Delivery& next_delivery();
  void finish_delivery();

 private:
  // As many as were made before, at most; a run could not be cancelled if they counted.
  template <class Event>
  static constexpr bool takes_back =
      std::is_same_v<Event, TimerCancelled> || std::is_same_v<Event, WaitCancelled> ||
      std::is_same_v<Event, StepCancelAsked>;

  void check_decisions(lua_State* L, std::size_t bytes);
  static std::size_t bytes_of(const auto&) { return 0; }
  static std::size_t bytes_of(const StepRequested& step) { return step.arguments.bytes.size(); }
  static std::size_t bytes_of(const EventEmitted& event) { return event.data.bytes.size(); }
  static std::size_t bytes_of(const RunLogged& line) { return line.text.size(); }

  std::size_t decided_ = 0;        // after the delivery in progress: how many that count
  std::size_t decided_bytes_ = 0;  // after the delivery in progress
};

// The step whose outcome this is, as far as scripts see it; null when it is none.
const StepId* step_of(const RunEvent& event);

inline Context& context_of(lua_State* L) { return **static_cast<Context**>(lua_getextraspace(L)); }

// Marks a stretch of a C function in which scripts run but cannot be suspended.
class CannotSuspend {
 public:
  CannotSuspend(lua_State* L, const char* where) : context_(context_of(L)) {
    context_.cannot_suspend.push_back(where);
  }
  ~CannotSuspend() { context_.cannot_suspend.pop_back(); }
  CannotSuspend(const CannotSuspend&) = delete;
  CannotSuspend& operator=(const CannotSuspend&) = delete;

 private:
  Context& context_;
};

}  // namespace azwf::lua
