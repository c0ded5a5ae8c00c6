// What a program is: its workflow's name, summary and parameters, read without a run; and
// parameters checked against them.
#pragma once

#include <memory>

#include "engine/lua/arenas.hpp"
#include "engine/lua/compiled.hpp"
#include "engine/program/script_host.hpp"

namespace azwf::lua {

class Watcher;

Result<Description> describe(std::shared_ptr<const CompiledProgram> compiled,
                             const Describe& request, const Limits& limits, Arenas& arenas,
                             Watcher* watcher);

}  // namespace azwf::lua
