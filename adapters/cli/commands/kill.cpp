// azwf kill: ends a run at once. Its script is not asked, and nothing is undone.
#include "adapters/cli/ask_run.hpp"
#include "adapters/cli/commands.hpp"

namespace azwf::cli {

Result<ExitStatus> kill_command(const Invocation& invocation, Console& console) {
  return ask_run(invocation, console,
                 {.fact = RunKillAsked{invocation.find("--reason").value_or("")},
                  .wanted = RunStatus::killed,
                  .doing = "is to be killed",
                  .moot = "it cannot be killed"});
}

}  // namespace azwf::cli
