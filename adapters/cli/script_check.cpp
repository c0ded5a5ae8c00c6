// Names of the `wf` library are known from the library itself: a small script lists them. Uses are
// found by reading the source, so those on paths that a run may never take are seen too.
#include "adapters/cli/script_check.hpp"

#include <algorithm>
#include <regex>
#include <set>

#include "adapters/cli/text.hpp"
#include "engine/base/nearest.hpp"
#include "engine/program/lua_lexer.hpp"

namespace azwf::cli {
namespace {

constexpr std::string_view list_names = R"(
local names, seen = {}, {}
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
walk("wf.", wf)
return wf.workflow { name = "names", summary = table.concat(names, "\n"), run = function() end }
)";

using Names = std::set<std::string, std::less<>>;

Result<Names> known_names(const Limits& limits) {
  const Source main{"main", "names", std::string(list_names)};
  const auto program = TRY(make_program(main, {}, limits));
  const auto description = TRY(describe_program(program, {}, false, limits));
  Names names;
  for (const auto name : lines_of(description.summary)) names.emplace(name);
  return names;
}

struct Use {
  std::string name;  // "wf.fs.read"
  std::int64_t line = 0;
};

// Every `wf.a.b` that is no field of something else.
std::vector<Use> uses_of_wf(std::string_view text) {
  std::vector<Use> uses;
  LuaLexer lexer(text);
  LuaToken before;
  for (auto token = lexer.next(); token.kind != LuaTokenKind::end;) {
    const bool is_wf = token.kind == LuaTokenKind::name && token.text == "wf" &&
                       !before.is_symbol(".") && !before.is_symbol(":");
    before = token;
    token = lexer.next();
    if (!is_wf) continue;
    Use use{"wf", before.line};
    while (token.is_symbol(".")) {
      const auto field = lexer.next();
      if (field.kind == LuaTokenKind::name) use.name += "." + std::string(field.text);
      before = field;
      token = lexer.next();
    }
    if (use.name != "wf") uses.push_back(std::move(use));
  }
  return uses;
}

// The shortest part of the name that the library does not have; nothing when all is known. What
// follows a function or a value is not ours to judge.
std::optional<std::string> unknown_part(const Names& names, const std::string& name) {
  for (auto dot = name.find('.', 3);; dot = name.find('.', dot + 1)) {
    const auto part = name.substr(0, dot);
    if (!names.contains(part)) return part;
    const auto below = names.lower_bound(part + ".");
    const bool is_table = below != names.end() && below->starts_with(part + ".");
    if (dot == std::string::npos || !is_table) return std::nullopt;
  }
}

void scan(const Source& source, const ScriptFile& script, const Names& names,
          std::vector<ScriptProblem>& problems) {
  const std::vector<std::string> known(names.begin(), names.end());
  for (const auto& use : uses_of_wf(source.text)) {
    const auto unknown = unknown_part(names, use.name);
    if (!unknown) continue;
    const auto meant = nearest_name(*unknown, known);
    problems.push_back({script.shown_path(source.path), use.line, "unknown_name",
                        "there is no " + *unknown,
                        meant.empty() ? "" : "did you mean " + meant + "?"});
  }
}

// Errors about scripts begin with "path:line: ".
ScriptProblem problem_of(const Error& error, const std::string& file) {
  static const std::regex place(R"(^(.+?):(\d+): )");
  std::smatch found;
  if (!std::regex_search(error.message, found, place)) {
    return {file, 0, error.code, error.message, error.hint};
  }
  return {found[1], std::stoll(found[2]), error.code, found.suffix(), error.hint};
}

void add_unless_known(CheckedScript& checked, ScriptProblem problem) {
  const bool is_known = std::ranges::any_of(checked.problems, [&](const auto& known) {
    return known.path == problem.path && known.line == problem.line && problem.line > 0;
  });
  if (!is_known) checked.problems.push_back(std::move(problem));
}

}  // namespace

Result<std::vector<ScriptProblem>> unknown_names(const ScriptFile& script, const Limits& limits) {
  const auto names = TRY(known_names(limits));
  std::vector<ScriptProblem> problems;
  scan(script.program->main, script, names, problems);
  for (const auto& module : script.program->modules) scan(module, script, names, problems);
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
  checked.problems = TRY(unknown_names(*script, limits));
  auto description = describe_script(*script, {}, false, limits);
  if (description) {
    checked.description = *std::move(description);
  } else {
    add_unless_known(checked, problem_of(description.error(), file));
  }
  return checked;
}

}  // namespace azwf::cli
