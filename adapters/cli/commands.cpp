// The list of commands: what each takes, what help says, and the function that does it.
#include "adapters/cli/commands.hpp"

#include <algorithm>

#include "adapters/cli/progress_option.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/nearest.hpp"
#include "engine/run/run_state.hpp"

namespace azwf::cli {
namespace {

std::vector<std::string_view> run_statuses() {
  std::vector<std::string_view> words;
  for (auto status = RunStatus::queued; status <= RunStatus::rollback_failed;
       status = static_cast<RunStatus>(static_cast<int>(status) + 1)) {
    words.push_back(to_text(status));
  }
  return words;
}

const std::vector<Command> table = {
    {.name = "run",
     .summary = "start a run of a workflow and follow it to its end",
     .example = "azwf run examples/ci/ci.lua cc=gcc\nazwf run migrate --help",
     .arguments = {{"FILE", Count::one,
                    "the workflow's Lua file, or the name of one in workflows/, the project's or "
                    "the installed ones",
                    Kind::script},
                   {"KEY=VALUE", Count::many, "its parameters; --help lists them",
                    Kind::parameter}},
     .options = {{"--id", "ID", "the run's id; the same one again is the same run"},
                 {"--root", "DIR", "a folder whose files it may touch, besides its own; repeatable",
                  Kind::folder},
                 {"--queue", "", "only record the run; azwf resume begins it"},
                 {"--detach", "", "hand the run to azwf serve, and print its id"},
                 progress_option},
     .run = run_command,
     .more_help = run_help},
    {.name = "serve",
     .summary = "hold the store and work on its runs until it is told to end",
     .example = "azwf serve\nazwf serve --config /etc/azwf/azwf.yaml",
     .arguments = {},
     .options = {{"--config", "FILE", "what else it is told; azwf help --config prints a sample",
                  Kind::file},
                 {"--listen", "URL", "be reached there, too; repeatable"}},
     .run = serve_command,
     .details =
         "SIGTERM or Ctrl-C ends it in order, and its runs go on at the next holder; a second\n"
         "signal ends it at once. SIGHUP reads FILE again: what counts at once changes, the rest\n"
         "waits for the next start, and a file that is wrong changes nothing; without FILE it "
         "ends\n"
         "azwf serve, as a closed terminal does. When systemd has started it, it tells systemd "
         "how\n"
         "it is doing.",
     .more_help = serve_help,
     .is_for_files = true},
    {.name = "resume",
     .summary = "carry on runs, begin those queued or asked for by events, and wait for them",
     .example = "azwf resume\nazwf resume @last",
     .arguments = {{"RUN", Count::optional, "only this one; else all that have not ended",
                    Kind::run}},
     .options = {progress_option},
     .run = resume_command},
    {.name = "resolve",
     .summary = "say what became of a step in doubt, and carry its run on",
     .example = "azwf resolve @last 4 --as done --result '{\"exit\":0}'",
     .arguments = {{"RUN", Count::one, "the run", Kind::run},
                   {"STEP", Count::one, "the step in doubt", Kind::step}},
     .options = {{"--as",
                  "HOW",
                  "done: it happened; failed: it did not; retry: try it again",
                  Kind::word,
                  {"done", "failed", "retry"},
                  true},
                 {"--result", "JSON", "with done: what the script gets to see; - reads stdin"},
                 progress_option},
     .run = resolve_command},
    {.name = "signal",
     .summary = "bring a run a signal, and carry it on",
     .example = "azwf signal @last approved --data '{\"by\":\"ann\"}'",
     .arguments = {{"RUN", Count::one, "the run", Kind::run},
                   {"NAME", Count::one, "what its script calls it: wf.signal \"NAME\"",
                    Kind::signal}},
     .options = {{"--data", "JSON", "what the script gets to see; - reads stdin"},
                 {"--id", "ID", "names this signal: sent again, it changes nothing"},
                 progress_option},
     .run = signal_command},
    {.name = "cancel",
     .summary = "end a run in order: stop what is in progress, undo what was done",
     .example = "azwf cancel @last --reason 'wrong version'",
     .arguments = {{"RUN", Count::one, "the run", Kind::run}},
     .options = {{"--reason", "TEXT", "why; it is recorded"}, progress_option},
     .run = cancel_command},
    {.name = "kill",
     .summary = "end a run at once, without running its undos",
     .example = "azwf kill 0198c1",
     .arguments = {{"RUN", Count::one, "the run", Kind::run}},
     .options = {{"--reason", "TEXT", "why; it is recorded"}, progress_option},
     .run = kill_command},
    {.name = "rollback",
     .summary = "undo what a run did, whether it lives or has ended",
     .example = "azwf rollback @last",
     .arguments = {{"RUN", Count::one, "the run", Kind::run}},
     .options = {{"--reason", "TEXT", "why; it is recorded"}, progress_option},
     .run = rollback_command},
    {.name = "runs",
     .summary = "list runs, newest first",
     .example = "azwf runs --status failed --limit 5",
     .arguments = {},
     .options = {{"--status", "STATUS", "running, waiting, stopped, completed, failed, …",
                  Kind::word, run_statuses()},
                 {"--workflow", "NAME", "only this workflow's", Kind::workflow},
                 {"--limit", "N", "at most N; 50 without"}},
     .run = runs_command},
    {.name = "show",
     .summary = "one run: steps with attempts and durations, outputs, what it waits for",
     .example = "azwf show @last\nazwf show @failed --json\nazwf show @last --follow",
     .arguments = {{"RUN", Count::one, "an id, a unique prefix of one, @last or @failed",
                    Kind::run}},
     .options = {{"--follow", "", "watch it until it has ended"},
                 {"--timeline", "", "durations as bars on one axis"},
                 progress_option},
     .run = show_command},
    {.name = "output",
     .summary = "what steps printed",
     .example = "azwf output @last 3\nazwf output @last --follow",
     .arguments = {{"RUN", Count::one, "the run", Kind::run},
                   {"STEP", Count::optional, "its id or name; without, all steps under headings",
                    Kind::step}},
     .options = {{"--follow", "", "go on while steps print"},
                 {"--attempt", "N", "this attempt of STEP; else its last one"}},
     .run = output_command},
    {.name = "emit",
     .summary = "append an event of your own; prints its position once it is durable",
     .example = "azwf emit git.push --subject main --data '{\"commit\":\"1f3a\"}'",
     .arguments = {{"TYPE", Count::one, "what happened: one word with dots"}},
     .options = {{"--subject", "TEXT", "what it happened to"},
                 {"--data", "JSON", "what else there is to say; - reads stdin"},
                 {"--id", "ID", "names the event: emitted again, it is the same one"},
                 {"--expect", "P",
                  "only if your inbox's last event stands there; 0: if it is empty"}},
     .run = emit_command},
    {.name = "events",
     .summary = "read the log, past then live, without gap",
     .example = "azwf events --type 'step.*' --follow\nazwf events --from 100 --format cloudevents",
     .arguments = {},
     .options = {{"--from", "P", "from this position on, included"},
                 {"--stream", "NAME", "only this stream: run/ID, inbox/ACCOUNT", Kind::stream},
                 {"--type", "GLOB", "only these types; * stands for anything; repeatable",
                  Kind::event_type},
                 {"--subject", "GLOB", "only these subjects"},
                 {"--follow", "", "go on as events are added"},
                 {"--format",
                  "FORMAT",
                  "json, cloudevents or cdevents, one event per line",
                  Kind::word,
                  {"json", "cloudevents", "cdevents"}}},
     .run = events_command,
     .details = "azwf help cdevents tells which events are CDEvents, and what they need."},
    {.name = "install",
     .summary = "put a workflow under its triggers: events start it from now on",
     .example = "azwf install deploy.lua\nazwf install deploy.lua --from 120 --dry-run",
     .arguments = {{"FILE", Count::one, "the workflow's Lua file, or the name of one",
                    Kind::script}},
     .options = {{"--from", "P", "events from this position on count, too"},
                 {"--dry-run", "", "record nothing; tell what would be started"}},
     .run = install_command,
     .details = "The program is kept as it is now, with all it loads: install it again after a "
                "change. The same one again changes nothing. Runs begin in the folder that it is "
                "installed from. Events start them while azwf serve holds the store; azwf resume "
                "starts what has been asked for until then."},
    {.name = "workflows",
     .summary = "list the workflows that are installed, and what starts them",
     .example = "azwf workflows --json",
     .arguments = {},
     .options = {},
     .run = workflows_command},
    {.name = "uninstall",
     .summary = "take a workflow from under its triggers; its runs stay",
     .example = "azwf uninstall deploy",
     .arguments = {{"NAME", Count::one, "the workflow", Kind::workflow}},
     .options = {},
     .run = uninstall_command},
    {.name = "enable",
     .summary = "let events start a workflow that is disabled, or that a bound has stopped",
     .example = "azwf enable deploy",
     .arguments = {{"NAME", Count::one, "the workflow", Kind::workflow}},
     .options = {},
     .run = enable_command},
    {.name = "disable",
     .summary = "let events start a workflow no more, until it is enabled",
     .example = "azwf disable deploy",
     .arguments = {{"NAME", Count::one, "the workflow", Kind::workflow}},
     .options = {},
     .run = disable_command},
    {.name = "triggers",
     .summary = "what an event would start, and why it would not start the rest",
     .example = "azwf triggers test 42\n"
                "azwf triggers test '{\"type\":\"git.push\",\"data\":{\"branch\":\"main\"}}'",
     .arguments =
         {{"WHAT", Count::one, "test", Kind::word, {"test"}},
          {"EVENT", Count::one,
           "a position of the log, an event's id, or one as JSON: id, type, subject, data; run and "
           "workflow where it is of a run"}},
     .options = {},
     .run = triggers_command},
    {.name = "keys",
     .summary = "who may use this store over the network, and as what",
     .example = "azwf keys new ci --role emit\nazwf keys list\nazwf keys revoke ci",
     .arguments =
         {{"WHAT", Count::one, "new, list or revoke", Kind::word, {"new", "list", "revoke"}},
          {"NAME", Count::optional, "whose key: the actor of whatever is done with it"}},
     .options = {{"--role", "ROLE", "read, emit, operate or admin; read unless told otherwise"},
                 {"--out", "FILE",
                  "where the secret is written to; NAME.key here unless told "
                  "otherwise",
                  Kind::file}},
     .run = keys_command,
     .details =
         "A key is a file that whoever has it is let in with; the log has its public half, "
         "the name and the role. A server lets a key in once it is recorded, and no more once "
         "it is revoked."},
    {.name = "replay",
     .summary = "compute a run's decisions again from its facts, and compare",
     .example = "azwf replay @last\nazwf replay --all",
     .arguments = {{"RUN", Count::optional, "the run", Kind::run}},
     .options = {{"--all", "", "every run of the store"},
                 {"--script", "FILE", "what this script would have decided instead", Kind::script},
                 {"--until", "P", "only up to this position"}},
     .run = replay_command},
    {.name = "check",
     .summary = "what is wrong with a script, without running anything",
     .example = "azwf check release.lua",
     .arguments = {{"FILE", Count::one, "the workflow's Lua file", Kind::script}},
     .options = {},
     .run = check_command},
    {.name = "init",
     .summary = "make a store and what a new project needs; what is there already stays",
     .example = "azwf init\nazwf init my-project",
     .arguments = {{"DIR", Count::optional, "the project's folder; else the working folder",
                    Kind::folder}},
     .options = {},
     .run = init_command,
     .is_for_files = true},
    {.name = "doctor",
     .summary = "the health of this installation and of the store",
     .example = "azwf doctor\nazwf doctor --rebuild-views",
     .arguments = {},
     .options = {{"--rebuild-views", "", "compare the views with the log, and rebuild them"},
                 {"--accept-loss-after", "P", "go on without what stood past position P"}},
     .run = doctor_command,
     .is_for_files = true},
    {.name = "info",
     .summary = "facts for a bug report: versions, where the store is, what is in it",
     .example = "azwf info --json",
     .arguments = {},
     .options = {},
     .run = info_command,
     .is_for_files = true},
    {.name = "help",
     .summary = "this overview, or the page of a command or of what scripts call",
     .example = "azwf help run\nazwf help wf.exec\nazwf help wf",
     .arguments = {{"COMMAND", Count::optional,
                    "a command, a function of wf, wf for a list of those, cdevents", Kind::topic}},
     .options = {{"--man", "", "the manual page azwf(1), as troff"},
                 {"--annotations", "", "types of all that scripts call, for editors (LuaCATS)"},
                 {"--config", "", "a configuration file for azwf serve, with every key"}},
     .run = help_command},
    {.name = "completions",
     .summary = "a script that makes a shell complete azwf's commands, options, runs and more",
     .example = "source <(azwf completions bash)\n"
                "azwf completions zsh > ~/.zfunc/_azwf\n"
                "azwf completions fish > ~/.config/fish/completions/azwf.fish",
     .arguments = {{"SHELL", Count::one, "bash, zsh or fish", Kind::word, {"bash", "zsh", "fish"}}},
     .options = {},
     .run = completions_command},
    {.name = "version",
     .summary = "the version of this program",
     .example = "azwf version",
     .arguments = {},
     .options = {},
     .run = version_command},
};

}  // namespace

std::span<const Command> commands() { return table; }

Result<const Command*> find_command(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& command : commands()) {
    if (command.name == name) return &command;
    names.emplace_back(command.name);
  }
  return failure(ErrorKind::invalid, "unknown_command",
                 "there is no command \"" + printable(name) + "\"",
                 meant_or(name, names, "azwf help lists the commands"));
}

}  // namespace azwf::cli
