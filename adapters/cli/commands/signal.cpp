// azwf signal: brings a run what it waits for, or will wait for.
#include "adapters/cli/ask_run.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/json.hpp"
#include "engine/holder/from_outside.hpp"

namespace azwf::cli {
namespace {

Result<SignalReceived> read_signal(const Invocation& invocation, const Limits& limits) {
  SignalReceived signal{.id = invocation.find("--id").value_or(""),
                        .name = invocation.text("NAME")};
  if (const auto data = invocation.find("--data")) {
    signal.data = TRY(packed_from_option(*data, "--data", limits));
  }
  TRY_VOID(check_told(signal, limits));
  return signal;
}

}  // namespace

Result<ExitStatus> signal_command(const Invocation& invocation, Console& console) {
  const Limits limits;
  auto signal = TRY(read_signal(invocation, limits));
  return ask_run(invocation, console, {.fact = std::move(signal), .moot = "it takes no signals"});
}

}  // namespace azwf::cli
