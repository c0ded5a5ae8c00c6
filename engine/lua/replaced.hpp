// Functions inside Lua that the linker replaces by ours (--wrap, see CMakeLists.txt). Invariant:
// without them scripts would see addresses and the collector's timing, so no state is made then.
#pragma once

namespace azwf::lua {

// Stops the process when the linker did not replace them.
void check_replaced();

}  // namespace azwf::lua
