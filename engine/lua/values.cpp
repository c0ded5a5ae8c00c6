// Both directions. Tables are read raw: no metamethod of a script ever runs here.
#include "engine/lua/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/base/check.hpp"
#include "engine/base/packed.hpp"
#include "engine/base/text.hpp"
#include "engine/lua/library.hpp"
#include "engine/lua/registry.hpp"
#include "engine/lua/table_keys.hpp"

namespace azwf::lua {
namespace {

// wf.null: no address of ours, since scripts may use it as a key.
void* null_pointer() { return reinterpret_cast<void*>(std::uintptr_t{0x6e756c6c}); }

using Problem = std::optional<ValueProblem>;

Problem problem(std::string what) { return ValueProblem{{}, std::move(what)}; }

Problem below(std::string step, Problem found) {
  found->path = std::move(step) + found->path;
  return found;
}

std::string field_step(std::string_view key) { return fmt::format(".{}", key); }
std::string item_step(std::int64_t index) { return fmt::format("[{}]", index); }

bool is_marked_as_map(lua_State* L, int index) {
  if (lua_getmetatable(L, index) == 0) return false;
  push_kept(L, Kept::map);
  const bool is_marked = lua_rawequal(L, -1, -2) != 0;
  lua_pop(L, 2);
  return is_marked;
}

class ValuePacker {
 public:
  ValuePacker(lua_State* L, const Limits& limits, std::string& out)
      : L_(L), limits_(limits), out_(out), packer_(out), start_(out.size()) {}

  Problem pack(int index, EmptyTable empty) {
    if (++nodes_ > limits_.value_nodes_max) {
      return problem(fmt::format("has more than {} parts", limits_.value_nodes_max));
    }
    switch (lua_type(L_, index)) {
      case LUA_TNIL: packer_.nil(); return {};
      case LUA_TBOOLEAN: packer_.boolean(lua_toboolean(L_, index) != 0); return {};
      case LUA_TNUMBER: return pack_number(index);
      case LUA_TSTRING: return pack_string(text_at(L_, index));
      case LUA_TTABLE: return pack_table(index, empty);
      default: return pack_other(index);
    }
  }

 private:
  Problem pack_number(int index) {
    if (lua_isinteger(L_, index) != 0) {
      packer_.integer(lua_tointeger(L_, index));
      return {};
    }
    const double number = lua_tonumber(L_, index);
    if (std::isnan(number) && !AZWF_PLANTED(35)) return problem("is NaN, which is no value");
    packer_.number(number);
    return {};
  }

  Problem pack_string(std::string_view text) {
    if (out_.size() - start_ + text.size() > limits_.value_bytes_max) return too_large();
    is_utf8(text) ? packer_.string(text) : packer_.binary(text);
    return {};
  }

  [[nodiscard]] Problem too_large() const {
    return problem(fmt::format("makes the value larger than {} bytes", limits_.value_bytes_max));
  }

  Problem pack_other(int index) {
    if (is_null(L_, index)) {
      packer_.nil();
      return {};
    }
    return problem(fmt::format("is a {}, which cannot leave the script", luaL_typename(L_, index)));
  }

  Problem pack_table(int index, EmptyTable empty) {
    if (is_future(L_, index)) {
      return problem("is a future, which cannot leave the script: await it");
    }
    const void* const table = lua_topointer(L_, index);
    if (std::ranges::find(ancestors_, table) != ancestors_.end()) {
      return problem("contains itself");
    }
    if (ancestors_.size() >= limits_.value_depth_max) {
      return problem(fmt::format("is nested deeper than {} levels", limits_.value_depth_max));
    }
    if (out_.size() - start_ > limits_.value_bytes_max) return too_large();
    luaL_checkstack(L_, 8, "value nested too deep");
    ancestors_.push_back(table);
    auto found = pack_members(lua_absindex(L_, index), empty);
    ancestors_.pop_back();
    return found;
  }

  Problem pack_members(int table, EmptyTable empty) {
    const auto keys = keys_of(L_, table);
    if (auto found = check_keys(keys)) return found;
    if (keys.integer_count == 0 && keys.texts.empty()) {
      pack_empty(table, empty);
      return {};
    }
    if (keys.integer_count == 0) return pack_map(table, keys);
    return pack_list(table, keys);
  }

  void pack_empty(int table, EmptyTable empty) {
    const bool is_map = empty == EmptyTable::as_map ||
                        (empty == EmptyTable::as_marked && is_marked_as_map(L_, table));
    is_map ? packer_.map(0) : packer_.array(0);
  }

  static Problem check_keys(const TableKeys& keys) {
    if (!keys.other_kind.empty()) {
      return problem(
          fmt::format("has {} as a key; keys are texts, or 1 to n in a list", keys.other_kind));
    }
    if (!std::ranges::all_of(keys.texts, is_utf8)) return problem("has a key that is not UTF-8");
    if (keys.integer_count == 0 || keys.integer_min >= 1) return {};
    return problem(fmt::format("has the key {}; lists begin at 1", keys.integer_min));
  }

