// The stack of a call that has a check: the check, the step's id, its name; once it was called, a
// message handler and two results, or the error, above them.
#include "engine/lua/checks.hpp"

#include <fmt/format.h>

#include "engine/base/check.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/ending.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/operations.hpp"
#include "engine/lua/suspend.hpp"
#include "engine/lua/text.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

constexpr int id_index = 2;
constexpr int name_index = 3;
constexpr int handler_index = 4;
constexpr int finding_index = 5;
constexpr int result_index = 6;

StepChecked not_known(std::string why) {
  return {.finding = Finding::unknown, .why = std::move(why)};
}

StepChecked read_finding(lua_State* L) {
  if (lua_type(L, finding_index) != LUA_TBOOLEAN) {
    return not_known(fmt::format("the check returned {}; true or false belongs there",
                                 named_value(L, finding_index)));
  }
  if (lua_toboolean(L, finding_index) == 0) return {.finding = Finding::not_done};
  StepChecked checked{.finding = Finding::done, .result = Packed{""}};
  const auto problem = pack_value(L, result_index, context_of(L).limits, checked.result.bytes);
  if (!problem) return checked;
  return not_known(
      fmt::format("the result that the check returned{} {}", problem->path, problem->what));
}

StepChecked read_error(lua_State* L) {
  const auto error = describe_error(L, {}, context_of(L).limits);
  return not_known("the check failed: " + error.code + ": " + error.message);
}

// What nobody wants any more is not attempted again.
void decide_finding(lua_State* L, StepChecked checked) {
  auto& context = context_of(L);
  auto& branch = context.branch();
  const bool is_unwanted = checked.finding == Finding::not_done && branch.is_cancelled;
  checked.step.text = text_at(L, id_index);
  if (checked.finding != Finding::done) {
    context.branches.wait_again(branch, checked.step, std::string(text_at(L, name_index)));
  }
  context.decide(L, std::move(checked));
  if (is_unwanted && !AZWF_PLANTED(55)) ask_to_cancel_step(L, branch);
}

// Whether the step was done; its result is on top of the stack then.
bool take_finding(lua_State* L, bool has_failed) {
  auto checked = has_failed ? read_error(L) : read_finding(L);
  const bool is_done = checked.finding == Finding::done;
  if (is_done) push_value(L, checked.result.bytes);
  decide_finding(L, std::move(checked));
  return is_done;
}

int finish_check(lua_State* L, int status, lua_KContext) {
  const bool has_failed = status != LUA_OK && status != LUA_YIELD;
  auto& context = context_of(L);
  if (has_failed) context.budget.rethrow(L, status);
  const bool comes_nothing = context.ending.kills > 0 && context.branch().is_cancelled;
  if (comes_nothing) raise_cancelled(L);
  if (take_finding(L, has_failed)) return 1;
  lua_settop(L, name_index);
  return await_step(L);
}

}  // namespace

void keep_check(lua_State* L) {
  const auto& branch = context_of(L).branch();
  push_text(L, "check");
  lua_rawget(L, 1);
  lua_replace(L, 1);
  lua_settop(L, 1);
  push_text(L, branch.awaited.text);
  push_text(L, branch.awaited_name);
}

int check_step(lua_State* L) {
  lua_settop(L, name_index);
  lua_pushcfunction(L, entry<note_error_place>);
  lua_pushvalue(L, 1);
  const int status = lua_pcallk(L, 0, 2, handler_index, 0, continuation<finish_check>);
  return finish_check(L, status, 0);
}

}  // namespace azwf::lua
