// A workflow's file as a program: the script and the modules beside it, never from outside its
// folder.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/program/program.hpp"
#include "engine/program/script_host.hpp"

namespace azwf::cli {

// Reads FILE and every module it requires: "a.b" is a/b.lua or a/b/init.lua in FILE's folder.
// Error{not_found} for a missing file; Error{invalid} names script and line.
Result<std::shared_ptr<const Program>> read_program(const std::string& file, const Limits& limits);

// The program of a script at hand, with this build's library and operations.
Result<std::shared_ptr<const Program>> make_program(Source main, const ModuleReader& read_module,
                                                    const Limits& limits);

// Runs the program's main chunk, without a store and without a run. `arguments` are checked against
// its parameters when `check_params`.
Result<Description> describe_program(std::shared_ptr<const Program> program,
                                     std::map<std::string, std::string> arguments,
                                     bool check_params, const Limits& limits);

}  // namespace azwf::cli
