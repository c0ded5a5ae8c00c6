// Decisions about undos stand where the undo was registered; failures where the error was raised.
#include "engine/lua/ending.hpp"

#include <fmt/format.h>

#include "engine/base/check.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/suspend.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

template <class Event> void end_run(lua_State* L, ScriptPlace place, Event last) {
  auto& context = context_of(L);
  context.decisions.push_back({std::move(last), std::move(place)});
  context.phase = Phase::ended;
}

// What the run's end is called, of what was asked of it.
void end_failed(lua_State* L, const Trace& trace, StepError error) {
  const auto& ending = context_of(L).ending;
  if (ending.rollback_reason) return end_rolled_back(L);
  if (ending.cancel_reason && !ending.has_failed)
    return end_run(L, {}, RunCancelled{*ending.cancel_reason});
  end_run(L, trace.place, RunFailed{std::move(error)});
}

// The value at `index` as the run's result; or, as a failure, why it cannot be one.
std::optional<StepError> pack_result(lua_State* L, int index, Packed& result) {
  result.bytes.clear();
  const auto problem = pack_value(L, index, context_of(L).limits, result.bytes);
  if (!problem) return {};
  return StepError{"bad_result",
                   fmt::format("what run returned cannot be the run's result: 'result{}' {}",
                               problem->path, problem->what),
                   {}};
}

// The error at 2 and its trace at 3, as the library's calls have them.
StepError error_at_2(lua_State* L, Trace& trace) {
  lua_settop(L, 3);
  trace = read_trace(L, 3);
  lua_settop(L, 2);
  return describe_error(L, trace.lines, context_of(L).limits);
}

ScriptPlace place_at(lua_State* L, int index) {
  return {std::string(text_at(L, index)), lua_tointeger(L, index + 1)};
}

// host.next_undo(): the id of the branch's next undo, and where it stands among those of the run.
int next_undo(lua_State* L) {
  auto& context = context_of(L);
  auto& branch = context.branch();
  push_text(L, id_in(branch, fmt::format("u{}", ++branch.undos)));
  const auto number = static_cast<lua_Integer>(++context.ending.undos_registered);
  lua_pushinteger(L, AZWF_PLANTED(84) ? -number : number);
  return 2;
}

// host.undo_registered(id, name)
int undo_registered(lua_State* L) {
  auto& context = context_of(L);
  ++context.ending.undos_pending;
  context.decide(
      L, UndoRegistered{.name = std::string(text_at(L, 2)), .undo = {std::string(text_at(L, 1))}});
  return 0;
}

// host.undo_begun(id, module, line)
int undo_begun(lua_State* L) {
  context_of(L).decide_at(L, place_at(L, 2), UndoBegun{{std::string(text_at(L, 1))}});
  return 0;
}

// host.undo_done(id, module, line)
int undo_done(lua_State* L) {
  auto& context = context_of(L);
  --context.ending.undos_pending;
  context.decide_at(L, place_at(L, 2), UndoDone{{std::string(text_at(L, 1))}});
  return 0;
}

// host.undo_failed(id, error, trace)
int undo_failed(lua_State* L) {
  Trace trace;
  auto error = error_at_2(L, trace);
  context_of(L).decide_at(L, trace.place,
                          UndoFailed{std::move(error), {std::string(text_at(L, 1))}});
  return 0;
}

// host.is_rolling_back()
int is_rolling_back(lua_State* L) {
  lua_pushboolean(L, context_of(L).ending.rollback_reason ? 1 : 0);
  return 1;
}

// host.kills(): how often the run was killed and then rolled back. Each time nothing comes any more
// of what was waited for before.
int kills(lua_State* L) {
  lua_pushinteger(L, static_cast<lua_Integer>(context_of(L).ending.kills));
  return 1;
}

// host.was_killed(): as programs of before have it.
int was_killed(lua_State* L) {
  lua_pushboolean(L, context_of(L).ending.kills > 0 ? 1 : 0);
  return 1;
}

