// Branches go by their number here: one that has ended is no longer found, which is no error.
#include "engine/lua/branch_library.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/check.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/policy.hpp"
#include "engine/lua/scheduler.hpp"
#include "engine/lua/suspend.hpp"

namespace azwf::lua {
namespace {

Branch* branch_at(lua_State* L, int index) {
  return context_of(L).branches.find(static_cast<std::uint64_t>(lua_tointeger(L, index)));
}

void require_room(lua_State* L, std::size_t count) {
  const auto& context = context_of(L);
  const auto branches_max = context.limits.branches_max;
  const auto others = context.branches.count() - 1;  // the main one does not count
  if (others <= branches_max && count <= branches_max - others) return;
  raise(L, "too_many_branches",
        fmt::format("a run has at most {} branches at a time: begin fewer at once, as "
                    "wf.map(list, f, {{ limit = 100 }}) does",
                    branches_max));
}

// Steps are named by the path of their branch; one inside an undo, after the undo's.
void require_nameable(lua_State* L, std::string_view path) {
  const auto& limits = context_of(L).limits;
  const bool is_in_undo = path.find('/') != path.npos;
  if (AZWF_PLANTED(97)) return;
  if (path.size() <= (is_in_undo ? limits.undo_path_bytes_max : limits.branch_path_bytes_max)) {
    return;
  }
  raise(L, "too_deep",
        fmt::format("{} branches are nested here, each begun by the one before, and the names of "
                    "steps have no room for more: begin branches side by side",
                    std::ranges::count(path, '.')));
}

// host.check_room(count): raises unless as many branches can begin.
int check_room(lua_State* L) {
  require_room(L, static_cast<std::size_t>(lua_tointeger(L, 1)));
  return 0;
}

// host.begin(body [, path, module, line]): the number of a branch that runs body(), in its turn.
// With a path it is nobody's child, and module and line are where it belongs.
int begin_branch(lua_State* L) {
  auto& context = context_of(L);
  require_room(L, 1);
  std::optional<std::string> path;
  auto place = place_of(L);
  if (lua_type(L, 2) == LUA_TSTRING) {
    path = text_at(L, 2);
    place = {std::string(text_at(L, 3)), lua_tointeger(L, 4)};
  } else {
    require_nameable(L, context.branches.next_path());
  }
  lua_State* const thread = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, thread, 1);
  auto& branch = context.branches.begin(thread, std::move(path));
  branch.place = std::move(place);
  keep_thread(L, branch);
  lua_pushinteger(L, static_cast<lua_Integer>(branch.number));
  return 1;
}

// host.branch(): the number of the one that runs.
int current_branch(lua_State* L) {
  lua_pushinteger(L, static_cast<lua_Integer>(context_of(L).branch().number));
  return 1;
}

// host.is_inside(number): whether the one that runs is that branch, or was begun within it.
int is_inside(lua_State* L) {
  const Branch* branch = &context_of(L).branch();
  while (branch != nullptr && branch != branch_at(L, 1)) branch = branch->parent;
  lua_pushboolean(L, branch != nullptr ? 1 : 0);
  return 1;
}

int begin_park(lua_State* L) {
  auto& context = context_of(L);
  const bool may_interrupt = lua_type(L, 1) == LUA_TSTRING;
  if (may_interrupt) require_can_wait(L, text_at(L, 1));
  context.branches.wait_for_branches(context.branch(), may_interrupt);
  return 0;
}

int end_park(lua_State* L, int, lua_KContext) {
  if (!std::exchange(context_of(L).branch().is_deadlocked, false)) return 0;
  raise(L, "deadlock", "what is waited for here will never be: these branches wait for each other");
}

// host.park([function]): waits until it is woken. Named, it can be cancelled: it wakes, and raises
// when it parks again.
int park(lua_State* L) {
  entry<begin_park>(L);
  return wait_for_engine(L, continuation<end_park>);
}

// host.wake(number)
int wake(lua_State* L) {
  auto* const branch = branch_at(L, 1);
  if (branch != nullptr && branch->waits_for == WaitKind::branches) {
    context_of(L).branches.make_ready(*branch, nullptr);
  }
  return 0;
}

// host.cancel(number): the branch and all that were begun in it.
int cancel(lua_State* L) {
  if (auto* const branch = branch_at(L, 1)) cancel_branch(L, *branch, true);
  return 0;
}

// host.bind(coroutine, is_bound): whether only the branch that runs may resume it.
int bind(lua_State* L) {
  auto& branches = context_of(L).branches;
  lua_State* const thread = lua_tothread(L, 1);
  lua_toboolean(L, 2) != 0 ? branches.bind(thread) : branches.unbind(thread);
  return 0;
}

// host.check(function): raises unless the branch may wait.
int check_can_wait(lua_State* L) { return require_can_wait(L, text_at(L, 1)), 0; }

// host.check_running(what)
int check_running(lua_State* L) { return require_running(L, text_at(L, 1)), 0; }

// host.innermost(table): what it holds for the innermost coroutine that runs and has something
// there.
int innermost(lua_State* L) {
  const auto& threads = context_of(L).threads;
  for (auto thread = threads.rbegin(); thread != threads.rend(); ++thread) {
    if (AZWF_PLANTED(85)) break;
    luaL_checkstack(*thread, 1, "scope");
    lua_pushthread(*thread);
    if (*thread != L) lua_xmove(*thread, L, 1);
    if (lua_rawget(L, 1) != LUA_TNIL) return 1;
    lua_pop(L, 1);
  }
  lua_pushnil(L);
  return 1;
}

// host.place(): module and line of the author's that run now.
int current_place(lua_State* L) {
  const auto place = place_of(L);
  push_text(L, place.module);
  lua_pushinteger(L, place.line);
  return 2;
}

// host.describe(error): its code and its text.
int describe_value(lua_State* L) {
  lua_settop(L, 1);
  const auto error = describe_error(L, {}, context_of(L).limits);
  push_text(L, error.code);
  push_text(L, error.message);
  return 2;
}

// host.duration_ms(value, function, field)
int duration_ms(lua_State* L) {
  const std::string function(text_at(L, 2));
  const std::string field(text_at(L, 3));
  lua_settop(L, 1);
  lua_pushinteger(L, read_duration_ms(L, function, field));
  return 1;
}

int finish_outer(lua_State* L, int, lua_KContext) { return lua_gettop(L); }

int call_inner(lua_State* L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, continuation<finish_outer>);
  return lua_gettop(L);
}

