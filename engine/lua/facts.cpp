// Kept signals lie in the script's own memory, so that they count against its budget.
#include "engine/lua/facts.hpp"

#include <algorithm>

#include "engine/base/check.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/ending.hpp"
#include "engine/lua/registry.hpp"
#include "engine/lua/scheduler.hpp"

namespace azwf::lua {
namespace {

// Fields of the table on top of the stack.
lua_Integer integer(lua_State* L, const char* key) {
  lua_getfield(L, -1, key);
  const auto value = lua_tointeger(L, -1);
  lua_pop(L, 1);
  return value;
}

void set_integer(lua_State* L, const char* key, lua_Integer value) {
  lua_pushinteger(L, value);
  lua_setfield(L, -2, key);
}

void push_signals(lua_State* L) {
  if (push_kept(L, Kept::signals) == LUA_TTABLE) return;
  lua_pop(L, 1);
  lua_newtable(L);
  lua_pushvalue(L, -1);
  set_kept(L, Kept::signals);
}

void keep_signal(lua_State* L, const SignalReceived& signal) {
  const StackGuard guard(L);
  push_signals(L);
  push_text(L, signal.name);
  lua_pushvalue(L, -1);
  if (lua_rawget(L, -3) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 1, 2);
    set_integer(L, "first", 1);
    set_integer(L, "next", 1);
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, -5);
  }
  const auto index = integer(L, "next");
  push_text(L, signal.data.bytes);
  lua_rawseti(L, -2, index);
  set_integer(L, "next", index + 1);
}

class TakeFact {
 public:
  TakeFact(lua_State* L, const RunEvent& event)
      : L_(L), event_(event), context_(context_of(L)), branches_(context_.branches) {}

  void operator()(const StepSucceeded& fact) { settle(fact.step, WaitKind::step); }
  void operator()(const StepChecking& fact) { settle(fact.step, WaitKind::step); }
  void operator()(const StepFailed& fact) { settle(fact.step, WaitKind::step); }
  void operator()(const StepTimedOut& fact) { settle(fact.step, WaitKind::step); }
  void operator()(const StepAccepted& fact) { settle(fact.step, WaitKind::step); }
  void operator()(const StepCancelled& fact) { settle(fact.step, WaitKind::step); }
  void operator()(const EventReceived& fact) { settle(fact.wait, WaitKind::event); }

  void operator()(const TimerFired& fact) {
    auto* const branch = branches_.waiting(fact.timer);
    if (branch == nullptr || branch->waits_for == WaitKind::step) return;
    branches_.make_ready(*branch, &event_);
  }

  void operator()(const SignalReceived& fact) {
    auto* const branch = branches_.waiting_for_signal(fact.name);
    branch == nullptr ? keep_signal(L_, fact) : branches_.make_ready(*branch, &event_);
  }

  void operator()(const RunCancelling& fact) {
    if (!context_.ending.cancel_reason) context_.ending.cancel_reason = fact.reason;
    cancel_branch(L_, branches_.main(), false);
  }

  void operator()(const RunRollbackAsked& fact) {
    if (!context_.ending.rollback_reason) context_.ending.rollback_reason = fact.reason;
    cancel_branch(L_, branches_.main(), false);
    if (fact.after == "killed" && !AZWF_PLANTED(88)) cut_short(fact.in_doubt);
  }

  void operator()(const auto&) {}  // not for scripts

 private:
  // Nothing that branches wait for comes any more, undos at work included; unless a person may
  // still say what became of it.
  void cut_short(const std::vector<StepId>& in_doubt) {
    ++context_.ending.kills;
    if (AZWF_PLANTED(99)) context_.ending.kills = 1;
    for (auto* const branch : branches_.all()) {
      branch->is_cancelled = true;
      const auto kind = branch->waits_for;
      const bool comes_later =
          kind == WaitKind::step && std::ranges::find(in_doubt, branch->awaited) != in_doubt.end();
      if (kind != WaitKind::none && kind != WaitKind::branches && !comes_later) {
        branches_.make_ready(*branch, nullptr);
      }
    }
  }

  void settle(const StepId& id, WaitKind kind) {
    auto* const branch = branches_.waiting(id);
    if (branch != nullptr && branch->waits_for == kind) branches_.make_ready(*branch, &event_);
  }

  lua_State* L_;
  const RunEvent& event_;
  Context& context_;
  Branches& branches_;
};

void take_after_end(lua_State* L, const RunEvent& event) {
  auto& ending = context_of(L).ending;
  const auto* asked = std::get_if<RunRollbackAsked>(&event);
  if (asked == nullptr || ending.is_rolled_back) return;
  ending.rollback_reason = asked->reason;
  ending.undos_pending > 0 ? begin_rollback(L) : end_rolled_back(L);
}

}  // namespace

void take_fact(lua_State* L, const RunEvent& event) {
  const auto phase = context_of(L).phase;
  if (phase == Phase::running) std::visit(TakeFact(L, event), event);
  if (phase == Phase::ended) take_after_end(L, event);
}

bool take_kept_signal(lua_State* L, std::string_view name) {
  push_signals(L);
  push_text(L, name);
  if (lua_rawget(L, -2) != LUA_TTABLE) return lua_pop(L, 2), false;
  const auto first = integer(L, "first");
  const bool is_last = first + 1 == integer(L, "next");
  set_integer(L, "first", first + 1);
  lua_rawgeti(L, -1, first);
  lua_pushnil(L);
  lua_rawseti(L, -3, first);
  if (is_last) {
    push_text(L, name);
    lua_pushnil(L);
    lua_rawset(L, -5);
  }
  lua_replace(L, -3);  // in the place of all kept ones; above it lies the list
  lua_pop(L, 1);
  return true;
}

}  // namespace azwf::lua
