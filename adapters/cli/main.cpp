// The program: reads the command line, does the command, tells the shell how it went.
#include <signal.h>
#include <unistd.h>

#include <exception>

#include "adapters/cli/command_line.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/completion.hpp"
#include "adapters/cli/help.hpp"
#include "adapters/cli/progress_option.hpp"
#include "adapters/cli/store_address.hpp"
#include "adapters/operations/process/supervisor_main.hpp"
#include "adapters/script_host/script_host_main.hpp"

namespace azwf::cli {
namespace {

struct Ask {
  const Command* command = nullptr;
  Invocation invocation;
};

Result<Ask> read_command_line(Front front) {
  if (front.global.has("--version")) front.command = "version";
  const bool wants_overview = front.command.empty() && front.global.has("--help");
  if (wants_overview) front.global.values.erase("--help");
  Ask ask{.command = TRY(find_command(wants_overview ? "help" : front.command))};
  ask.invocation = TRY(read_words(*ask.command, std::move(front.global), std::move(front.rest)));
  return ask;
}

Console console_for(const Invocation& invocation, Progress progress = Progress::plain) {
  return Console({.json = invocation.has("--json"),
                  .progress = progress,
                  .quiet = invocation.has("--quiet"),
                  .colour = !invocation.has("--no-color")});
}

// The flags that shape errors count even when the line as a whole is not understood.
Console console_for_errors(const std::vector<std::string>& words) {
  Invocation invocation;
  for (const auto& word : words) invocation.values[word];
  return console_for(invocation);
}

int fail(Console& console, const Error& error) {
  console.error(error);
  return static_cast<int>(exit_status_of(error));
}

Result<ExitStatus> explain(const Ask& ask, Console& console) {
  if (ask.command->more_help != nullptr) {
    console.print(TRY(ask.command->more_help(ask.invocation)));
  }
  console.print(page_of(*ask.command, console.out_style()));
  return ExitStatus::done;
}

// A server has its own files, and nobody else's.
Result<void> refuse_server(const Ask& ask) {
  if (!ask.command->is_for_files) return {};
  const auto url = TRY(named_server(ask.invocation));
  if (url.empty()) return {};
  const auto name = "azwf " + std::string(ask.command->name);
  return failure(ErrorKind::refused, "only_here",
                 name + " is about files of this machine, not about " + url +
                     (ask.invocation.has("--server") ? "" : " (AZWF_SERVER)"),
                 name + " --home DIR, on the machine that has the store");
}

Result<ExitStatus> carry_out(const Ask& ask, Console& console) {
  if (ask.invocation.has("--help")) return explain(ask, console);
  TRY_VOID(refuse_server(ask));
  return ask.command->run(ask.invocation, console);
}

int perform(const Ask& ask, Console& console) {
  const auto status = carry_out(ask, console);
  if (!status) return fail(console, status.error());
  if (const auto flushed = console.flush(); !flushed) return fail(console, flushed.error());
  return static_cast<int>(*status);
}

int run(const std::vector<std::string>& words) {
  auto for_errors = console_for_errors(words);
  auto front = split_front(words);
  if (!front) return fail(for_errors, front.error());
  if (front->command.empty() && front->global.values.empty()) {
    for_errors.note(overview_of(commands(), for_errors.err_style()));
    return static_cast<int>(ExitStatus::wrong_use);
  }
  const auto ask = read_command_line(std::move(*front));
  if (!ask) return fail(for_errors, ask.error());
  const auto progress = progress_of(ask->invocation);
  if (!progress) return fail(for_errors, progress.error());
  auto console = console_for(ask->invocation, *progress);
  return perform(*ask, console);
}

// Libraries throw when the system gives them no thread or no memory. Whatever is durable stays so,
// as if the process had been killed.
int cannot_go_on(Console console, const std::string& why) {
  return fail(console, {ErrorKind::unavailable, "cannot_go_on", "cannot go on: " + why,
                        "threads, memory or files may have run out (ulimit -a); "
                        "azwf resume carries on what was begun"});
}

// What nobody can catch: thrown in another thread, or while a library was not ready for it.
[[noreturn]] void end_at_once() {
  std::string why = "the system refused what a library needs";
  try {
    if (std::current_exception()) throw;
  } catch (const std::exception& problem) {
    why = problem.what();
  } catch (...) {  // then nothing more can be said
  }
  _exit(cannot_go_on(Console({}), why));
}

// A shell asks while somebody types: whatever goes wrong, it gets no candidates and no noise.
int complete(std::vector<std::string> words) {
  Console console({.quiet = true, .colour = false});
  try {
    console.print(completion_text(std::move(words)));
    (void)console.flush();
  } catch (const std::exception&) {  // then there is nothing to offer
  }
  return 0;
}

int run_or_say_why(const std::vector<std::string>& words) {
  std::set_terminate(end_at_once);
  try {
    return run(words);
  } catch (const std::exception& problem) {
    return cannot_go_on(console_for_errors(words), problem.what());
  }
}

}  // namespace
}  // namespace azwf::cli

int main(int argc, char** argv) {
  namespace process = azwf::process;
  if (argc > 1 && argv[1] == process::supervise_command) {
    return process::supervisor_main(argc, argv);
  }
  namespace script_host = azwf::script_host;
  if (argc > 1 && argv[1] == script_host::script_host_command) {
    return script_host::script_host_main(argc, argv);
  }
  signal(SIGPIPE, SIG_IGN);  // a reader that goes away is an answer of write, not our end
  std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words.front() == azwf::cli::complete_command) {
    words.erase(words.begin());
    return azwf::cli::complete(std::move(words));
  }
  return azwf::cli::run_or_say_why(words);
}
