// A program's chunks as bytecode, compiled once. Bytecode never comes from outside: it is made and
// loaded by this process alone.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/program/program.hpp"

namespace azwf::lua {

struct CompiledChunk {
  std::string bytecode;
  bool is_library = false;
};

struct CompiledProgram {
  std::shared_ptr<const Program> program;
  std::map<std::string, CompiledChunk, std::less<>> chunks;  // by module name; "main" is the script
};

// Error{invalid} says "script:line: what is wrong" for text that is not Lua.
Result<std::shared_ptr<const CompiledProgram>> compile(std::shared_ptr<const Program> program);

}  // namespace azwf::lua
