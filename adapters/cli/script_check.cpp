// What reading finds comes first, and what running the main chunk finds is added: reading sees also
// those paths that a run may never take.
#include "adapters/cli/script_check.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/cli/annotate.hpp"
#include "adapters/cli/check/rules.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

// What scripts find, from a fresh sandbox itself.
constexpr std::string_view list_names = R"(
local names, seen = {}, { [_G] = true, [wf] = true }
local function walk(prefix, t)
  for name, value in pairs(t) do
    if type(name) == "string" then
      names[#names + 1] = prefix .. name
      if type(value) == "table" and not seen[value] then
        seen[value] = true
        walk(prefix .. name .. ".", value)
      end
    end
  end
end
walk("", _G)
return wf.workflow { name = "names", summary = table.concat(names, "\n"), run = function() end }
)";

Result<check::Names> names_in_sandbox(script_host::HostAtHand& host, const Limits& limits) {
  const Source main{"main", "names", std::string(list_names)};
  const auto program = TRY(make_program(main, {}, limits));
  const auto description = TRY(describe_program(program, {}, false, host));
  check::Names names;
  for (const auto name : lines_of(description.summary)) names.emplace(name);
  return names;
}

// A source of the program, and what it says; one that is no Lua is left out: Lua tells.
struct ReadSource {
  std::string path;
  check::Syntax syntax;
};

struct ReadProgram {
  std::vector<ReadSource> sources;
  check::Globals globals;
  std::vector<ScriptProblem> problems;
};

void add_source(ReadProgram& program, const std::string& path, const Source& source) {
  auto parsed = check::parse_lua(source.text);
  if (parsed) {
    check::note_globals(*parsed, program.globals);
    program.sources.push_back({path, *std::move(parsed)});
  } else if (parsed.error().is_limit) {
    program.problems.push_back({path, parsed.error().line, 0, "too_deep",
                                "this is nested too deep to be looked through",
                                "put parts of it into functions or modules"});
  }
}

ReadProgram read_sources(const ScriptFile& script) {
  ReadProgram program;
  add_source(program, script.shown_path(script.program->main.path), script.program->main);
  for (const auto& module : script.program->modules) {
    add_source(program, script.shown_path(module.path), module);
  }
  return program;
}

check::Types types_of_wf(const Limits& limits) {
  return check::Types(read_annotations(annotations_with(known_operations(limits))));
}

void add_findings(std::vector<ScriptProblem>& problems, const std::string& path,
                  std::vector<check::Finding> findings) {
  for (auto& finding : findings) {
    problems.push_back({path, finding.line, finding.column, std::move(finding.code),
                        std::move(finding.message), std::move(finding.hint)});
  }
}

Result<std::vector<ScriptProblem>> find_problems(const ScriptFile& script,
                                                 script_host::HostAtHand& host,
                                                 const Limits& limits) {
  auto program = read_sources(script);
  program.globals.sandbox = TRY(names_in_sandbox(host, limits));
  const auto types = types_of_wf(limits);
  for (const auto& source : program.sources) {
    add_findings(program.problems, source.path,
                 check::findings_in(source.syntax, types, program.globals));
  }
  return std::move(program.problems);
}

// Errors about scripts begin with "path:line: ".
ScriptProblem problem_of(const Error& error, const std::string& file) {
  const std::string_view message = error.message;
  const auto first_line = message.substr(0, message.find('\n'));
  for (auto end = first_line.find(": "); end != first_line.npos;
       end = first_line.find(": ", end + 1)) {
    const auto colon = first_line.substr(0, end).rfind(':');
    if (colon == first_line.npos || colon == 0) continue;
    std::int64_t line = 0;
    const auto* const digits_end = message.data() + end;
    const auto read = std::from_chars(message.data() + colon + 1, digits_end, line);
    if (read.ec != std::errc{} || read.ptr != digits_end) continue;
    return {std::string(message.substr(0, colon)), line,      0, error.code,
            std::string(message.substr(end + 2)),  error.hint};
  }
  return {file, 0, 0, error.code, error.message, error.hint};
}

// What reading has found there already is not told again, nor what has no line once something was
// found: it may well be the same.
void add_unless_known(CheckedScript& checked, ScriptProblem problem) {
  const bool is_known = std::ranges::any_of(checked.problems, [&](const auto& known) {
    return problem.line == 0 || (known.path == problem.path && known.line == problem.line);
  });
  if (!is_known) checked.problems.push_back(std::move(problem));
}

}  // namespace

std::vector<ScriptProblem> unknown_names(const ScriptFile& script, const Limits& limits) {
  const auto program = read_sources(script);
  const auto types = types_of_wf(limits);
  std::vector<ScriptProblem> problems;
  for (const auto& source : program.sources) {
    std::vector<check::Finding> findings;
    check::Report report(source.syntax, findings);
    check::check_uses_of_wf(source.syntax, types, program.globals, report);
    std::erase_if(findings, [](const auto& finding) { return finding.code != "unknown_name"; });
    add_findings(problems, source.path, std::move(findings));
  }
  return problems;
}

Result<CheckedScript> check_script(const std::string& file, const Limits& limits) {
  CheckedScript checked;
  const auto script = read_script(file, limits);
  if (!script) {
    if (script.error().code == "file_not_found") return std::unexpected(script.error());
    checked.problems.push_back(problem_of(script.error(), file));
    return checked;
  }
  script_host::HostAtHand host(limits);
  checked.problems = TRY(find_problems(*script, host, limits));
  auto description = describe_script(*script, {}, false, host);
  if (description) {
    checked.description = *std::move(description);
  } else {
    add_unless_known(checked, problem_of(description.error(), file));
  }
  return checked;
}

}  // namespace azwf::cli
