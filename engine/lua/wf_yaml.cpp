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

[[noreturn]] void refuse(lua_State* L, std::string_view function, const Error& error) {
  raise(L, error.code, std::string(function) + ": " + error.message);
}

// The text to read, paid for.
std::string_view read_text(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  const auto text = text_at(L, 1);
  context_of(L).budget.charge(L, text.size() * instructions_per_byte);
  return text;
}

// { as_written = true }, or nothing.
yaml::Scalars read_options(lua_State* L, int index, std::string_view function) {
  if (lua_isnoneornil(L, index)) return yaml::Scalars::typed;
  luaL_checktype(L, index, LUA_TTABLE);
  const auto options = packed_at(L, index, function, "options");
  if (Unpacker(options.bytes).array() == 0U) return yaml::Scalars::typed;
  const auto as_written = field_of(options, "as_written");
  const auto flag = Unpacker(as_written.bytes).boolean();
  const bool is_known = flag && Unpacker(options.bytes).map() == 1U;
  if (is_known) return *flag ? yaml::Scalars::as_written : yaml::Scalars::typed;
  raise(L, "bad_argument", std::string(function) + ": the only option is as_written = true");
}

yaml::Path read_path(lua_State* L, std::string_view function) {
  luaL_checkany(L, 2);
  auto path = yaml::path_of(packed_at(L, 2, function, "path"));
  if (!path) refuse(L, function, path.error());
  return *std::move(path);
}

// wf.yaml.decode(text [, options])
int decode(lua_State* L) {
  const auto text = read_text(L);
  const auto scalars = read_options(L, 2, "wf.yaml.decode");
  const auto value = yaml::packed_of_yaml(text, context_of(L).limits, scalars);
  if (!value) refuse(L, "wf.yaml.decode", value.error());
  push_value(L, value->bytes);
  return 1;
}

// wf.yaml.at(text, path [, options]): nil when nothing stands there, wf.null for a null.
int value_at(lua_State* L) {
  const auto text = read_text(L);
  const auto path = read_path(L, "wf.yaml.at");
  const auto scalars = read_options(L, 3, "wf.yaml.at");
  const auto value = yaml::value_at(text, path, context_of(L).limits, scalars);
  if (!value) refuse(L, "wf.yaml.at", value.error());
  if (!*value) {
    lua_pushnil(L);
  } else if ((*value)->is_nil()) {
    push_null(L);
  } else {
    push_value(L, (*value)->bytes);
  }
  return 1;
}

// wf.yaml.has(text, path)
int has_value(lua_State* L) {
  const auto text = read_text(L);
  const auto path = read_path(L, "wf.yaml.has");
  const auto is_there = yaml::has_value_at(text, path, context_of(L).limits);
  if (!is_there) refuse(L, "wf.yaml.has", is_there.error());
  lua_pushboolean(L, *is_there ? 1 : 0);
  return 1;
}

// wf.yaml.encode(value)
int encode(lua_State* L) {
  luaL_checkany(L, 1);
  const auto value = packed_at(L, 1, "wf.yaml.encode", "value");
  context_of(L).budget.charge(L, value.bytes.size());
  const auto text = yaml::yaml_of(value);
  if (!text) refuse(L, "wf.yaml.encode", text.error());
  push_text(L, *text);
  return 1;
}

// wf.yaml.edit(text, changes)
int edit(lua_State* L) {
  const auto text = read_text(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  auto& context = context_of(L);
  const auto changes = yaml::changes_of(packed_at(L, 2, "wf.yaml.edit", "changes"));
  if (!changes) refuse(L, "wf.yaml.edit", changes.error());
  context.budget.charge(L, text.size() * instructions_per_byte * changes->size());
  const auto edited = yaml::edit_yaml(text, *changes, context.limits);
  if (!edited) refuse(L, "wf.yaml.edit", edited.error());
  push_text(L, *edited);
  return 1;
}

}  // namespace

void add_yaml(lua_State* L) {
  lua_createtable(L, 0, 5);
  set_function(L, "at", entry<value_at>);
  set_function(L, "decode", entry<decode>);
  set_function(L, "edit", entry<edit>);
  set_function(L, "encode", entry<encode>);
  set_function(L, "has", entry<has_value>);
  refuse_missing_names(L, "yaml");
  lua_setfield(L, -2, "yaml");
}

}  // namespace azwf::lua
