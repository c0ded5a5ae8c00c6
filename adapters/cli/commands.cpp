// The list of commands: what each takes, what help says, and the function that does it.
#include "adapters/cli/commands.hpp"

#include <algorithm>

#include "adapters/cli/text.hpp"
#include "engine/base/nearest.hpp"

namespace azwf::cli {
namespace {

const std::vector<Command> table = {
    {.name = "run",
     .summary = "start a run of a workflow and follow it to its end",
     .example = "azwf run examples/ci/ci.lua cc=gcc\nazwf run ci.lua --help",
     .arguments = {{"FILE", Count::one, "the workflow's Lua file"},
                   {"KEY=VALUE", Count::many, "its parameters; --help lists them"}},
     .options = {{"--id", "ID", "the run's id; the same one again is the same run"},
                 {"--root", "DIR",
                  "a folder whose files it may touch, besides its own; repeatable"}},
     .run = run_command,
     .more_help = run_help},
    {.name = "resume",
     .summary = "carry on live and stopped runs of this store, and wait for them",
     .example = "azwf resume\nazwf resume @last",
     .arguments = {{"RUN", Count::optional, "only this one; else all that have not ended"}},
     .options = {},
     .run = resume_command},
    {.name = "resolve",
     .summary = "say what became of a step in doubt, and carry its run on",
     .example = "azwf resolve @last 4 --as done --result '{\"exit\":0}'",
     .arguments = {{"RUN", Count::one, "the run"}, {"STEP", Count::one, "the step in doubt"}},
     .options = {{"--as", "HOW", "done: it happened; failed: it did not; retry: try it again",
                  true},
                 {"--result", "JSON", "with done: what the script gets to see; - reads stdin"}},
     .run = resolve_command},
    {.name = "runs",
     .summary = "list runs, newest first",
     .example = "azwf runs --status failed --limit 5",
     .arguments = {},
     .options = {{"--status", "STATUS", "running, waiting, in_doubt, stopped, completed or failed"},
                 {"--workflow", "NAME", "only this workflow's"},
                 {"--limit", "N", "at most N; 50 without"}},
     .run = runs_command},
    {.name = "show",
     .summary = "one run: steps with attempts and durations, outputs, what it waits for",
     .example = "azwf show @last\nazwf show @failed --json",
     .arguments = {{"RUN", Count::one, "an id, a unique prefix of one, @last or @failed"}},
     .options = {},
     .run = show_command},
    {.name = "output",
     .summary = "what steps printed",
     .example = "azwf output @last 3\nazwf output @last --follow",
     .arguments = {{"RUN", Count::one, "the run"},
                   {"STEP", Count::optional, "its id or name; without, all steps under headings"}},
     .options = {{"--follow", "", "go on while steps print"},
                 {"--attempt", "N", "this attempt of STEP; else its last one"}},
     .run = output_command},
    {.name = "emit",
     .summary = "append an event of your own; prints its position once it is durable",
     .example = "azwf emit git.push --subject main --data '{\"commit\":\"1f3a\"}'",
     .arguments = {{"TYPE", Count::one, "what happened: one word with dots"}},
     .options = {{"--subject", "TEXT", "what it happened to"},
                 {"--data", "JSON", "what else there is to say; - reads stdin"},
                 {"--id", "ID", "names the event: emitted again, it is the same one"}},
     .run = emit_command},
    {.name = "events",
     .summary = "read the log, past then live, without gap",
     .example = "azwf events --type 'step.*' --follow\nazwf events --from 100 --format cloudevents",
     .arguments = {},
     .options = {{"--from", "P", "from this position on, included"},
                 {"--stream", "NAME", "only this stream: run/ID, inbox/ACCOUNT"},
                 {"--type", "GLOB", "only these types; * stands for anything"},
                 {"--subject", "GLOB", "only these subjects"},
                 {"--follow", "", "go on as events are added"},
                 {"--format", "FORMAT", "json or cloudevents, one event per line"}},
     .run = events_command},
    {.name = "replay",
     .summary = "compute a run's decisions again from its facts, and compare",
     .example = "azwf replay @last\nazwf replay --all",
     .arguments = {{"RUN", Count::optional, "the run"}},
     .options = {{"--all", "", "every run of the store"},
                 {"--script", "FILE", "what this script would have decided instead"},
                 {"--until", "P", "only up to this position"}},
     .run = replay_command},
    {.name = "check",
     .summary = "what is wrong with a script, without running anything",
     .example = "azwf check release.lua",
     .arguments = {{"FILE", Count::one, "the workflow's Lua file"}},
     .options = {},
     .run = check_command},
    {.name = "doctor",
     .summary = "the health of this installation and of the store",
     .example = "azwf doctor\nazwf doctor --rebuild-views",
     .arguments = {},
     .options = {{"--rebuild-views", "", "compare the views with the log, and rebuild them"}},
     .run = doctor_command},
    {.name = "info",
     .summary = "facts for a bug report: versions, where the store is, what is in it",
     .example = "azwf info --json",
     .arguments = {},
     .options = {},
     .run = info_command},
    {.name = "help",
     .summary = "this overview, or the page of a command or an operation",
     .example = "azwf help run\nazwf help wf.exec",
     .arguments = {{"COMMAND", Count::optional, "the command, or the operation, to explain"}},
     .options = {},
     .run = help_command},
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
  const auto meant = nearest_name(name, names);
  return failure(
      ErrorKind::invalid, "unknown_command", "there is no command \"" + printable(name) + "\"",
      (meant.empty() ? "" : "did you mean azwf " + meant + "? ") + "azwf help lists the commands");
}

}  // namespace azwf::cli
