// A call of an operation, as the script wrote it: wf.exec{"make", timeout = "10m"}.
#pragma once

#include "engine/lua/lua_api.hpp"
#include "engine/operation/operation.hpp"
#include "engine/run/run_event.hpp"

namespace azwf::lua {

// Arguments, name and policy from the Lua arguments on the stack, with the descriptor's defaults.
// What does not belong there raises an error that names the field. The step's id is left open.
StepRequested read_call(lua_State* L, const OperationDescriptor& descriptor);

}  // namespace azwf::lua
