// Asks the store for reading, and the script that is named; both may be missing.
#include <algorithm>
#include <set>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/completion.hpp"
#include "adapters/cli/find_script.hpp"
#include "adapters/cli/json.hpp"
#include "adapters/cli/library_help.hpp"
#include "adapters/cli/script_file.hpp"
#include "adapters/cli/select.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/system/identity.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/view/run_list.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t runs_max = 50;

std::string about(const RunSummary& summary) {
  return summary.workflow + " " + std::string(to_text(summary.status));
}

Result<Candidates> runs(ReadingSession& session, const std::string& current) {
  auto& views = session.views();
  std::vector<RunSummary> found;
  if (current.empty()) {
    found = TRY(list_runs(views, {.limit = runs_max}));
  } else {
    for (const auto& run : TRY(runs_with_prefix(views, current, runs_max))) {
      if (auto summary = TRY(find_run(views, run))) found.push_back(*std::move(summary));
    }
  }
  Candidates all;
  for (const std::string name : {"@last", "@failed"}) {
    const auto run = select_run(views, name);
    const auto summary = run ? TRY(find_run(views, *run)) : std::nullopt;
    if (summary) all.push_back({name, about(*summary)});
  }
  for (const auto& summary : found) all.push_back({summary.run.text, about(summary)});
  return all;
}

Result<Story> story_of(ReadingSession& session, const TypedLine& line) {
  return read_story(session.log(), TRY(select_run(session.views(), line.given.text("RUN"))));
}

// By id, and by name where that leaves no doubt.
Candidates steps(const Story& story) {
  Candidates all;
  for (const auto& step : story.steps) {
    const auto what = step.label + " " + std::string(to_text(step.end));
    all.push_back({step.id.text, what});
    const bool is_only = std::ranges::count(story.steps, step.name, &StepStory::name) == 1;
    if (is_only) all.push_back({step.name, "step " + step.id.text});
  }
  return all;
}

Candidates awaited_signals(const Story& story) {
  Candidates all;
  for (const auto& wait : story.state.waits) {
    const auto* signal = std::get_if<SignalAwaited>(&wait.awaited);
    if (signal != nullptr) all.push_back({signal->name, "waited for"});
  }
  return all;
}

Result<Candidates> workflows_of_runs(ReadingSession& session) {
  std::set<std::string> names;
  for (const auto& run : TRY(list_runs(session.views(), {.limit = 1'000}))) {
    names.insert(run.workflow);
  }
  Candidates all;
  for (const auto& name : names) all.push_back({name, ""});
  return all;
}

Result<Candidates> streams(ReadingSession& session, const std::string& current) {
  const std::string prefix = "run/";
  Candidates all{{"inbox/" + account_name(), "what this account emitted"}};
  const bool names_run = current.starts_with(prefix);
  for (auto run : TRY(runs(session, names_run ? current.substr(prefix.size()) : ""))) {
    run.value.insert(0, prefix);
    all.push_back(std::move(run));
  }
  return all;
}

template <std::size_t... I> Candidates types_of_runs(std::index_sequence<I...>) {
  return {{std::string(type_of(std::variant_alternative_t<I, RunEvent>{})), ""}...};
}

Candidates choices_of(const Parameter& parameter) {
  Candidates all;
  for (const auto& choice : parameter.choices) all.push_back({parameter.name + "=" + choice, ""});
  if (parameter.type != "boolean") return all;
  for (const auto* const word : {"true", "false"}) all.push_back({parameter.name + "=" + word, ""});
  return all;
}

// "key=", or with that typed its choices; those given already are not offered again.
Result<Candidates> parameters(const TypedLine& line, const std::string& current) {
  const Limits limits;
  const auto script = TRY(read_script(line.given.text("FILE"), limits));
  script_host::HostAtHand host(limits);
  const auto description = TRY(describe_script(script, {}, false, host));
  const auto given = line.given.all("KEY=VALUE");
  Candidates all;
  for (const auto& parameter : description.parameters) {
    const auto key = parameter.name + "=";
    if (std::ranges::any_of(given, [&](const auto& word) { return word.starts_with(key); }))
      continue;
    if (current.starts_with(key)) return choices_of(parameter);
    all.push_back({key, parameter.summary.empty() ? parameter.type : parameter.summary});
  }
  return all;
}

Candidates named_workflows() {
  Candidates all;
  for (const auto& name : workflow_names()) all.push_back({name, "a workflow by name"});
  return all;
}

Candidates topics() {
  Candidates all{{"wf", "a list of what scripts call"}, {"cdevents", "which events are CDEvents"}};
  for (const auto& command : commands()) {
    all.push_back({std::string(command.name), std::string(command.summary)});
  }
  for (auto& [name, summary] : library_rows()) all.push_back({name, summary});
  return all;
}

Result<Candidates> of_store(const TypedLine& line, const std::string& current) {
  const auto session = TRY(ReadingSession::open(line.given));
  switch (line.kind) {
    case Kind::run: return runs(*session, current);
    case Kind::step: return steps(TRY(story_of(*session, line)));
    case Kind::signal: return awaited_signals(TRY(story_of(*session, line)));
    case Kind::workflow: return workflows_of_runs(*session);
    case Kind::stream: return streams(*session, current);
    default: return Candidates{};
  }
}

Result<Candidates> find_values(const TypedLine& line, const std::string& current) {
  switch (line.kind) {
    case Kind::text:
    case Kind::file:
    case Kind::folder: return Candidates{};
    case Kind::script: return named_workflows();
    case Kind::word: {
      Candidates all;
      for (const auto word : line.words) all.push_back({std::string(word), ""});
      return all;
    }
    case Kind::event_type:
      return types_of_runs(std::make_index_sequence<std::variant_size_v<RunEvent>>{});
    case Kind::parameter: return parameters(line, current);
    case Kind::topic: return topics();
    case Kind::run:
    case Kind::step:
    case Kind::signal:
    case Kind::workflow:
    case Kind::stream: return of_store(line, current);
  }
  return Candidates{};
}

}  // namespace

Candidates values_for(const TypedLine& line, const std::string& current) {
  return find_values(line, current).value_or(Candidates{});
}

}  // namespace azwf::cli
