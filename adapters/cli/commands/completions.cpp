// azwf completions: prints a shell's script, which asks the program itself at every tab.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/completion.hpp"

namespace azwf::cli {

Result<ExitStatus> completions_command(const Invocation& invocation, Console& console) {
  console.print(completion_script(invocation.text("SHELL")));
  return ExitStatus::done;
}

}  // namespace azwf::cli
