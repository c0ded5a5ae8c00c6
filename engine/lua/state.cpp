// The state's allocator counts against the script's budget; an error outside `protect` is ours and
// stops the process.
#include "engine/lua/state.hpp"

#include "engine/base/check.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/library.hpp"
#include "engine/lua/library_environment.hpp"
#include "engine/lua/modules.hpp"
#include "engine/lua/replaced.hpp"
#include "engine/lua/sandbox.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

int on_panic(lua_State*) {
  AZWF_CHECK(!"an error outside a protected call");
  return 0;
}

}  // namespace

State::State(std::shared_ptr<const CompiledProgram> compiled, const Limits& limits, Arenas& arenas,
             Watcher* watcher)
    : context_(std::move(compiled), limits, arenas, watcher) {
  check_replaced();
  L_ = lua_newstate(&Budget::allocate, &context_.budget);
  AZWF_CHECK(L_ != nullptr);
  lua_atpanic(L_, &on_panic);
  *static_cast<Context**>(lua_getextraspace(L_)) = &context_;
  context_.budget.watch(L_);
}

// Nothing in a state needs closing: there are no finalizers, and its memory dies with the heap.
State::~State() = default;

bool State::protect(lua_CFunction function, void* argument) {
  lua_settop(L_, 0);
  context_.threads.assign(1, L_);
  context_.budget.set_running(L_);
  if (context_.watcher != nullptr) context_.watcher->runs(L_);
  lua_pushcfunction(L_, function);
  lua_pushlightuserdata(L_, argument);
  const int status = lua_pcall(L_, 1, 0, 0);
  if (context_.watcher != nullptr) context_.watcher->runs(nullptr);
  context_.budget.set_running(nullptr);
  if (status == LUA_ERRMEM) context_.budget.note_out_of_memory(L_);
  return status == LUA_OK && !context_.budget.verdict();
}

void prepare_state(lua_State* L) {
  lua_gc(L, LUA_GCSTOP);  // nothing is garbage yet
  make_value_marks(L);
  make_error_metatable(L);
  make_sandbox(L);
  make_library_environment(L);
  make_modules(L);
  make_wf(L);
  lua_gc(L, LUA_GCRESTART);
}

void push_workflow(lua_State* L) {
  load_chunk(L, "main");
  lua_call(L, 0, 1);
  if (is_workflow(L, -1)) return;
  const auto& path = context_of(L).compiled->program->main.path;
  raise(L, "no_workflow",
        path +
            ": the script returns no workflow; it ends with return wf.workflow { name = \"…\", "
            "run = function(params) … end }");
}

}  // namespace azwf::lua
