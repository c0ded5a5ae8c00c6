// A wait for the engine is a yield with Context::is_waiting set: whoever resumed the coroutine
// yields in turn, without looking at values, and resumes it again when it is resumed itself.
#include "engine/lua/coroutine_library.hpp"

#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"

namespace azwf::lua {
namespace {

constexpr std::uint64_t resume_instructions = 200;  // a short coroutine escapes the count hook
constexpr int close_depth_max = 60;  // Lua 5.4.4 does not count nested closing, and overflows

lua_State* coroutine_at(lua_State* L, int index) {
  lua_State* const coroutine = lua_tothread(L, index);
  luaL_argexpected(L, coroutine != nullptr, index, "coroutine");
  return coroutine;
}

bool is_base(lua_State* L) {
  const auto& context = context_of(L);
  return context.branches.is_base(L) || L == context.threads.front();
}

enum class After { suspended, returned, failed, waiting };

// Resumes `coroutine`, whose arguments are on its stack; its results or error are left there.
After resume_once(lua_State* L, lua_State* coroutine, int argument_count, int& result_count) {
  auto& context = context_of(L);
  context.threads.push_back(coroutine);
  context.budget.set_running(coroutine);
  const int status = lua_resume(coroutine, L, argument_count, &result_count);
  context.threads.pop_back();
  context.budget.set_running(L);
  if (status == LUA_YIELD) {
    if (!context.is_waiting) return After::suspended;
    context.branches.hold(coroutine);
    return After::waiting;
  }
  if (status == LUA_OK) return After::returned;
  if (status == LUA_ERRMEM) context.budget.note_out_of_memory(coroutine);
  context.budget.rethrow(L, status);
  context.error_places.note(coroutine, -1);
  return After::failed;
}

After resume_guarded(lua_State* L, lua_State* coroutine, int argument_count, int& result_count) {
  const bool is_known = lua_isyieldable(L) != 0 || !context_of(L).cannot_suspend.empty();
  if (is_known) return resume_once(L, coroutine, argument_count, result_count);
  const CannotSuspend guard(L, "this C function");
  return resume_once(L, coroutine, argument_count, result_count);
}

struct Resumed {
  After after;
  int count;  // of values moved to the resumer's stack
};

Resumed move_results(lua_State* L, lua_State* coroutine, After after, int result_count) {
  if (after == After::waiting) return {after, 0};
  if (after == After::failed) result_count = 1;
  if (lua_checkstack(L, result_count + 1) == 0) {
    lua_pop(coroutine, result_count);
    lua_pushliteral(L, "too many results to resume");
    return {After::failed, 1};
  }
  lua_xmove(coroutine, L, result_count);
  return {after, result_count};
}

const char* status_of(lua_State* L, lua_State* coroutine) {
  if (coroutine == L) return "running";
  if (context_of(L).branches.is_held(coroutine)) return "normal";
  switch (lua_status(coroutine)) {
    case LUA_YIELD: return "suspended";
    case LUA_OK: break;
    default: return "dead";
  }
  lua_Debug frame;
  if (lua_getstack(coroutine, 0, &frame) != 0) return "normal";
  return lua_gettop(coroutine) == 0 ? "dead" : "suspended";
}

// A scope ends with its branch, and cannot have waits in two.
void push_bound_elsewhere(lua_State* L) {
  push_error(L,
             {"wrong_branch",
              "this coroutine is inside a wf.scope that another branch opened: resume it in that "
              "branch, or open the scope where it is resumed",
              {}},
             {});
}

// Resumes with the top `argument_count` values of L's stack.
Resumed resume_with(lua_State* L, lua_State* coroutine, int argument_count) {
  context_of(L).budget.charge(L, resume_instructions);
  const std::string_view status = status_of(L, coroutine);
  const char* refused = nullptr;
  if (status != "suspended") {
    refused =
        status == "dead" ? "cannot resume dead coroutine" : "cannot resume non-suspended coroutine";
  } else if (lua_checkstack(coroutine, argument_count) == 0) {
    refused = "too many arguments to resume";
  }
  if (refused != nullptr) {
    lua_pop(L, argument_count);
    lua_pushstring(L, refused);
    return {After::failed, 1};
  }
  if (context_of(L).branches.is_bound_elsewhere(coroutine)) {
    lua_pop(L, argument_count);
    push_bound_elsewhere(L);
    return {After::failed, 1};
  }
  lua_xmove(L, coroutine, argument_count);
  int result_count = 0;
  const After after = resume_guarded(L, coroutine, argument_count, result_count);
  return move_results(L, coroutine, after, result_count);
}

// Carries on a coroutine that waited for the engine.
Resumed resume_waiting(lua_State* L, lua_State* coroutine) {
  int result_count = 0;
  context_of(L).budget.watch(coroutine);
  context_of(L).branches.release(coroutine);
  const After after = resume_once(L, coroutine, 0, result_count);
  return move_results(L, coroutine, after, result_count);
}

int give_status(lua_State* L, Resumed resumed) {
  lua_pushboolean(L, resumed.after == After::failed ? 0 : 1);
  lua_insert(L, -(resumed.count + 1));
  return resumed.count + 1;
}

int go_on_resume(lua_State* L, int, lua_KContext) {
  const auto resumed = resume_waiting(L, lua_tothread(L, 1));
  if (resumed.after == After::waiting) return lua_yieldk(L, 0, 0, continuation<go_on_resume>);
  return give_status(L, resumed);
}

int resume_coroutine(lua_State* L) {
  lua_State* const coroutine = coroutine_at(L, 1);
  const auto resumed = resume_with(L, coroutine, lua_gettop(L) - 1);
  if (resumed.after == After::waiting) return lua_yieldk(L, 0, 0, continuation<go_on_resume>);
  return give_status(L, resumed);
}

// Closes a coroutine that is not running; true, or false and the error on top of its stack.
bool close_guarded(lua_State* L, lua_State* coroutine) {
  auto& context = context_of(L);
  if (context.close_depth >= close_depth_max) luaL_error(L, "too many coroutines close each other");
  const CannotSuspend guard(L, "a coroutine that is being closed");
  ++context.close_depth;
  context.threads.push_back(coroutine);
  context.budget.set_running(coroutine);
  const int status = lua_resetthread(coroutine);
  context.budget.set_running(L);
  context.threads.pop_back();
  --context.close_depth;
  context.budget.rethrow(L, status);
  return status == LUA_OK;
}

// An error inside passes outward, a text with the place of the wrapper's call before it.
int give_results_or_raise(lua_State* L, lua_State* coroutine, Resumed resumed) {
  if (resumed.after != After::failed) return resumed.count;
  const int status = lua_status(coroutine);
  if (status != LUA_OK && status != LUA_YIELD && !close_guarded(L, coroutine)) {
    lua_xmove(coroutine, L, 1);
  }
  if (lua_type(L, -1) == LUA_TSTRING) {
    luaL_where(L, 1);
    context_of(L).error_places.note(text_at(L, -1));
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  return lua_error(L);
}

int go_on_wrapped(lua_State* L, int, lua_KContext) {
  lua_State* const coroutine = lua_tothread(L, lua_upvalueindex(1));
  const auto resumed = resume_waiting(L, coroutine);
  if (resumed.after == After::waiting) return lua_yieldk(L, 0, 0, continuation<go_on_wrapped>);
  return give_results_or_raise(L, coroutine, resumed);
}

int call_wrapped(lua_State* L) {
  lua_State* const coroutine = lua_tothread(L, lua_upvalueindex(1));
  const auto resumed = resume_with(L, coroutine, lua_gettop(L));
  if (resumed.after == After::waiting) return lua_yieldk(L, 0, 0, continuation<go_on_wrapped>);
  return give_results_or_raise(L, coroutine, resumed);
}

int create_coroutine(lua_State* L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State* const coroutine = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, coroutine, 1);
  return 1;
}

int wrap_coroutine(lua_State* L) {
  create_coroutine(L);
  lua_pushcclosure(L, entry<call_wrapped>, 1);
  return 1;
}

int yield_coroutine(lua_State* L) {
  if (is_base(L)) return luaL_error(L, "attempt to yield from outside a coroutine");
  return lua_yield(L, lua_gettop(L));
}

int coroutine_status(lua_State* L) {
  lua_pushstring(L, status_of(L, coroutine_at(L, 1)));
  return 1;
}

int is_yieldable(lua_State* L) {
  lua_State* const coroutine = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
  lua_pushboolean(L, !is_base(coroutine) && lua_isyieldable(coroutine) != 0 ? 1 : 0);
  return 1;
}

int running_coroutine(lua_State* L) {
  lua_pushthread(L);
  lua_pushboolean(L, is_base(L) ? 1 : 0);
  return 2;
}

int close_coroutine(lua_State* L) {
  lua_State* const coroutine = coroutine_at(L, 1);
  const std::string_view status = status_of(L, coroutine);
  if (status != "suspended" && status != "dead") {
    return luaL_error(L, "cannot close a %s coroutine", status.data());
  }
  if (close_guarded(L, coroutine)) {
    lua_pushboolean(L, 1);
    return 1;
  }
  lua_pushboolean(L, 0);
  lua_xmove(coroutine, L, 1);
  return 2;
}

}  // namespace

void add_coroutine_library(lua_State* L) {
  lua_createtable(L, 0, 8);
  set_function(L, "close", entry<close_coroutine>);
  set_function(L, "create", entry<create_coroutine>);
  set_function(L, "isyieldable", entry<is_yieldable>);
  set_function(L, "resume", entry<resume_coroutine>);
  set_function(L, "running", entry<running_coroutine>);
  set_function(L, "status", entry<coroutine_status>);
  set_function(L, "wrap", entry<wrap_coroutine>);
  set_function(L, "yield", entry<yield_coroutine>);
  lua_setfield(L, -2, "coroutine");
}

}  // namespace azwf::lua
