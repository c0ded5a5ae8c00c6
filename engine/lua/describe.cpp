// Loads the script in a state of its own and reads what wf.workflow made, raw.
#include "engine/lua/describe.hpp"

#include <fmt/format.h>

#include "engine/lua/errors.hpp"
#include "engine/lua/modules.hpp"
#include "engine/lua/state.hpp"
#include "engine/lua/triggers.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

struct Task {
  const Describe& request;
  const Limits& limits;
  Description description;
  std::optional<Error> error;
};

// Fields of the table on top of the stack.
std::string text_field(lua_State* L, const char* key) {
  lua_getfield(L, -1, key);
  std::string text(text_at(L, -1));
  lua_pop(L, 1);
  return text;
}

bool boolean_field(lua_State* L, const char* key) {
  lua_getfield(L, -1, key);
  const bool is_set = lua_toboolean(L, -1) != 0;
  lua_pop(L, 1);
  return is_set;
}

std::vector<std::string> texts_field(lua_State* L, const char* key) {
  std::vector<std::string> texts;
  lua_getfield(L, -1, key);
  if (lua_type(L, -1) != LUA_TTABLE) {
    raise(L, "bad_workflow",
          fmt::format("'{}' is no list any more: what wf.workflow returned is not to be changed",
                      key));
  }
  for (lua_Integer i = 1; lua_rawgeti(L, -1, i) == LUA_TSTRING; ++i) {
    texts.emplace_back(text_at(L, -1));
    lua_pop(L, 1);
  }
  lua_pop(L, 2);
  return texts;
}

std::vector<EventTrigger> read_triggers(lua_State* L) {
  std::vector<EventTrigger> triggers;
  const int before = lua_gettop(L);
  lua_getfield(L, -1, "on");
  for (lua_Integer i = 1; lua_type(L, -1) == LUA_TTABLE && lua_rawgeti(L, -1, i) != LUA_TNIL; ++i) {
    triggers.push_back(read_trigger(L));
    lua_pop(L, 1);
  }
  lua_settop(L, before);
  return triggers;
}

Parameter read_parameter(lua_State* L, const Limits& limits) {
  Parameter parameter;
  parameter.name = text_field(L, "name");
  parameter.type = text_field(L, "type");
  parameter.required = boolean_field(L, "required");
  parameter.choices = texts_field(L, "choices");
  parameter.pattern = text_field(L, "pattern");
  parameter.summary = text_field(L, "summary");
  parameter.default_value.bytes.clear();
  lua_getfield(L, -1, "default");
  const auto problem = pack_value(L, -1, limits, parameter.default_value.bytes);
  if (problem) {
    raise(L, "bad_parameter",
          fmt::format("the default of the parameter '{}' {}", parameter.name, problem->what));
  }
  lua_pop(L, 1);
  return parameter;
}

// Calls a function of wf.params_check with what is above the stack's height `base`.
void call_params(lua_State* L, const char* function, int base, int result_count) {
  lua_pushcfunction(L, entry<require_module>);
  lua_pushliteral(L, "wf.params_check");
  lua_call(L, 1, 1);
  lua_getfield(L, -1, function);
  lua_insert(L, base + 1);
  lua_pop(L, 1);
  lua_call(L, lua_gettop(L) - base - 1, result_count);
}

void push_texts(lua_State* L, const std::map<std::string, std::string>& texts) {
  lua_createtable(L, 0, static_cast<int>(texts.size()));
  for (const auto& [name, text] : texts) {
    push_text(L, name);
    push_text(L, text);
    lua_rawset(L, -3);
  }
}

// The workflow's specs are on top of the stack.
void check_params(lua_State* L, Task& task) {
  const int base = lua_gettop(L);
  lua_pushvalue(L, -1);
  push_texts(L, task.request.arguments);
  push_value(L, task.request.values.bytes);
  if (lua_type(L, -1) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
  }
  call_params(L, "check", base, 3);
  if (lua_isnil(L, -3)) {
    task.error = Error{ErrorKind::invalid, "bad_parameter", std::string(text_at(L, -2)),
                       std::string(text_at(L, -1))};
  } else {
    lua_pop(L, 2);
    auto& params = task.description.params.bytes;
    params.clear();
    const auto problem = pack_value(L, -1, task.limits, params, EmptyTable::as_map);
    if (problem) {
      task.error = Error{ErrorKind::invalid, "bad_parameter",
                         "the parameter '" + problem->path + "' " + problem->what, ""};
    }
  }
  lua_settop(L, base);
}

void list_params(lua_State* L, Task& task) {
  const int base = lua_gettop(L);
  lua_pushvalue(L, -1);
  call_params(L, "list", base, 1);
  for (lua_Integer i = 1; lua_rawgeti(L, -1, i) == LUA_TTABLE; ++i) {
    task.description.parameters.push_back(read_parameter(L, task.limits));
    lua_pop(L, 1);
  }
  lua_settop(L, base);
}

int describe_workflow(lua_State* L) {
  auto& task = *static_cast<Task*>(lua_touserdata(L, 1));
  prepare_state(L);
  push_workflow(L);
  task.description.workflow = text_field(L, "name");
  task.description.summary = text_field(L, "summary");
  task.description.roots = texts_field(L, "roots");
  task.description.triggers = read_triggers(L);
  lua_getfield(L, -1, "params");
  list_params(L, task);
  if (task.request.check_params) check_params(L, task);
  return 0;
}

int describe_protected(lua_State* L) {
  auto& task = *static_cast<Task*>(lua_touserdata(L, 1));
  lua_pushcfunction(L, entry<describe_workflow>);
  lua_insert(L, 1);
  const int status = lua_pcall(L, 1, 0, 0);
  if (status == LUA_OK) return 0;
  context_of(L).budget.rethrow(L, status);
  task.error = Error{ErrorKind::invalid, "bad_script", error_text(L, -1),
                     "correct the script and try again"};
  return 0;
}

}  // namespace

Result<Description> describe(std::shared_ptr<const CompiledProgram> compiled,
                             const Describe& request, const Limits& limits, Arenas& arenas,
                             Watcher* watcher) {
  State state(std::move(compiled), limits, arenas, watcher);
  Task task{request, limits, {}, {}};
  state.protect(entry<describe_protected>, &task);
  if (const auto& verdict = state.context().budget.verdict()) {
    const auto place = verdict->module + ":" + std::to_string(verdict->line);
    return failure(ErrorKind::invalid, "bad_script", place + ": " + verdict->message,
                   "what a script does while it loads is to define its workflow, no more");
  }
  if (task.error) return std::unexpected(*task.error);
  return std::move(task.description);
}

}  // namespace azwf::lua
