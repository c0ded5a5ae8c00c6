// The policy fields of a call: name, timeout, retry, on_interrupt, heartbeat,
// schedule_to_start, schedule_to_close.
#pragma once

#include <string_view>

#include "engine/lua/lua_api.hpp"
#include "engine/operation/operation.hpp"
#include "engine/run/run_event.hpp"

namespace azwf::lua {

bool is_policy_field(std::string_view name);
// Reads the value on top of the stack into the field of the request that `name` says; raises when
// it does not belong there. `function` is named in messages: "wf.exec".
void read_policy_field(lua_State* L, std::string_view function, std::string_view name,
                       StepRequested& request);
// A duration in milliseconds, from text or a number of seconds, on top of the stack.
std::int64_t read_duration_ms(lua_State* L, std::string_view function, std::string_view field);

}  // namespace azwf::lua
