// The commands there are. To add one: a file in commands/, its function here, its entry in
// commands.cpp.
#pragma once

#include <span>

#include "adapters/cli/command.hpp"

namespace azwf::cli {

std::span<const Command> commands();
// Error{invalid} says what may have been meant.
Result<const Command*> find_command(std::string_view name);

using CommandFunction = Result<ExitStatus>(const Invocation& invocation, Console& console);

CommandFunction run_command;
CommandFunction serve_command;
CommandFunction resume_command;
CommandFunction resolve_command;
CommandFunction signal_command;
CommandFunction cancel_command;
CommandFunction kill_command;
CommandFunction rollback_command;
CommandFunction runs_command;
CommandFunction show_command;
CommandFunction emit_command;
CommandFunction events_command;
CommandFunction output_command;
CommandFunction install_command;
CommandFunction workflows_command;
CommandFunction uninstall_command;
CommandFunction enable_command;
CommandFunction disable_command;
CommandFunction triggers_command;
CommandFunction keys_command;
CommandFunction replay_command;
CommandFunction check_command;
CommandFunction init_command;
CommandFunction doctor_command;
CommandFunction info_command;
CommandFunction help_command;
CommandFunction completions_command;
CommandFunction version_command;

// What help says about the workflow in FILE.
Result<std::string> run_help(const Invocation& invocation);
// What a configuration file of azwf serve may hold.
Result<std::string> serve_help(const Invocation& invocation);

}  // namespace azwf::cli
