// Hands each delivery to the branch that waits for it, and lets branches run until all wait.
#include "engine/lua/instance.hpp"

#include "engine/base/check.hpp"
#include "engine/lua/chance.hpp"
#include "engine/lua/ending.hpp"
#include "engine/lua/facts.hpp"
#include "engine/lua/scheduler.hpp"
#include "engine/lua/state.hpp"
#include "engine/lua/triggers.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

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
    return fail(L, L);
  }
  push_value(L, started.params.bytes);
  if (started.started_by) push_started_by(L, *started.started_by);
  seed_chance(L);
  begin_main(L, started.started_by ? 2 : 1);
  lua_settop(L, 0);
}

void see(lua_State* L, const RunEvent& event) {
  auto& context = context_of(L);
  if (const auto* started = std::get_if<RunStarted>(&event)) {
    if (context.phase == Phase::loading) begin_run(L, *started);
  } else {
    take_fact(L, event);
  }
  run_branches(L);
}

int see_all(lua_State* L) {
  auto& context = context_of(L);
  while (!context.coming.empty()) {
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
  if (state_ == nullptr) {
    for (const auto& delivery : deliveries) after.push_back(decide_after_end(delivery.event));
    return {};
  }
  auto& context = state_->context();
  context.coming = deliveries;
  context.after = &after;
  const bool is_done = state_->protect(entry<see_all>);
  if (context.budget.verdict()) return context.budget.verdict();
  if (!is_done) return Verdict{"crashed", std::string(text_at(state_->main(), -1)), {}, 0};
  context.budget.rest();
  const bool may_be_undone = context.ending.undos_pending > 0 && !AZWF_PLANTED(87);
  if (context.phase != Phase::ended || may_be_undone) return {};
  is_rolled_back_ = context.ending.is_rolled_back;
  state_.reset();
  return {};
}

// As the state would, had it been kept.
Decisions Instance::decide_after_end(const RunEvent& event) {
  if (!std::holds_alternative<RunRollbackAsked>(event) || is_rolled_back_) return {};
  is_rolled_back_ = true;
  return {{RunRolledBack{}, {}}};
}

std::size_t Instance::memory_bytes() const {
  return state_ == nullptr ? 0 : state_->context().budget.reserved_bytes();
}

}  // namespace azwf::lua
