// azwf cancel: ends a run in order: what is in progress is stopped, then what was done is undone.
#include "adapters/cli/ask_run.hpp"
#include "adapters/cli/commands.hpp"

namespace azwf::cli {

Result<ExitStatus> cancel_command(const Invocation& invocation, Console& console) {
  return ask_run(invocation, console,
                 {.fact = RunCancelAsked{invocation.find("--reason").value_or("")},
                  .wanted = RunStatus::cancelled,
                  .tries_again = true,
                  .doing = "is to be cancelled",
                  .moot = "it cannot be cancelled"});
}

}  // namespace azwf::cli
