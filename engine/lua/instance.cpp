// Starts the script's run function on run.started and resumes it with what it waits for; what it
// returns or raises ends the run.
#include "engine/lua/instance.hpp"

#include <fmt/format.h>

#include "engine/lua/chance.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/place.hpp"
#include "engine/lua/state.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

void end_run(Context& context, RunEvent last) {
  context.phase = Phase::ended;
  context.decisions.push_back({std::move(last), {}});
}

void fail(Context& context, lua_State* thread) {
  context.threads.assign(1, thread);
  context.error_places.note(thread, -1);
  const auto place = place_of(thread);
  auto error = describe_error(thread, traceback(thread), context.limits);
  end_run(context, RunFailed{std::move(error)});
  context.decisions.back().place = place;
}

// The value that run returned is on top of the thread's stack.
void complete(Context& context, lua_State* thread) {
  Packed result{""};
  if (const auto problem = pack_value(thread, -1, context.limits, result.bytes)) {
    const auto message = fmt::format("what run returned cannot be the run's result: 'result{}' {}",
                                     problem->path, problem->what);
    return end_run(context, RunFailed{{"bad_result", message, {}}});
  }
  end_run(context, RunCompleted{std::move(result)});
}

void resume(lua_State* L, int argument_count) {
  auto& context = context_of(L);
  auto* const thread = context.branch.thread;
  context.threads.push_back(thread);
  context.budget.set_running(thread);
  context.is_waiting = false;
  context.budget.watch(thread);
  int result_count = 0;
  const int status = lua_resume(thread, L, argument_count, &result_count);
  context.threads.pop_back();
  context.budget.set_running(L);
  if (status == LUA_YIELD) return;
  if (status != LUA_OK) {
    if (status == LUA_ERRMEM) context.budget.note_out_of_memory(thread);
    context.budget.rethrow(L, status);
    return fail(context, thread);
  }
  lua_settop(thread, result_count > 0 ? lua_gettop(thread) - result_count + 1 : 0);
  if (result_count == 0) lua_pushnil(thread);
  complete(context, thread);
}

// Leaves the workflow's run function on the stack.
int load_script(lua_State* L) {
  prepare_state(L);
  push_workflow(L);
  lua_getfield(L, -1, "run");
  return 1;
}

void begin_run(lua_State* L, const RunStarted& started) {
  auto& context = context_of(L);
  lua_pushcfunction(L, entry<note_error_place>);
  lua_pushcfunction(L, entry<load_script>);
  const int status = lua_pcall(L, 0, 1, -2);
  if (status != LUA_OK) {
    context.budget.rethrow(L, status);
    return fail(context, L);
  }
  push_value(L, started.params.bytes);
  seed_chance(L);
  context.branch.thread = lua_newthread(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &context.branch);
  lua_xmove(L, context.branch.thread, 2);
  lua_settop(L, 0);
  context.phase = Phase::running;
  resume(L, 1);
}

void see(lua_State* L, const RunEvent& event) {
  auto& context = context_of(L);
  if (const auto* started = std::get_if<RunStarted>(&event)) {
    if (context.phase == Phase::loading) begin_run(L, *started);
    return;
  }
  const auto* step = step_of(event);
  if (context.phase != Phase::running || step == nullptr) return;
  if (*step != context.branch.awaited) return;  // of another history: nobody waits for it
  context.answer = &event;
  resume(L, 0);
}

int see_all(lua_State* L) {
  auto& context = context_of(L);
  while (!context.coming.empty() && context.phase != Phase::ended) {
    see(L, context.next_delivery().event);
    context.finish_delivery();
  }
  return 0;
}

}  // namespace

Instance::Instance(std::shared_ptr<const CompiledProgram> compiled, RunId run, const Limits& limits,
                   Arenas& arenas, Watcher* watcher)
    : state_(std::make_unique<State>(std::move(compiled), limits, arenas, watcher)) {
  state_->context().run = std::move(run);
}

Instance::~Instance() = default;

std::optional<Verdict> Instance::deliver(std::span<const Delivery> deliveries,
                                         std::vector<Decisions>& after) {
  seen_ += deliveries.size();
  const auto answers = after.size() + deliveries.size();
  if (state_ != nullptr) {
    auto& context = state_->context();
    context.coming = deliveries;
    context.after = &after;
    const bool is_done = state_->protect(entry<see_all>);
    if (context.budget.verdict()) return context.budget.verdict();
    if (!is_done) return Verdict{"crashed", std::string(text_at(state_->main(), -1)), {}, 0};
    if (context.phase == Phase::ended) {
      state_.reset();
    } else {
      context.budget.rest();
    }
  }
  after.resize(answers);  // nothing is decided after the end
  return {};
}

std::size_t Instance::memory_bytes() const {
  return state_ == nullptr ? 0 : state_->context().budget.reserved_bytes();
}

}  // namespace azwf::lua
