// azwf serve: holds the store and works on its runs until it is told to end.
#include <cstdlib>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/serve/read_options.hpp"
#include "adapters/cli/serve/server_loop.hpp"

namespace azwf::cli {
namespace {

std::string variable(const char* name) {
  const auto* const text = std::getenv(name);
  return text == nullptr ? "" : text;
}

Invocation at_home(Invocation invocation, const std::string& home) {
  if (!home.empty()) invocation.values["--home"] = {home};
  return invocation;
}

std::unexpected<Error> held_already(WorkSession& session) {
  return failure(ErrorKind::unavailable, "held",
                 "the store " + session.address.name + " is held by " + session.place().held_by() +
                     ", which serves it",
                 "azwf serve again once that has ended");
}

}  // namespace

Result<std::string> serve_help(const Invocation&) {
  return "what a configuration file may hold, or a variable: AZWF_STEPS for steps\n" +
         rows_text(option_key_rows()) + "  *: a changed one counts from the next start\n\n";
}

Result<ExitStatus> serve_command(const Invocation& invocation, Console& console) {
  auto options = TRY(read_serve_options(invocation));
  const auto manager = TRY(ServiceManager::find({.notify_socket = variable("NOTIFY_SOCKET"),
                                                 .watchdog_us = variable("WATCHDOG_USEC"),
                                                 .watchdog_pid = variable("WATCHDOG_PID")}));
  Deadline deadline;  // the session's end is within it
  const auto session = TRY(WorkSession::open(at_home(invocation, options.home), console,
                                             {.stays = true, .limits = options.limits}));
  if (!session->place().holds()) return held_already(*session);
  ServerLoop::Reread reread;
  if (invocation.has("--config")) reread = [&] { return read_serve_options(invocation); };
  ServerLoop loop({*session, console, manager, deadline}, std::move(options), std::move(reread));
  return loop.run();
}

}  // namespace azwf::cli
