// azwf run: starts a run of a workflow's file and follows it to its end, or only queues it.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/cli/carry_on.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/hand_over.hpp"
#include "adapters/cli/parameter_help.hpp"
#include "adapters/cli/run_folders.hpp"
#include "adapters/cli/script_check.hpp"
#include "adapters/cli/script_file.hpp"
#include "adapters/cli/text.hpp"
#include "adapters/system/identity.hpp"
#include "engine/base/digest.hpp"
#include "engine/holder/from_outside.hpp"
#include "engine/view/open_steps.hpp"

namespace azwf::cli {
namespace {

// What is to be run: read and checked before any store is opened.
struct Request {
  ScriptFile script;
  Description description;
  std::optional<RunId> id;
};

Result<std::map<std::string, std::string>> read_arguments(const std::vector<std::string>& words) {
  std::map<std::string, std::string> arguments;
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == std::string::npos || equals == 0) {
      return failure(ErrorKind::invalid, "bad_parameter",
                     "parameters are written key=value, not \"" + word + "\"",
                     "azwf run FILE --help lists those of a workflow");
    }
    if (!arguments.emplace(word.substr(0, equals), word.substr(equals + 1)).second) {
      return failure(ErrorKind::invalid, "bad_parameter",
                     "the parameter " + word.substr(0, equals) + " is given twice");
    }
  }
  return arguments;
}

Result<std::optional<RunId>> read_id(const Invocation& invocation, const Limits& limits) {
  const auto id = invocation.find("--id");
  if (!id) return std::nullopt;
  TRY_VOID(check_run_id(RunId{*id}, limits));
  return RunId{*id};
}

// A slip in the last step is told before the first one is begun.
Result<void> refuse_unknown_names(const ScriptFile& script, const std::string& file,
                                  const Limits& limits) {
  const auto problems = unknown_names(script, limits);
  if (problems.empty()) return {};
  const auto& first = problems.front();
  auto hint = first.hint;
  if (problems.size() > 1) {
    hint += fmt::format("{}azwf check {} tells all {} problems", hint.empty() ? "" : " ", file,
                        problems.size());
  }
  return failure(ErrorKind::invalid, first.code,
                 fmt::format("{}:{}: {}", first.path, first.line, first.message), hint);
}

Result<Request> read_request(const Invocation& invocation, script_host::HostAtHand& host,
                             const Limits& limits) {
  if (invocation.has("--queue") && invocation.has("--detach")) {
    return failure(ErrorKind::invalid, "bad_usage", "--queue and --detach do not go together",
                   "a queued run is begun by azwf resume; one that is handed over begins at once");
  }
  Request request;
  request.id = TRY(read_id(invocation, limits));
  auto arguments = TRY(read_arguments(invocation.all("KEY=VALUE")));
  const auto file = invocation.text("FILE");
  request.script = TRY(read_script(file, limits));
  TRY_VOID(refuse_unknown_names(request.script, file, limits));
  request.description = TRY(describe_script(request.script, std::move(arguments), true, host));
  return request;
}

// Runs that an earlier azwf left open are not begun by the way: nobody would await their end.
Result<void> name_others(Console& console, ViewStore& views, const RunId& own) {
  for (const auto& run : TRY(runs_with_open_steps(views))) {
    if (run != own) console.note("unfinished: run " + run.text + "  azwf resume " + run.text);
  }
  return {};
}

}  // namespace

Result<std::string> run_help(const Invocation& invocation) {
  const auto file = invocation.find("FILE");
  if (!file) return "";
  const Limits limits;
  const auto script = TRY(read_script(*file, limits));
  script_host::HostAtHand host(limits);
  const auto description = TRY(describe_script(script, {}, false, host));
  std::string text = "workflow " + printable(description.workflow);
  if (!description.summary.empty()) text += ": " + printable(description.summary);
  for (const auto& root : description.roots) text += "\ntouches files in " + printable(root);
  if (description.parameters.empty()) {
    return text + (description.roots.empty() ? " takes" : "\ntakes") + " no parameters\n\n";
  }
  return text + "\n" + indented(parameters_text(description)) + "\n";
}

Result<ExitStatus> run_command(const Invocation& invocation, Console& console) {
  const Limits limits;
  auto host = std::make_shared<script_host::HostAtHand>(limits);
  auto request = TRY(read_request(invocation, *host, limits));
  const auto folder = working_folder();
  auto roots = TRY(roots_of(request.description.roots, invocation.all("--root"), folder, limits));
  const bool queues = invocation.has("--queue");
  SystemClock clock;
  const auto run = request.id.value_or(RunId{to_text(SystemIdSource(clock).next())});
  StartRun start{.run = run,
                 .fresh_id = !request.id,
                 .program = request.script.program,
                 .workflow = request.description.workflow,
                 .params = request.description.params,
                 .cwd = folder,
                 .roots = std::move(roots),
                 .actor = account_name(),
                 .begin = queues ? Begin::when_resumed : Begin::at_once,
                 .reply = {}};
  if (invocation.has("--detach")) return hand_over(std::move(start), invocation, console);

  const auto session = TRY(WorkSession::open(invocation, console, {.host = std::move(host)}));
  Follower follower(*session, console);
  if (session->place().holds()) TRY_VOID(name_others(console, session->views(), run));
  TRY_VOID(follower.start(std::move(start)));
  if (queues) return carry_on(follower, *session, console, Many::no, RunStatus::queued);
  if (follower.stories().at(run).state.queued) TRY_VOID(follower.tell(run, RunResumed{}));
  return carry_on(follower, *session, console, Many::no);
}

}  // namespace azwf::cli
