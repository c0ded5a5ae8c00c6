// The Lua modules of scripts/wf/, as they were when this program was built. They become part of
// every program a run is pinned to, so they are data here: no file is read at run time.
#pragma once

#include <span>
#include <string_view>

namespace azwf::scripts {

struct Source {
  std::string_view name;  // its path below scripts/: "wf/json.lua"
  std::string_view text;  // the file's bytes
};

std::span<const Source> library();  // ordered by name

}  // namespace azwf::scripts
