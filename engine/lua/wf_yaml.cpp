// YAML text goes through packed values, as JSON does.
#include "engine/lua/wf_yaml.hpp"

#include <fmt/format.h>

#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/missing_names.hpp"
#include "engine/lua/values.hpp"
#include "engine/yaml/yaml.hpp"

namespace azwf::lua {
namespace {

constexpr std::uint64_t instructions_per_byte = 8;  // about what reading costs

Packed packed_at(lua_State* L, int index, std::string_view function, std::string_view name) {
  Packed value{""};
  if (const auto problem = pack_value(L, index, context_of(L).limits, value.bytes)) {
    raise(L, "bad_value",
          fmt::format("{}: '{}{}' {}", function, name, problem->path, problem->what));
  }
  return value;
}

// wf.yaml.decode(text)
int decode(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  auto& context = context_of(L);
  const auto text = text_at(L, 1);
  context.budget.charge(L, text.size() * instructions_per_byte);
  const auto value = yaml::packed_of_yaml(text, context.limits);
  if (!value) raise(L, value.error().code, "wf.yaml.decode: " + value.error().message);
  push_value(L, value->bytes);
  return 1;
}

// wf.yaml.encode(value)
int encode(lua_State* L) {
  luaL_checkany(L, 1);
  const auto value = packed_at(L, 1, "wf.yaml.encode", "value");
  context_of(L).budget.charge(L, value.bytes.size());
  const auto text = yaml::yaml_of(value);
  if (!text) raise(L, text.error().code, "wf.yaml.encode: " + text.error().message);
  push_text(L, *text);
  return 1;
}

// wf.yaml.edit(text, changes)
int edit(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  luaL_checktype(L, 2, LUA_TTABLE);
  auto& context = context_of(L);
  const auto text = text_at(L, 1);
  const auto changes = yaml::changes_of(packed_at(L, 2, "wf.yaml.edit", "changes"));
  if (!changes) raise(L, changes.error().code, "wf.yaml.edit: " + changes.error().message);
  context.budget.charge(L, text.size() * instructions_per_byte * (changes->size() + 1));
  const auto edited = yaml::edit_yaml(text, *changes, context.limits);
  if (!edited) raise(L, edited.error().code, "wf.yaml.edit: " + edited.error().message);
  push_text(L, *edited);
  return 1;
}

}  // namespace

void add_yaml(lua_State* L) {
  lua_createtable(L, 0, 3);
  set_function(L, "decode", entry<decode>);
  set_function(L, "edit", entry<edit>);
  set_function(L, "encode", entry<encode>);
  refuse_missing_names(L, "yaml");
  lua_setfield(L, -2, "yaml");
}

}  // namespace azwf::lua
