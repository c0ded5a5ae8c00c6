// The main branch ends twice when the library is to finish the run: with the author's function, and
// again, on a thread of its own, when branches have been awaited and undos have run.
#include "engine/lua/scheduler.hpp"

#include "engine/base/check.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/ending.hpp"
#include "engine/lua/registry.hpp"
#include "engine/lua/suspend.hpp"

namespace azwf::lua {
namespace {

constexpr std::uint64_t turn_instructions = 200;  // a short turn escapes the count hook

// A thread with the function behind `mark`, on top of the stack.
lua_State* new_thread(lua_State* L, Kept mark) {
  lua_State* const thread = lua_newthread(L);
  push_kept(thread, mark);
  return thread;
}

// The main branch goes on with the thread on top of the stack.
void go_on_in(lua_State* L, lua_State* thread) {
  auto& branches = context_of(L).branches;
  branches.release(branches.main().thread);
  branches.hold(thread);
  branches.main().thread = thread;
  keep_thread(L, branches.main());
  branches.make_ready(branches.main(), nullptr);
}

bool has_library_ending(lua_State* L) {
  const StackGuard guard(L);
  return push_kept(L, Kept::finish) == LUA_TFUNCTION;
}

void end_main(lua_State* L, lua_State* thread, bool has_failed) {
  auto& context = context_of(L);
  if (context.is_finishing) raise_broken(L, "the library did not end the run");
  if (!has_library_ending(L)) return has_failed ? fail(L, thread) : complete(L, thread);
  context.is_finishing = true;
  auto* const finisher = new_thread(L, Kept::finish);
  lua_pushboolean(finisher, has_failed ? 0 : 1);
  const auto trace = has_failed ? trace_at(thread) : Trace{};
  lua_xmove(thread, finisher, 1);
  if (has_failed) push_trace(finisher, trace);
  go_on_in(L, finisher);
}

// The thread's results, or its error, are on top of its stack.
void end_branch(lua_State* L, Branch& branch, bool has_failed, int result_count) {
  auto& context = context_of(L);
  auto* const thread = branch.thread;
  if (&branch == &context.branches.main()) {
    if (context.phase == Phase::ended) return;
    if (!has_failed) {
      lua_settop(thread, result_count > 0 ? lua_gettop(thread) - result_count + 1 : 0);
      if (result_count == 0) lua_pushnil(thread);
    }
    return end_main(L, thread, has_failed);
  }
  if (has_failed) raise_broken(L, "an error left its branch");
  if (!branch.children.empty()) raise_broken(L, "a branch ended before those begun in it");
  lua_pushnil(L);
  keep_thread(L, branch);
  context.branches.end(branch);
}

void run_branch(lua_State* L, Branch& branch) {
  auto& context = context_of(L);
  auto* const thread = branch.thread;
  context.budget.charge(L, turn_instructions);
  context.branches.set_current(branch);
  context.threads.push_back(thread);
  context.budget.set_running(thread);
  context.is_waiting = false;
  context.budget.watch(thread);
  const int argument_count = lua_status(thread) == LUA_OK ? lua_gettop(thread) - 1 : 0;
  int result_count = 0;
  const int status = lua_resume(thread, L, argument_count, &result_count);
  context.threads.pop_back();
  context.budget.set_running(L);
  if (status == LUA_YIELD) return;
  if (status == LUA_ERRMEM) context.budget.note_out_of_memory(thread);
  if (status != LUA_OK) context.budget.rethrow(L, status);
  end_branch(L, branch, status != LUA_OK, result_count);
}

void settle_as_cancelled(lua_State* L, Branch& branch, bool asks) {
  auto& context = context_of(L);
  switch (branch.waits_for) {
    case WaitKind::none: return;
    case WaitKind::step:
      if (asks && !AZWF_PLANTED(83)) ask_to_cancel_step(L, branch);
      return;
    case WaitKind::branches:
      if (branch.may_interrupt) context.branches.make_ready(branch, nullptr);
      return;
    case WaitKind::timer:
    case WaitKind::signal:
    case WaitKind::event: context.branches.make_ready(branch, nullptr); return;
  }
}

}  // namespace

void keep_thread(lua_State* L, const Branch& branch) {
  if (push_kept(L, Kept::threads) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    set_kept(L, Kept::threads);
  }
  lua_insert(L, -2);
  lua_rawseti(L, -2, static_cast<lua_Integer>(branch.number));
  lua_pop(L, 1);
}

void begin_main(lua_State* L, int argument_count) {
  auto& context = context_of(L);
  auto& main = context.branches.main();
  main.thread = lua_newthread(L);
  context.branches.hold(main.thread);
  keep_thread(L, main);
  lua_xmove(L, main.thread, argument_count + 1);
  context.phase = Phase::running;
  context.branches.make_ready(main, nullptr);
}

void run_branches(lua_State* L) {
  auto& context = context_of(L);
  while (context.phase == Phase::running) {
    if (auto* const branch = context.branches.take_ready()) {
      run_branch(L, *branch);
    } else if (auto* const stuck = context.branches.find_deadlocked()) {
      context.budget.charge(L, context.branches.count());
      stuck->is_deadlocked = true;
      context.branches.make_ready(*stuck, nullptr);
    } else if (context.branches.has_waiting()) {
      return;
    } else {
      raise_broken(L, "the run goes on, and waits for nothing");
    }
  }
}

void cancel_branch(lua_State* L, Branch& branch, bool asks) {
  if (!branch.is_cancelled) {
    branch.is_cancelled = true;
    settle_as_cancelled(L, branch, asks);
  }
  for (const auto& [number, child] : branch.children) cancel_branch(L, *child, asks);
}

void begin_rollback(lua_State* L) {
  auto& context = context_of(L);
  context.phase = Phase::running;
  context.is_finishing = true;
  go_on_in(L, new_thread(L, Kept::roll_back));
}

int set_endings(lua_State* L) {
  lua_settop(L, 2);
  set_kept(L, Kept::roll_back);
  set_kept(L, Kept::finish);
  return 0;
}

}  // namespace azwf::lua
