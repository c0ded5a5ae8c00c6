// Compiles in a state of its own, which no script ever ran in. User modules keep their debug
// information, because messages name lines; the library goes without, so that it loads fast.
#include "engine/lua/compiled.hpp"

#include <algorithm>

#include "engine/lua/lua_api.hpp"
#include "engine/lua/replaced.hpp"

namespace azwf::lua {
namespace {

struct CloseState {
  void operator()(lua_State* L) const { lua_close(L); }
};

int append_bytes(lua_State*, const void* bytes, std::size_t size, void* out) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return 0;
}

// Without a first line like "#!/usr/bin/env azwf"; lines keep their numbers.
std::string_view lua_text(const Source& source) {
  std::string_view text = source.text;
  if (text.starts_with('#')) text.remove_prefix(std::min(text.find('\n'), text.size()));
  return text;
}

Result<CompiledChunk> compile_source(lua_State* L, const Source& source, bool is_library) {
  CompiledChunk chunk{{}, is_library};
  const auto name = (is_library ? "=" : "@") + source.path;
  const auto text = lua_text(source);
  if (luaL_loadbufferx(L, text.data(), text.size(), name.c_str(), "t") != LUA_OK) {
    std::string message(text_at(L, -1));
    lua_settop(L, 0);
    return failure(ErrorKind::invalid, "syntax_error", std::move(message),
                   "correct the script and try again");
  }
  lua_dump(L, &append_bytes, &chunk.bytecode, is_library ? 1 : 0);
  lua_settop(L, 0);
  return chunk;
}

}  // namespace

Result<std::shared_ptr<const CompiledProgram>> compile(std::shared_ptr<const Program> program) {
  check_replaced();
  const std::unique_ptr<lua_State, CloseState> state(luaL_newstate());
  auto compiled = std::make_shared<CompiledProgram>();
  auto& chunks = compiled->chunks;
  for (const auto& source : program->library) {
    chunks[source.name] = TRY(compile_source(state.get(), source, true));
  }
  for (const auto& source : program->modules) {
    chunks[source.name] = TRY(compile_source(state.get(), source, false));
  }
  chunks["main"] = TRY(compile_source(state.get(), program->main, false));
  compiled->program = std::move(program);
  return compiled;
}

}  // namespace azwf::lua
