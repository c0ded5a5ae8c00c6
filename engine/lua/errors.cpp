// Errors as tables. Their metatable gives them a text and lets them be joined to one with `..`.
#include "engine/lua/errors.hpp"

#include <fmt/format.h>

#include "engine/base/limits.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/place.hpp"
#include "engine/lua/registry.hpp"
#include "engine/lua/text.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

void set_text(lua_State* L, const char* key, std::string_view text) {
  push_text(L, text);
  lua_setfield(L, -2, key);
}

// A raw text field of the table at `index`; empty when it is not a string.
std::string text_field(lua_State* L, int index, const char* key) {
  const StackGuard guard(L);
  const auto table = lua_absindex(L, index);
  luaL_checkstack(L, 2, "error");
  lua_pushstring(L, key);
  lua_rawget(L, table);
  return std::string(text_at(L, -1));
}

int error_tostring(lua_State* L) {
  push_text(L, error_text(L, 1));
  return 1;
}

int error_concat(lua_State* L) {
  const auto text = [L](int index) {
    if (lua_type(L, index) == LUA_TTABLE) return error_text(L, index);
    push_shown(L, index);
    return std::string(text_at(L, -1));
  };
  push_text(L, text(1) + text(2));
  return 1;
}

// Adds a raw field of the error table to `details`, when it is there and can leave the script.
void add_detail(lua_State* L, int table, const char* key, const Limits& limits,
                std::string& details, std::size_t& count) {
  const StackGuard guard(L);
  lua_pushstring(L, key);
  if (lua_rawget(L, table) == LUA_TNIL) return;
  std::string value;
  if (pack_value(L, -1, limits, value)) return;
  Packer(details).string(key).packed(value);
  ++count;
}

bool is_structured(lua_State* L, int index) {
  const StackGuard guard(L);
  if (lua_type(L, index) != LUA_TTABLE || lua_getmetatable(L, index) == 0) return false;
  push_kept(L, Kept::error);
  return lua_rawequal(L, -1, -2) != 0;
}

// What `error_text` begins with that is no word of the author's: the places.
std::string where_of(lua_State* L, std::string_view text) {
  if (is_structured(L, -1)) return text_field(L, -1, "where");
  const bool is_text = lua_type(L, -1) == LUA_TSTRING;
  return is_text ? std::string(context_of(L).error_places.before(text)) : std::string();
}

Packed details_of(lua_State* L, const std::vector<std::string>& trace, const std::string& where) {
  const auto& limits = context_of(L).limits;
  std::string members;
  std::size_t count = 1;
  if (lua_type(L, -1) == LUA_TTABLE) {
    const auto table = lua_gettop(L);
    add_detail(L, table, "details", limits, members, count);
    add_detail(L, table, "step", limits, members, count);
    add_detail(L, table, "step_name", limits, members, count);
  }
  Packer packer(members);
  packer.string("traceback").array(trace.size());
  for (const auto& line : trace) packer.string(line);
  if (!where.empty()) {
    packer.string("where").string(where);
    ++count;
  }
  Packed details{""};
  Packer(details.bytes).map(count).packed(members);
  return details;
}

// What a script raised may be of any size and need not be text.
std::string bounded(std::string text, std::size_t bytes_max) {
  if (text.size() > bytes_max) {
    text =
        fmt::format("{}… ({} bytes in all)", readable_text(text.substr(0, bytes_max)), text.size());
  }
  return readable_text(std::move(text));
}

}  // namespace

void make_error_metatable(lua_State* L) {
  lua_createtable(L, 0, 4);
  set_function(L, "__tostring", entry<error_tostring>);
  set_function(L, "__concat", entry<error_concat>);
  set_text(L, "__metatable", "error");
  set_text(L, "__name", "error");
  set_kept(L, Kept::error);
}

void push_error(lua_State* L, const StepError& error, RaisedStep step) {
  luaL_checkstack(L, 4, "error");
  lua_createtable(L, 0, 6);
  set_text(L, "code", error.code);
  set_text(L, "message", error.message);
  const auto place = place_of(L);
  if (!place.module.empty()) set_text(L, "where", fmt::format("{}:{}", place.module, place.line));
  if (!step.id.empty()) set_text(L, "step", step.id);
  if (!step.name.empty()) set_text(L, "step_name", step.name);
  if (!error.details.is_nil()) {
    push_value(L, error.details.bytes);
    lua_setfield(L, -2, "details");
  }
  push_kept(L, Kept::error);
  lua_setmetatable(L, -2);
}

void raise(lua_State* L, const StepError& error, RaisedStep step) {
  push_error(L, error, step);
  lua_error(L);
  std::abort();  // not reached
}

void raise(lua_State* L, std::string_view code, std::string_view message) {
  raise(L, StepError{std::string(code), std::string(message), {}});
}

std::string error_text(lua_State* L, int index) {
  if (lua_type(L, index) == LUA_TSTRING) return std::string(text_at(L, index));
  if (lua_isnil(L, index)) return "an error value that is nil";
  if (lua_type(L, index) != LUA_TTABLE) {
    return fmt::format("an error value that is a {}", luaL_typename(L, index));
  }
  const auto message = text_field(L, index, "message");
  const auto where = text_field(L, index, "where");
  const auto step = text_field(L, index, "step");
  const auto step_name = text_field(L, index, "step_name");
  std::string text = where.empty() ? "" : where + ": ";
  if (!step.empty()) text += fmt::format("step {} ({}): ", step, step_name);
  text += message.empty() ? "an error value that is a table without a message" : message;
  return text;
}

StepError describe_error(lua_State* L, const std::vector<std::string>& trace,
                         const Limits& limits) {
  const auto text = error_text(L, -1);
  StepError error{"error", bounded(text, limits.log_bytes_max), {}};
  if (lua_type(L, -1) == LUA_TTABLE) {
    const auto code = text_field(L, -1, "code");
    if (!code.empty()) error.code = bounded(code, limits.name_bytes_max);
  }
  error.details = details_of(L, trace, readable_text(where_of(L, text)));
  return error;
}

}  // namespace azwf::lua
