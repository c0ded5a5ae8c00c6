// The Lua modules of scripts/wf/ and the annotations, as they were when this program was built. The
// modules become part of every program a run is pinned to, so they are data here: no file is read
// at run time.
#pragma once

#include <span>
#include <string_view>

namespace azwf::scripts {

struct Source {
  std::string_view name;  // its path below scripts/: "wf/json.lua"
  std::string_view text;  // the file's bytes
};

std::span<const Source> library();  // ordered by name
std::string_view annotations();     // scripts/annotations/wf.lua: what people are told of wf

}  // namespace azwf::scripts