  Problem pack_map(int table, const TableKeys& keys) {
    packer_.map(keys.texts.size());
    for (const auto name : keys.texts) {
      if (auto found = pack_string(name)) return found;
      push_text(L_, name);
      lua_rawget(L_, table);
      auto found = pack(-1, EmptyTable::as_marked);
      lua_pop(L_, 1);
      if (found) return below(field_step(name), std::move(found));
    }
    return {};
  }

  Problem pack_list(int table, const TableKeys& keys) {
    if (!keys.texts.empty()) {
      return problem(fmt::format("mixes list items with named fields ('{}')", keys.texts.front()));
    }
    if (keys.integer_max != keys.integer_count) return hole(table);
    packer_.array(static_cast<std::size_t>(keys.integer_count));
    for (std::int64_t i = 1; i <= keys.integer_count; ++i) {
      lua_rawgeti(L_, table, i);
      auto found = pack(-1, EmptyTable::as_marked);
      lua_pop(L_, 1);
      if (found) return below(item_step(i), std::move(found));
    }
    return {};
  }

  Problem hole(int table) {
    std::int64_t i = 1;
    while (lua_rawgeti(L_, table, i) != LUA_TNIL) {
      lua_pop(L_, 1);
      ++i;
    }
    lua_pop(L_, 1);
    return below(item_step(i), problem("is nil; a list has no holes (wf.null stands for nothing)"));
  }

  lua_State* L_;
  const Limits& limits_;
  std::string& out_;
  Packer packer_;
  std::size_t start_;
  std::size_t nodes_ = 0;
  std::vector<const void*> ancestors_;
};

// Damaged bytes become a std::exception, which the trampoline turns into a Lua error.
template <class T> T sound(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}

void push_one(lua_State* L, Unpacker& unpacker);

void push_list(lua_State* L, Unpacker& unpacker) {
  const auto size = sound(unpacker.array());
  lua_createtable(L, static_cast<int>(std::min<std::size_t>(size, 100'000)), 0);
  for (std::size_t i = 1; i <= size; ++i) {
    push_one(L, unpacker);
    lua_rawseti(L, -2, static_cast<lua_Integer>(i));
  }
}

void push_map(lua_State* L, Unpacker& unpacker) {
  const auto size = sound(unpacker.map());
  lua_createtable(L, 0, static_cast<int>(std::min<std::size_t>(size, 100'000)));
  if (size == 0) mark_as_map(L);
  for (std::size_t i = 0; i < size; ++i) {
    push_text(L, sound(unpacker.string()));
    push_one(L, unpacker);
    lua_rawset(L, -3);
  }
}

void push_one(lua_State* L, Unpacker& unpacker) {
  luaL_checkstack(L, 4, "value nested too deep");
  switch (sound(unpacker.peek())) {
    case PackedType::nil: unpacker.nil(); return push_null(L);
    case PackedType::boolean: return lua_pushboolean(L, sound(unpacker.boolean()) ? 1 : 0);
    case PackedType::integer: {
      const auto value = sound(unpacker.integer());
      if (AZWF_PLANTED(34)) return lua_pushnumber(L, static_cast<double>(value));
      return lua_pushinteger(L, value);
    }
    case PackedType::number: return lua_pushnumber(L, sound(unpacker.number()));
    case PackedType::string: return push_text(L, sound(unpacker.string()));
    case PackedType::binary: return push_text(L, sound(unpacker.binary()));
    case PackedType::array: return push_list(L, unpacker);
    case PackedType::map: return push_map(L, unpacker);
  }
}

}  // namespace

std::optional<ValueProblem> pack_value(lua_State* L, int index, const Limits& limits,
                                       std::string& out, EmptyTable empty) {
  const auto start = out.size();
  auto found = ValuePacker(L, limits, out).pack(index, empty);
  if (!found && out.size() - start > limits.value_bytes_max) {
    found = problem(fmt::format("is larger than {} bytes", limits.value_bytes_max));
  }
  return found;
}

void push_value(lua_State* L, std::string_view bytes) {
  if (bytes == "\xc0") return lua_pushnil(L);
  Unpacker unpacker(bytes);
  push_one(L, unpacker);
}

void make_value_marks(lua_State* L) {
  lua_createtable(L, 0, 1);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  set_kept(L, Kept::map);
}

void push_null(lua_State* L) { lua_pushlightuserdata(L, null_pointer()); }

bool is_null(lua_State* L, int index) {
  return lua_islightuserdata(L, index) && lua_touserdata(L, index) == null_pointer();
}

void mark_as_map(lua_State* L) {
  push_kept(L, Kept::map);
  lua_setmetatable(L, -2);
}

}  // namespace azwf::lua
