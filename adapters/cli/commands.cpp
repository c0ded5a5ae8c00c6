// The list of commands: what each takes, what help says, and the function that does it.
#include "adapters/cli/commands.hpp"

#include <algorithm>

#include "adapters/cli/text.hpp"
#include "engine/base/nearest.hpp"

namespace azwf::cli {
namespace {

const std::vector<Command>& table() {
  static const std::vector<Command> all = {
      {.name = "help",
       .summary = "this overview, or one command's page",
       .example = "azwf help run",
       .arguments = {{"COMMAND", Count::optional, "the command to explain"}},
       .options = {},
       .run = help_command},
      {.name = "version",
       .summary = "the version of this program",
       .example = "azwf version",
       .arguments = {},
       .options = {},
       .run = version_command},
  };
  return all;
}

}  // namespace

std::span<const Command> commands() { return table(); }

Result<const Command*> find_command(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& command : commands()) {
    if (command.name == name) return &command;
    names.emplace_back(command.name);
  }
  const auto meant = nearest_name(name, names);
  return failure(
      ErrorKind::invalid, "unknown_command", "there is no command \"" + printable(name) + "\"",
      (meant.empty() ? "" : "did you mean azwf " + meant + "? ") + "azwf help lists the commands");
}

}  // namespace azwf::cli
