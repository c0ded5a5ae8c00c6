// Puts `wf` together: primitives in C++, the program's operations, then the library's own modules.
#include "engine/lua/library.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/nearest.hpp"
#include "engine/base/text.hpp"
#include "engine/lua/branch_library.hpp"
#include "engine/lua/chance.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/ending.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/lua_host.hpp"
#include "engine/lua/missing_names.hpp"
#include "engine/lua/modules.hpp"
#include "engine/lua/operations.hpp"
#include "engine/lua/registry.hpp"
#include "engine/lua/time_library.hpp"
#include "engine/lua/triggers.hpp"
#include "engine/lua/values.hpp"
#include "engine/lua/waits.hpp"
#include "engine/lua/wf_emit.hpp"
#include "engine/lua/wf_json.hpp"
#include "engine/lua/wf_log.hpp"
#include "engine/lua/wf_yaml.hpp"
#include "scripts/library.hpp"

namespace azwf {

std::vector<Source> wf_library() {
  std::vector<Source> sources;
  for (const auto& [path, text] : scripts::library()) {
    std::string name(path.substr(0, path.rfind(".lua")));
    std::ranges::replace(name, '/', '.');
    if (name.ends_with(".init")) name.resize(name.size() - 5);
    sources.push_back({std::move(name), std::string(path), std::string(text)});
  }
  std::ranges::sort(sources, {}, &Source::name);
  return sources;
}

namespace lua {
namespace {

// Scripts may change `wf`; the library has these of its own.
constexpr const char* used_by_library[] = {"fail", "now", "null", "sleep", "sleep_until"};

// Sets the protected metatable behind `mark` on the table at 1, and returns that table.
int set_mark(lua_State* L, Kept mark) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  push_kept(L, mark);
  lua_setmetatable(L, 1);
  return 1;
}

bool has_mark(lua_State* L, int index, Kept mark) {
  if (lua_type(L, index) != LUA_TTABLE || lua_getmetatable(L, index) == 0) return false;
  push_kept(L, mark);
  const bool is_same = lua_rawequal(L, -1, -2) != 0;
  lua_pop(L, 2);
  return is_same;
}

void make_mark(lua_State* L, Kept mark, const char* name) {
  lua_createtable(L, 0, 2);
  lua_pushstring(L, name);
  lua_setfield(L, -2, "__name");
  lua_pushstring(L, name);
  lua_setfield(L, -2, "__metatable");
  set_kept(L, mark);
}

int mark_workflow(lua_State* L) { return set_mark(L, Kept::workflow); }
int mark_trigger(lua_State* L) { return set_mark(L, Kept::trigger); }
int mark_spec(lua_State* L) { return set_mark(L, Kept::spec); }
int mark_future(lua_State* L) { return set_mark(L, Kept::future); }

int is_spec(lua_State* L) {
  lua_pushboolean(L, has_mark(L, 1, Kept::spec) ? 1 : 0);
  return 1;
}

int is_trigger(lua_State* L) {
  lua_pushboolean(L, has_mark(L, 1, Kept::trigger) ? 1 : 0);
  return 1;
}

int is_future_value(lua_State* L) {
  lua_pushboolean(L, is_future(L, 1) ? 1 : 0);
  return 1;
}

// host.set_future_methods(table)
int set_future_methods(lua_State* L) {
  lua_settop(L, 1);
  push_kept(L, Kept::future);
  lua_insert(L, 1);
  lua_setfield(L, 1, "__index");
  return 0;
}

// host.raise(code, message)
int raise_structured(lua_State* L) { raise(L, text_at(L, 1), text_at(L, 2)); }

// host.did_you_mean(name, list of known names)
int suggest(lua_State* L) {
  std::vector<std::string> known;
  for (lua_Integer i = 1; lua_rawgeti(L, 2, i) == LUA_TSTRING; ++i) {
    known.emplace_back(text_at(L, -1));
    lua_pop(L, 1);
  }
  push_text(L, did_you_mean(text_at(L, 1), known));
  return 1;
}

int is_text(lua_State* L) {
  lua_pushboolean(L, is_utf8(text_at(L, 1)) ? 1 : 0);
  return 1;
}

// host.is_name(text): whether it may name something in the log.
int is_name(lua_State* L) {
  const auto text = text_at(L, 1);
  const bool is_short = !text.empty() && text.size() <= context_of(L).limits.name_bytes_max;
  lua_pushboolean(L, is_short && is_utf8(text) ? 1 : 0);
  return 1;
}

void make_primitives(lua_State* L) {
  make_mark(L, Kept::workflow, "workflow");
  make_mark(L, Kept::spec, "parameter");
  make_mark(L, Kept::future, "future");
  make_mark(L, Kept::trigger, "trigger");
  lua_createtable(L, 0, 64);
  add_branch_primitives(L);
  add_ending_primitives(L);
  set_function(L, "check_trigger", entry<check_trigger_table>);
  set_function(L, "did_you_mean", entry<suggest>);
  set_function(L, "is_future", entry<is_future_value>);
  set_function(L, "is_name", entry<is_name>);
  set_function(L, "is_spec", entry<is_spec>);
  set_function(L, "is_text", entry<is_text>);
  set_function(L, "is_trigger", entry<is_trigger>);
  set_function(L, "mark_future", entry<mark_future>);
  set_function(L, "mark_spec", entry<mark_spec>);
  set_function(L, "mark_trigger", entry<mark_trigger>);
  set_function(L, "mark_workflow", entry<mark_workflow>);
  set_function(L, "operation", entry<find_operation>);
  set_function(L, "raise", entry<raise_structured>);
  set_function(L, "set_future_methods", entry<set_future_methods>);
  for (const auto* const name : used_by_library) {
    lua_getfield(L, -2, name);
    lua_setfield(L, -2, name);
  }
  lua_pushvalue(L, -2);
  lua_setfield(L, -2, "wf");
  set_kept(L, Kept::primitives);
}

}  // namespace

void push_primitives(lua_State* L) { push_kept(L, Kept::primitives); }

bool is_future(lua_State* L, int index) { return has_mark(L, index, Kept::future); }

bool is_workflow(lua_State* L, int index) { return has_mark(L, index, Kept::workflow); }

void make_wf(lua_State* L) {
  lua_createtable(L, 0, 32);
  set_function(L, "emit", entry<emit_event>);
  set_function(L, "fail", entry<fail_run>);
  set_function(L, "now", entry<time_now>);
  set_function(L, "random", entry<draw_random>);
  set_function(L, "uuid", entry<draw_uuid>);
  push_null(L);
  lua_setfield(L, -2, "null");
  add_log(L);
  add_json(L);
  add_waits(L);
  add_yaml(L);
  add_operations(L);
  make_primitives(L);
  lua_pushvalue(L, -1);
  lua_setglobal(L, "wf");
  lua_pop(L, 1);
  lua_pushcfunction(L, entry<require_module>);
  lua_pushliteral(L, "wf");
  lua_call(L, 1, 1);
  refuse_missing_names(L, "");
  lua_pop(L, 1);
}

}  // namespace lua
}  // namespace azwf
