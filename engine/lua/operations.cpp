// A call reads its arguments, decides StepRequested and waits; what is delivered becomes its result
// or a structured error.
#include "engine/lua/operations.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/check.hpp"
#include "engine/lua/call.hpp"
#include "engine/lua/checks.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/missing_names.hpp"
#include "engine/lua/suspend.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

int request_step(lua_State* L) {
  auto& context = context_of(L);
  const auto index = static_cast<std::size_t>(lua_tointeger(L, lua_upvalueindex(1)));
  const auto& descriptor = context.compiled->program->operations[index];
  require_can_wait(L, descriptor.lua_name);
  auto request = read_call(L, descriptor);
  auto& branch = context.branch();
  context.branches.wait_for(branch, WaitKind::step,
                            request.name.empty() ? descriptor.lua_name : request.name);
  request.step = branch.awaited;
  const bool has_check = request.policy.on_interrupt == OnInterrupt::check;
  context.decide(L, std::move(request));
  has_check ? keep_check(L) : lua_settop(L, 0);
  return 0;
}

[[noreturn]] void raise_step(lua_State* L, const StepError& error) {
  const auto& branch = context_of(L).branch();
  raise(L, error, {branch.awaited.text, branch.awaited_name});
}

[[noreturn]] void raise_cancelled_step(lua_State* L) {
  raise_step(L, {std::string(cancelled_code), "the step was cancelled", {}});
}

int take_answer(lua_State* L, int, lua_KContext) {
  const auto* const event = context_of(L).branch().answer;
  if (event == nullptr) raise_cancelled_step(L);
  const auto& answer = *event;
  if (std::holds_alternative<StepChecking>(answer)) return check_step(L);
  if (const auto* succeeded = std::get_if<StepSucceeded>(&answer)) {
    push_value(L, succeeded->result.bytes);
  } else if (const auto* accepted = std::get_if<StepAccepted>(&answer)) {
    push_value(L, accepted->result.bytes);
  } else if (const auto* failed = std::get_if<StepFailed>(&answer)) {
    raise_step(L, failed->error);
  } else if (std::holds_alternative<StepCancelled>(answer)) {
    raise_cancelled_step(L);
  } else {
    raise_step(L, std::get<StepTimedOut>(answer).error);
  }
  return 1;
}

// Waits even where the answer is at hand: only so is the C stack as deep in a rebuild as it was
// live. Nothing here needs a destructor: a yield through a frame that does costs a third more.
int call_operation(lua_State* L) {
  entry<request_step>(L);
  return await_step(L);
}

void push_call(lua_State* L, std::size_t index) {
  lua_pushinteger(L, static_cast<lua_Integer>(index));
  lua_pushcclosure(L, call_operation, 1);
}

// Finds or makes the table for the next part of a dotted name, and puts it in place of its parent.
// `path` is the name up to and with that part.
void enter_table(lua_State* L, std::string_view part, std::string_view path) {
  push_text(L, part);
  if (lua_rawget(L, -2) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    refuse_missing_names(L, path);
    push_text(L, part);
    lua_pushvalue(L, -2);
    lua_rawset(L, -4);
  }
  lua_remove(L, -2);
}

void add_operation(lua_State* L, std::string_view lua_name, std::size_t index) {
  lua_pushvalue(L, -1);
  std::size_t start = 0;
  for (auto dot = lua_name.find('.'); dot != lua_name.npos; dot = lua_name.find('.', start)) {
    enter_table(L, lua_name.substr(start, dot - start), lua_name.substr(0, dot));
    start = dot + 1;
  }
  push_text(L, lua_name.substr(start));
  push_call(L, index);
  lua_rawset(L, -3);
  lua_pop(L, 1);
}

}  // namespace

int await_step(lua_State* L) { return wait_for_engine(L, continuation<take_answer>); }

int find_operation(lua_State* L) {
  const auto& operations = context_of(L).compiled->program->operations;
  const auto found = std::ranges::find(operations, text_at(L, 1), &OperationDescriptor::name);
  if (found == operations.end()) return 0;
  push_call(L, static_cast<std::size_t>(found - operations.begin()));
  return 1;
}

void add_operations(lua_State* L) {
  const auto& operations = context_of(L).compiled->program->operations;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (!operations[i].lua_name.empty()) add_operation(L, operations[i].lua_name, i);
  }
}

}  // namespace azwf::lua
