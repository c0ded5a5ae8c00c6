// The seed of Lua's string hashes, made constant: with the stock one, which comes from addresses
// and the clock, `#` of a table with holes differs from process to process.
#pragma once

namespace azwf::lua {

// Stops the process when the linker did not replace Lua's seed (see CMakeLists.txt).
void check_seed_in_force();

}  // namespace azwf::lua
