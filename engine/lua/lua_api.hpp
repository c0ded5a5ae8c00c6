// Lua's C API, and the one way into our functions from it: C++ exceptions never cross into Lua.
// Lua itself is built as C++: its errors and yields are C++ exceptions that run our destructors, so
// nothing here may catch (...).
#pragma once

#include <lua.hpp>

#include <exception>
#include <new>
#include <string_view>

namespace azwf::lua {

[[noreturn]] void raise_out_of_memory(lua_State* L);
[[noreturn]] void raise_broken(lua_State* L, const char* what);

// Wraps a function for lua_pushcfunction.
template <int (*function)(lua_State*)> int entry(lua_State* L) {
  try {
    return function(L);
  } catch (const std::bad_alloc&) {
    raise_out_of_memory(L);
  } catch (const std::exception& error) {
    raise_broken(L, error.what());
  }
}

// Wraps a continuation for lua_callk, lua_pcallk and lua_yieldk.
template <int (*function)(lua_State*, int, lua_KContext)>
int continuation(lua_State* L, int status, lua_KContext context) {
  try {
    return function(L, status, context);
  } catch (const std::bad_alloc&) {
    raise_out_of_memory(L);
  } catch (const std::exception& error) {
    raise_broken(L, error.what());
  }
}

inline void push_text(lua_State* L, std::string_view text) {
  lua_pushlstring(L, text.data(), text.size());
}

// A string's bytes as they stand: numbers are not converted. The string must stay on the stack.
inline std::string_view text_at(lua_State* L, int index) {
  std::size_t size = 0;
  const char* bytes = lua_type(L, index) == LUA_TSTRING ? lua_tolstring(L, index, &size) : "";
  return {bytes, size};
}

// Pushes a function that scripts may get hold of: an object of the state, with a value of no use
// bound to it. One that is a mere address would be hashed by it when used as a key.
inline void push_function(lua_State* L, lua_CFunction function) {
  lua_pushnil(L);
  lua_pushcclosure(L, function, 1);
}

// table[name] = function, for the table on top of the stack.
inline void set_function(lua_State* L, const char* name, lua_CFunction function) {
  push_function(L, function);
  lua_setfield(L, -2, name);
}

// Puts the stack back to its height at construction; not when an error flies: it lies on top.
class StackGuard {
 public:
  explicit StackGuard(lua_State* L) : L_(L), top_(lua_gettop(L)) {}
  ~StackGuard() {
    if (std::uncaught_exceptions() == exceptions_) lua_settop(L_, top_);
  }
  StackGuard(const StackGuard&) = delete;
  StackGuard& operator=(const StackGuard&) = delete;

 private:
  lua_State* L_;
  int top_;
  int exceptions_ = std::uncaught_exceptions();
};

}  // namespace azwf::lua
