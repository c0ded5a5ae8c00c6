// Each field says what belongs there when it is wrong; a typo gets the nearest known name.
#include "engine/lua/policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "engine/base/nearest.hpp"
#include "engine/base/text.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/table_keys.hpp"
#include "engine/lua/text.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

[[noreturn]] void refuse(lua_State* L, std::string_view function, std::string_view field,
                         std::string_view wanted) {
  raise(
      L, "bad_argument",
      fmt::format("{}: '{}' is {}; {} belongs there", function, field, named_value(L, -1), wanted));
}

void read_name(lua_State* L, std::string_view function, StepRequested& request) {
  const auto name = text_at(L, -1);
  const auto name_bytes_max = context_of(L).limits.name_bytes_max;
  if (name.empty() || name.size() > name_bytes_max || !is_utf8(name)) {
    refuse(L, function, "name", fmt::format("a text of 1 to {} bytes", name_bytes_max));
  }
  request.name = name;
}

void read_on_interrupt(lua_State* L, std::string_view function, StepRequested& request) {
  if (request.policy.on_interrupt == OnInterrupt::check) {
    raise(L, "bad_argument",
          fmt::format("{}: 'check' says already what follows an interruption; leave out "
                      "'on_interrupt'",
                      function));
  }
  const auto text = text_at(L, -1);
  if (text == "retry") {
    request.policy.on_interrupt = OnInterrupt::retry;
  } else if (text == "fail") {
    request.policy.on_interrupt = OnInterrupt::fail;
  } else if (text == "ask") {
    request.policy.on_interrupt = OnInterrupt::ask;
  } else {
    refuse(L, function, "on_interrupt", "\"retry\", \"fail\" or \"ask\"");
  }
}

void read_check(lua_State* L, std::string_view function, StepRequested& request) {
  if (lua_type(L, -1) != LUA_TFUNCTION) {
    refuse(L, function, "check", "a function that finds out whether the step happened");
  }
  request.policy.on_interrupt = OnInterrupt::check;
}

void read_attempts(lua_State* L, std::string_view function, std::string_view field,
                   RetryPolicy& retry) {
  const auto attempts_max = context_of(L).limits.retry_attempts_max;
  const auto attempts = lua_isinteger(L, -1) != 0 ? lua_tointeger(L, -1) : 0;
  if (attempts < 1 || attempts > attempts_max) {
    refuse(L, function, field, fmt::format("an integer from 1 to {}", attempts_max));
  }
  retry.attempts = static_cast<std::uint32_t>(attempts);
}

void read_factor(lua_State* L, std::string_view function, RetryPolicy& retry) {
  const auto factor = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : 0.0;
  if (!(factor >= 1.0 && factor <= 1e6)) {
    refuse(L, function, "retry.factor", "a number from 1 to 1000000");
  }
  retry.factor = factor;
}

void read_retry_field(lua_State* L, std::string_view function, std::string_view key,
                      RetryPolicy& retry) {
  if (key == "attempts") return read_attempts(L, function, "retry.attempts", retry);
  if (key == "factor") return read_factor(L, function, retry);
  if (key == "first") {
    retry.first_ms = read_duration_ms(L, function, "retry.first");
  } else if (key == "max") {
    retry.max_ms = read_duration_ms(L, function, "retry.max");
  } else {
    const std::vector<std::string> known = {"attempts", "first", "factor", "max"};
    raise(L, "bad_argument",
          fmt::format("{}: there is no field 'retry.{}'{}", function, key,
                      did_you_mean_or_all(key, known)));
  }
}

void read_retry(lua_State* L, std::string_view function, StepRequested& request) {
  auto& retry = request.policy.retry;
  if (lua_type(L, -1) == LUA_TNUMBER) return read_attempts(L, function, "retry", retry);
  if (lua_type(L, -1) != LUA_TTABLE) {
    refuse(L, function, "retry", "a table {attempts =, first =, factor =, max =}");
  }
  const auto keys = keys_of(L, -1);
  if (keys.integer_count > 0 || !keys.other_kind.empty()) {
    refuse(L, function, "retry", "a table {attempts =, first =, factor =, max =}");
  }
  for (const auto key : keys.texts) {
    push_text(L, key);
    lua_rawget(L, -2);
    read_retry_field(L, function, key, retry);
    lua_pop(L, 1);
  }
  if (retry.attempts <= 1 && !std::ranges::binary_search(keys.texts, "attempts")) {
    raise(L, "bad_argument",
          fmt::format("{}: 'retry' does not say how often: attempts = 3", function));
  }
}

}  // namespace

bool is_policy_field(std::string_view name) {
  return std::ranges::find(policy_fields, name) != policy_fields.end();
}

void read_policy_field(lua_State* L, std::string_view function, std::string_view name,
                       StepRequested& request) {
  if (name == "name") return read_name(L, function, request);
  if (name == "retry") return read_retry(L, function, request);
  if (name == "check") return read_check(L, function, request);
  if (name == "on_interrupt") return read_on_interrupt(L, function, request);
  auto& policy = request.policy;
  const auto duration_ms = read_duration_ms(L, function, name);
  if (name == "timeout") policy.timeout_ms = duration_ms;
  if (name == "heartbeat") policy.heartbeat_ms = duration_ms;
  if (name == "schedule_to_start") policy.schedule_to_start_ms = duration_ms;
  if (name == "schedule_to_close") policy.schedule_to_close_ms = duration_ms;
}

std::int64_t read_duration_ms(lua_State* L, std::string_view function, std::string_view field) {
  std::string packed;
  const int type = lua_type(L, -1);
  const bool can_be = type == LUA_TSTRING || type == LUA_TNUMBER;
  if (can_be && !pack_value(L, -1, context_of(L).limits, packed)) {
    if (const auto duration_ms = duration_ms_of(packed)) return *duration_ms;
  }
  refuse(L, function, field, "a duration (\"500ms\", \"30s\", \"10m\", or a number of seconds)");
}

}  // namespace azwf::lua
