// A protected metatable whose __index raises.
#include "engine/lua/missing_names.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "engine/base/nearest.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/table_keys.hpp"
#include "engine/lua/text.hpp"

namespace azwf::lua {
namespace {

int raise_missing(lua_State* L) {
  const auto path = text_at(L, lua_upvalueindex(1));
  if (lua_type(L, 2) != LUA_TSTRING) {
    raise(L, "no_such_function", fmt::format("there is no {}[{}]", path, named_value(L, 2)));
  }
  const auto name = text_at(L, 2);
  const auto texts = keys_of(L, 1).texts;
  const std::vector<std::string> names(texts.begin(), texts.end());
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
