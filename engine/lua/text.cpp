// Numbers and strings as Lua writes them; objects by number instead of address.
#include "engine/lua/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "engine/base/text.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

// The block that is freed when the object dies.
const void* block_of(lua_State* L, int index) {
  const auto* const object = static_cast<const char*>(lua_topointer(L, index));
  return lua_isthread(L, index) ? object - LUA_EXTRASPACE : object;
}

void push_object(lua_State* L, int index) {
  if (is_null(L, index)) return push_text(L, "null");
  std::string kind = luaL_typename(L, index);
  if (luaL_getmetafield(L, index, "__name") != LUA_TNIL) {
    if (lua_type(L, -1) == LUA_TSTRING) kind = text_at(L, -1);
    lua_pop(L, 1);
  }
  push_text(L, fmt::format("{}: {}", kind,
                           context_of(L).budget.identities().number_of(block_of(L, index))));
}

}  // namespace

void push_shown(lua_State* L, int index) {
  luaL_checkstack(L, 6, "too many values");
  index = lua_absindex(L, index);
  if (luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
    const CannotSuspend guard(L, "a __tostring metamethod");
    lua_pushvalue(L, index);
    lua_call(L, 1, 1);
    if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "'__tostring' must return a string");
    return;
  }
  switch (lua_type(L, index)) {
    case LUA_TNUMBER:
      if (lua_tonumber(L, index) != lua_tonumber(L, index)) return push_text(L, "nan");
      [[fallthrough]];  // the sign of NaN is the processor's
    case LUA_TNIL:
    case LUA_TBOOLEAN:
    case LUA_TSTRING: luaL_tolstring(L, index, nullptr); return;
    default: return push_object(L, index);
  }
}

std::string_view kind_of(lua_State* L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TNIL: return "nil";
    case LUA_TBOOLEAN: return "a boolean";
    case LUA_TNUMBER: return "a number";
    case LUA_TSTRING: return "a text";
    case LUA_TTABLE: return "a table";
    case LUA_TFUNCTION: return "a function";
    case LUA_TTHREAD: return "a coroutine";
    default: return "null";  // there is no other userdata
  }
}

std::string named_value(lua_State* L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TSTRING: return fmt::format("\"{}\"", text_at(L, index));
    case LUA_TNUMBER:
    case LUA_TBOOLEAN: break;  // which have no metatables
    default: return std::string(kind_of(L, index));
  }
  push_shown(L, index);
  std::string name(text_at(L, -1));
  lua_pop(L, 1);
  return name;
}

int show_value(lua_State* L) {
  luaL_checkany(L, 1);
  push_shown(L, 1);
  return 1;
}

std::string readable_text(std::string text) {
  if (is_utf8(text)) return text;
  std::string readable;
  std::string_view rest = text;
  while (!rest.empty()) {
    std::size_t size = 1;
    while (size <= std::min<std::size_t>(4, rest.size()) && !is_utf8(rest.substr(0, size))) ++size;
    if (size <= std::min<std::size_t>(4, rest.size())) {
      readable += rest.substr(0, size);
      rest.remove_prefix(size);
    } else {
      readable += fmt::format("\\x{:02x}", static_cast<unsigned char>(rest[0]));
      rest.remove_prefix(1);
    }
  }
  return readable;
}

void push_joined(lua_State* L, int first) {
  const int last = lua_gettop(L);
  std::string joined;
  for (int i = first; i <= last; ++i) {
    if (i > first) joined += ' ';
    push_shown(L, i);
    joined += text_at(L, -1);
    lua_pop(L, 1);
  }
  push_text(L, joined);
}

}  // namespace azwf::lua
