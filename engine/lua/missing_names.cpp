// A protected metatable whose __index raises.
#include "engine/lua/missing_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/nearest.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/text.hpp"

namespace azwf::lua {
namespace {

std::vector<std::string> names_in(lua_State* L, int table) {
  std::vector<std::string> names;
  lua_pushnil(L);
  while (lua_next(L, table) != 0) {
    names.emplace_back(text_at(L, -2));
    lua_pop(L, 1);
  }
  std::ranges::sort(names);
  return names;
}

int raise_missing(lua_State* L) {
  const auto names = names_in(L, 1);
  push_shown(L, 2);
  const auto name = text_at(L, -1);
  const auto path = text_at(L, lua_upvalueindex(1));
  raise(L, "no_such_function",
        fmt::format("there is no {}.{}{}", path, name, did_you_mean(name, names)));
}

}  // namespace

void refuse_missing_names(lua_State* L, std::string_view path) {
  lua_createtable(L, 0, 2);
  push_text(L, path.empty() ? "wf" : fmt::format("wf.{}", path));
  lua_pushcclosure(L, entry<raise_missing>, 1);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
}

}  // namespace azwf::lua
