// A wait and its time-out have one id. Invariant: what was asked of the engine is taken back when
// it is no longer waited for: by the branch itself, as it is resumed.
#include "engine/lua/waits.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/base/check.hpp"
#include "engine/base/nearest.hpp"
#include "engine/base/text.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/facts.hpp"
#include "engine/lua/policy.hpp"
#include "engine/lua/suspend.hpp"
#include "engine/lua/table_keys.hpp"
#include "engine/lua/text.hpp"
#include "engine/lua/values.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf::lua {
namespace {

constexpr double seconds_max = 253'402'300'799;  // the end of the year 9999

[[noreturn]] void refuse(lua_State* L, std::string_view function, const std::string& what) {
  raise(L, "bad_argument", fmt::format("{}: {}", function, what));
}

Timestamp after_ms(lua_State* L, std::int64_t duration_ms) {
  return {context_of(L).now.us + duration_ms * 1'000};
}

void set_timer(lua_State* L, Timestamp at, std::string why) {
  auto& context = context_of(L);
  context.branch().timer_at = at;
  context.decide(L, TimerSet{at, context.branch().awaited, std::move(why)});
}

void cancel_timer(lua_State* L) {
  auto& context = context_of(L);
  context.decide(L, TimerCancelled{context.branch().timer_at, context.branch().awaited});
}

int begin_sleep(lua_State* L, Timestamp at) {
  auto& context = context_of(L);
  context.branches.wait_for(context.branch(), WaitKind::timer, {});
  set_timer(L, at, "sleep");
  lua_settop(L, 0);
  return 0;
}

int begin_sleep_for(lua_State* L) {
  require_can_wait(L, "sleep");
  lua_settop(L, 1);
  return begin_sleep(L, after_ms(L, read_duration_ms(L, "wf.sleep", "duration")));
}

int begin_sleep_until(lua_State* L) {
  require_can_wait(L, "sleep_until");
  lua_settop(L, 1);
  const auto seconds = lua_type(L, 1) == LUA_TNUMBER ? lua_tonumber(L, 1) : -1.0;
  if (!(seconds >= 0 && seconds <= seconds_max)) {
    refuse(L, "wf.sleep_until",
           fmt::format("the time is {}; seconds since 1970 belong there, as wf.now() gives them",
                       named_value(L, 1)));
  }
  return begin_sleep(L, {std::llround(seconds * 1e6)});
}

int end_sleep(lua_State* L, int, lua_KContext) {
  if (context_of(L).branch().answer != nullptr) return 0;
  cancel_timer(L);
  raise_cancelled(L);
}

int sleep_for(lua_State* L) {
  entry<begin_sleep_for>(L);
  return wait_for_engine(L, continuation<end_sleep>);
}

int sleep_until(lua_State* L) {
  entry<begin_sleep_until>(L);
  return wait_for_engine(L, continuation<end_sleep>);
}

// What wf.signal and wf.wait_event are given.
struct Wanted {
  std::string type;
  std::string subject;
  Packed where{"\x80"};  // an empty map
  std::optional<std::int64_t> timeout_ms;
};

std::string read_text(lua_State* L, std::string_view function, std::string_view field) {
  const auto text = text_at(L, -1);
  const auto bytes_max = context_of(L).limits.name_bytes_max;
  if (text.empty() || text.size() > bytes_max || !is_utf8(text)) {
    refuse(L, function,
           fmt::format("'{}' is {}; a text of 1 to {} bytes belongs there", field,
                       named_value(L, -1), bytes_max));
  }
  return std::string(text);
}

std::string read_event_type(lua_State* L) {
  auto type = read_text(L, "wf.wait_event", "type");
  if (!is_type_name(type)) {
    refuse(L, "wf.wait_event",
           fmt::format("'type' is {}; a name like \"release.shipped\" belongs there",
                       named_value(L, -1)));
  }
  if (is_reserved_type(type) && !AZWF_PLANTED(98)) {
    refuse(L, "wf.wait_event",
           fmt::format("'type' is \"{}\": types that begin with \"{}.\" are the engine's own, and "
                       "no run is sent them",
                       type, type.substr(0, type.find('.'))));
  }
  return type;
}

void read_where(lua_State* L, Wanted& wanted) {
  wanted.where.bytes.clear();
  const bool is_table = lua_type(L, -1) == LUA_TTABLE && keys_of(L, -1).integer_count == 0;
  if (!is_table) {
    refuse(L, "wf.wait_event",
           fmt::format("'where' is {}; a table of fields and what they must be belongs there",
                       is_table ? "" : std::string(kind_of(L, -1))));
  }
  const auto problem =
      pack_value(L, -1, context_of(L).limits, wanted.where.bytes, EmptyTable::as_map);
  if (!problem) return;
  refuse(L, "wf.wait_event", fmt::format("'where{}' {}", problem->path, problem->what));
}

void read_field(lua_State* L, std::string_view function, std::string_view key, Wanted& wanted) {
  if (key == "timeout") {
    wanted.timeout_ms = read_duration_ms(L, function, key);
  } else if (key == "type") {
    wanted.type = read_event_type(L);
  } else if (key == "subject") {
    wanted.subject = read_text(L, function, key);
  } else {
    read_where(L, wanted);
  }
}

// Named fields of the table at `index`, of those that are known.
void read_fields(lua_State* L, int index, std::string_view function,
                 const std::vector<std::string>& known, Wanted& wanted) {
  const auto keys = keys_of(L, index);
  if (keys.integer_count > 0 || !keys.other_kind.empty()) {
    refuse(L, function, "takes named fields; there is something else, too");
  }
  for (const auto key : keys.texts) {
    if (std::ranges::find(known, key) == known.end()) {
      refuse(L, function,
             fmt::format("there is no field '{}'{}", key, did_you_mean_or_all(key, known)));
    }
    push_text(L, key);
    lua_rawget(L, index);
    read_field(L, function, key, wanted);
    lua_pop(L, 1);
  }
}

void begin_wait(lua_State* L, WaitKind kind, const Wanted& wanted) {
  auto& context = context_of(L);
  auto& branch = context.branch();
  context.branches.wait_for(branch, kind, wanted.type);
  branch.has_timer = wanted.timeout_ms.has_value();
  if (kind == WaitKind::signal) {
    context.decide(L, SignalAwaited{.name = wanted.type, .wait = branch.awaited});
  } else {
    context.decide(L, EventAwaited{.event_type = wanted.type,
                                   .subject = wanted.subject,
                                   .wait = branch.awaited,
                                   .where = wanted.where});
  }
  if (!branch.has_timer) return;
  set_timer(L, after_ms(L, *wanted.timeout_ms), kind == WaitKind::signal ? "signal" : "event");
}

// wf.signal(name, {timeout}): 1 when a signal was kept, and its data is on the stack.
int begin_signal(lua_State* L) {
  require_can_wait(L, "signal");
  if (lua_gettop(L) > 2) refuse(L, "wf.signal", "takes a name and one table: {timeout =}");
  lua_settop(L, 2);
  Wanted wanted;
  if (lua_type(L, 2) == LUA_TTABLE) {
    read_fields(L, 2, "wf.signal", {"timeout"}, wanted);
  } else if (!lua_isnil(L, 2)) {
    refuse(L, "wf.signal", "what follows the name is {timeout =}");
  }
  lua_pop(L, 1);
  wanted.type = read_text(L, "wf.signal", "name");
  if (take_kept_signal(L, wanted.type)) {
    push_value(L, std::string(text_at(L, -1)));
    return 1;
  }
  begin_wait(L, WaitKind::signal, wanted);
  lua_settop(L, 0);
  return 0;
}

// wf.wait_event {type, subject, where, timeout}
int begin_event(lua_State* L) {
  require_can_wait(L, "wait_event");
  if (lua_gettop(L) != 1 || lua_type(L, 1) != LUA_TTABLE) {
    refuse(L, "wf.wait_event", "takes one table: wf.wait_event { type = \"…\" }");
  }
  Wanted wanted;
  read_fields(L, 1, "wf.wait_event", {"subject", "timeout", "type", "where"}, wanted);
  if (wanted.type.empty()) refuse(L, "wf.wait_event", "'type' is missing: the event's type");
  begin_wait(L, WaitKind::event, wanted);
  lua_settop(L, 0);
  return 0;
}

// Raises when the wait did not end with what was waited for.
void check_answer(lua_State* L, std::string_view what) {
  auto& context = context_of(L);
  const auto& branch = context.branch();
  if (branch.answer == nullptr) {
    context.decide(L, WaitCancelled{branch.awaited});
    if (branch.has_timer) cancel_timer(L);
    raise_cancelled(L);
  }
  if (std::holds_alternative<TimerFired>(*branch.answer)) {
    raise(L, timeout_code, fmt::format("no {} \"{}\" came in time", what, branch.awaited_name));
  }
  if (branch.has_timer && !AZWF_PLANTED(86)) cancel_timer(L);
}

int end_signal(lua_State* L, int, lua_KContext) {
  check_answer(L, "signal");
  push_value(L, std::get<SignalReceived>(*context_of(L).branch().answer).data.bytes);
  return 1;
}

void set_text(lua_State* L, const char* key, std::string_view text) {
  push_text(L, text);
  lua_setfield(L, -2, key);
}

int end_event(lua_State* L, int, lua_KContext) {
  check_answer(L, "event");
  const auto& received = std::get<EventReceived>(*context_of(L).branch().answer);
  lua_createtable(L, 0, 5);
  set_text(L, "id", received.id);
  set_text(L, "type", received.event_type);
  set_text(L, "subject", received.subject);
  lua_pushnumber(L, static_cast<double>(received.time.us) / 1e6);
  lua_setfield(L, -2, "time");
  push_value(L, received.data.bytes);
  lua_setfield(L, -2, "data");
  return 1;
}

int signal(lua_State* L) {
  if (entry<begin_signal>(L) == 1) return 1;
  return wait_for_engine(L, continuation<end_signal>);
}

int wait_event(lua_State* L) {
  entry<begin_event>(L);
  return wait_for_engine(L, continuation<end_event>);
}

}  // namespace

void add_waits(lua_State* L) {
  set_function(L, "signal", signal);
  set_function(L, "sleep", sleep_for);
  set_function(L, "sleep_until", sleep_until);
  set_function(L, "wait_event", wait_event);
}

}  // namespace azwf::lua
