// A workflow's file as a program: the script and the modules beside it, never from outside its
// folder. Invariant: a program names its sources from that folder on, so that it is the same
// program wherever azwf is started.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "adapters/script_host/host_at_hand.hpp"
#include "engine/program/program.hpp"
#include "engine/program/script_host.hpp"

namespace azwf::cli {

struct ScriptFile {
  std::filesystem::path folder;  // as the user wrote it; empty: the working folder
  std::shared_ptr<const Program> program;

  // Where a source of the program lies, seen from the working folder.
  [[nodiscard]] std::string shown_path(const std::string& source_path) const {
    return (folder / source_path).string();
  }
};

// Reads FILE, or the workflow of that name, and every module it requires: "a.b" is a/b.lua or
// a/b/init.lua in FILE's folder. Error{not_found} for a missing file; Error{invalid} names script
// and line.
Result<ScriptFile> read_script(const std::string& file, const Limits& limits);
// Runs the program's main chunk, without a store and without a run. `arguments` are checked against
// its parameters when `check_params`.
Result<Description> describe_script(const ScriptFile& script,
                                    std::map<std::string, std::string> arguments, bool check_params,
                                    script_host::HostAtHand& host);

// What this build's operations are, sorted by name.
std::vector<OperationDescriptor> known_operations(const Limits& limits);

// The program of a script at hand, with this build's library and operations; and what it is.
Result<std::shared_ptr<const Program>> make_program(Source main, const ModuleReader& read_module,
                                                    const Limits& limits);
Result<Description> describe_program(std::shared_ptr<const Program> program,
                                     std::map<std::string, std::string> arguments,
                                     bool check_params, script_host::HostAtHand& host);
// The same with typed values, as an event gives them.
Result<Description> describe_with_values(std::shared_ptr<const Program> program, Packed values,
                                         script_host::HostAtHand& host);

}  // namespace azwf::cli
