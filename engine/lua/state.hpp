// A fresh Lua state with the sandbox, `wf` and the modules of one program in it.
#pragma once

#include <memory>

#include "engine/lua/context.hpp"

namespace azwf::lua {

// Owns a Lua state and its context. Everything in it runs below `protect`.
class State {
 public:
  State(std::shared_ptr<const CompiledProgram> compiled, const Limits& limits, Arenas& arenas,
        Watcher* watcher);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[nodiscard]] Context& context() { return context_; }
  [[nodiscard]] lua_State* main() { return L_; }

  // Calls `function` with `argument`, if any, as light userdata; true when it returned. Otherwise
  // an error is left on top of main(), or a verdict stands in the context.
  bool protect(lua_CFunction function, void* argument = nullptr);

 private:
  Context context_;
  lua_State* L_;
};

// Below `protect`: makes globals, `wf` and the library; once, before anything else.
void prepare_state(lua_State* L);
// Below `protect`: runs the main chunk and pushes the workflow it returns; raises when it is none.
void push_workflow(lua_State* L);

}  // namespace azwf::lua