// host.outer(f): calls f. `return wf.all {…}` would give up the author's frame, and with it the
// place of what is decided, if it called a function in Lua.
int make_outer(lua_State* L) {
  lua_settop(L, 1);
  lua_pushcclosure(L, entry<call_inner>, 1);
  return 1;
}

}  // namespace

void add_branch_primitives(lua_State* L) {
  set_function(L, "at_end", entry<set_endings>);
  set_function(L, "attempt", entry<attempt>);
  set_function(L, "begin", entry<begin_branch>);
  set_function(L, "bind", entry<bind>);
  set_function(L, "branch", entry<current_branch>);
  set_function(L, "cancel", entry<cancel>);
  set_function(L, "check", entry<check_can_wait>);
  set_function(L, "check_room", entry<check_room>);
  set_function(L, "check_running", entry<check_running>);
  set_function(L, "describe", entry<describe_value>);
  set_function(L, "duration_ms", entry<duration_ms>);
  set_function(L, "innermost", entry<innermost>);
  set_function(L, "is_inside", entry<is_inside>);
  set_function(L, "outer", entry<make_outer>);
  set_function(L, "park", park);
  set_function(L, "place", entry<current_place>);
  set_function(L, "rethrow", entry<rethrow>);
  set_function(L, "wake", entry<wake>);
}

}  // namespace azwf::lua