// host.note_failure(trace): the run's function has failed; that is the run's end, too, unless it
// had been cancelled before.
int note_failure(lua_State* L) {
  if (!read_trace(L, 1).is_after_cancel) context_of(L).ending.has_failed = true;
  return 0;
}

// host.undoing(nil, error, trace): why is what was asked of the run by now.
int undoing(lua_State* L) {
  auto& context = context_of(L);
  const auto& ending = context.ending;
  Trace trace;
  if (ending.rollback_reason) {
    context.decide_at(L, {},
                      RunUndoing{{"rollback", *ending.rollback_reason, {}}, UndoCause::rollback});
    return 0;
  }
  auto error = error_at_2(L, trace);
  if (!ending.cancel_reason) context.ending.has_failed = true;
  const auto why = ending.has_failed ? UndoCause::failed : UndoCause::cancelled;
  context.decide_at(L, trace.place, RunUndoing{std::move(error), why});
  return 0;
}

// host.complete(value): or an error value, when it cannot be a result.
int complete_run(lua_State* L) {
  Packed result;
  if (const auto error = pack_result(L, 1, result)) {
    push_error(L, *error, {});
    return 1;
  }
  end_run(L, {}, RunCompleted{std::move(result)});
  return 0;
}

// host.end_failed(nil, error, trace): failed, cancelled or rolled back.
int end_failed_run(lua_State* L) {
  Trace trace;
  auto error = error_at_2(L, trace);
  end_failed(L, trace, std::move(error));
  return 0;
}

// host.end_rolled_back()
int end_rolled_back_run(lua_State* L) { return end_rolled_back(L), 0; }

// host.rollback_failed(list of undos, error, trace)
int rollback_failed(lua_State* L) {
  Trace trace;
  auto error = error_at_2(L, trace);
  RunRollbackFailed last{std::move(error), {}};
  for (lua_Integer i = 1; lua_rawgeti(L, 1, i) == LUA_TSTRING; ++i) {
    last.remaining.push_back({std::string(text_at(L, -1))});
    lua_pop(L, 1);
  }
  end_run(L, trace.place, std::move(last));
  return 0;
}

}  // namespace

void complete(lua_State* L, lua_State* thread) {
  if (context_of(L).ending.rollback_reason) return end_rolled_back(L);
  Packed result;
  if (auto error = pack_result(thread, -1, result)) return end_failed(L, {}, *std::move(error));
  end_run(L, {}, RunCompleted{std::move(result)});
}

void fail(lua_State* L, lua_State* thread) {
  auto& context = context_of(L);
  context.threads.assign(1, thread);
  context.error_places.note(thread, -1);
  const auto trace = trace_at(thread);
  auto error = describe_error(thread, trace.lines, context.limits);
  context.threads.assign(1, L);
  end_failed(L, trace, std::move(error));
}

void end_rolled_back(lua_State* L) {
  context_of(L).ending.is_rolled_back = true;
  end_run(L, {}, RunRolledBack{});
}

void ask_to_cancel_step(lua_State* L, Branch& branch) {
  auto& context = context_of(L);
  context.decide(L, StepCancelAsked{branch.awaited});
  auto& place = context.decisions.back().place;
  if (place.module.empty()) place = place_of(branch.thread);
}

void add_ending_primitives(lua_State* L) {
  set_function(L, "complete", entry<complete_run>);
  set_function(L, "end_failed", entry<end_failed_run>);
  set_function(L, "end_rolled_back", entry<end_rolled_back_run>);
  set_function(L, "is_rolling_back", entry<is_rolling_back>);
  set_function(L, "kills", entry<kills>);
  set_function(L, "next_undo", entry<next_undo>);
  set_function(L, "note_failure", entry<note_failure>);
  set_function(L, "rollback_failed", entry<rollback_failed>);
  set_function(L, "undo_begun", entry<undo_begun>);
  set_function(L, "undo_done", entry<undo_done>);
  set_function(L, "undo_failed", entry<undo_failed>);
  set_function(L, "undo_registered", entry<undo_registered>);
  set_function(L, "undoing", entry<undoing>);
  set_function(L, "was_killed", entry<was_killed>);
}

}  // namespace azwf::lua
