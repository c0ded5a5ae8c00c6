// Globals, of stock Lua and of the script.
#include <algorithm>
#include <array>
#include <utility>

#include "adapters/cli/check/rules.hpp"
#include "engine/base/nearest.hpp"

namespace azwf::cli::check {
namespace {

constexpr std::string_view files = "read and write files in steps: wf.files.read, wf.files.write";
constexpr std::string_view errors = "errors tell script and line by themselves";
constexpr std::string_view modules = "require \"name\" finds name.lua beside the script";

// What stock Lua has, old versions included, and scripts have not; the longest name counts.
constexpr std::array<std::pair<std::string_view, std::string_view>, 32> replacements{{
    {"collectgarbage", "leave it out: memory is the host's concern"},
    {"debug", errors},
    {"debug.traceback", errors},
    {"dofile", modules},
    {"getfenv", "load takes an environment as its fourth argument"},
    {"io", files},
    {"io.lines", files},
    {"io.open", files},
    {"io.popen", "run it in a step: wf.exec { \"program\", \"argument\" }.stdout"},
    {"io.read", "take what is to be known as a parameter, or wait for it: wf.signal \"name\""},
    {"io.stderr", "wf.log.warn(…)"},
    {"io.stdout", "print(…) or wf.log.info(…)"},
    {"io.write", "print(…) or wf.log.info(…)"},
    {"loadfile", modules},
    {"loadstring", "load(text)"},
    {"math.pow", "write x ^ y"},
    {"module", "return a table from the module"},
    {"os.execute", "run it in a step: wf.shell \"…\" or wf.exec { \"program\", \"argument\" }"},
    {"os.exit", "return from run, or wf.fail(\"code\", \"message\")"},
    {"os.getenv", "take it as a parameter: params = { name = wf.string() }"},
    {"os.remove", "wf.files.remove \"path\""},
    {"os.rename", "wf.files.move { from = \"…\", to = \"…\" }"},
    {"os.setlocale", "leave it out: texts are bytes here, in no language"},
    {"os.tmpname", "choose a name: wf.uuid() makes one that is nobody else's"},
    {"package", modules},
    {"setfenv", "load takes an environment as its fourth argument"},
    {"string.dump", "put the function into a module, and require that"},
    {"string.gfind", "string.gmatch"},
    {"table.foreach", "for key, value in pairs(t) do … end"},
    {"table.getn", "#t"},
    {"unpack", "table.unpack"},
    {"warn", "wf.log.warn(…)"},
}};

std::string_view replacement_of(std::string_view name) {
  const auto found =
      std::ranges::find(replacements, name, &std::pair<std::string_view, std::string_view>::first);
  return found == replacements.end() ? std::string_view{} : found->second;
}

bool is_stock(std::string_view name) {
  return !replacement_of(name).empty() || !replacement_of(name.substr(0, name.find('.'))).empty();
}

// "_G.x" is x.
std::string without_g(std::string path) {
  constexpr std::string_view global_table = "_G.";
  while (path.starts_with(global_table)) path.erase(0, global_table.size());
  return path;
}

std::optional<std::string> path_of(const Node& node) {
  auto path = global_path(node);
  if (path) path = without_g(*std::move(path));
  return path;
}

// Every target of assignments below, and whether it is in the main chunk itself.
template <class Visit> void each_target(const Node& node, bool is_outside, const Visit& visit) {
  if (node.is(NodeKind::function_statement)) visit(node.part(0), is_outside);
  if (node.is(NodeKind::assignment)) {
    for (const auto* target : node.part(0).parts) visit(*target, is_outside);
  }
  for (const auto* part : node.parts) {
    each_target(*part, is_outside && !part->is(NodeKind::function), visit);
  }
}

// Computed names, environments of their own, code that is loaded.
bool has_hidden_names(const Node& node) {
  if (node.is(NodeKind::name) && node.variable == nullptr) {
    return node.text == "_ENV" || node.text == "_G" || node.text == "load";
  }
  if (node.is(NodeKind::name)) return node.text == "_ENV";
  const bool is_plain_field = node.is(NodeKind::index) && node.part(1).is(NodeKind::literal) &&
                              bare(node.part(0)).is(NodeKind::name) &&
                              bare(node.part(0)).text == "_G";
  if (is_plain_field) return false;
  return std::ranges::any_of(node.parts, [](const auto* part) { return has_hidden_names(*part); });
}

// Whether %p is among the conversions, with flags, width and precision or without; %% is a percent
// sign.
bool has_address(std::string_view format) {
  for (auto at = format.find('%'); at != format.npos; at = format.find('%', at + 1)) {
    at = format.find_first_not_of("-+ #0123456789.", at + 1);
    if (at == format.npos) return false;
    if (format[at] == 'p') return true;
  }
  return false;
}

class Checker {
 public:
  Checker(const Globals& globals, Report& report) : globals_(globals), report_(report) {}

  void visit(const Node& node) {
    if (node.is(NodeKind::assignment) || node.is(NodeKind::function_statement)) {
      return assignment(node);
    }
    if (node.is(NodeKind::call) || node.is(NodeKind::method)) check_call(node);
    const bool may_be_global = node.is(NodeKind::name) || node.is(NodeKind::index);
    if (may_be_global && is_written_here(node)) {
      if (const auto path = path_of(node)) return read(node, *path);
    }
    for (const auto* part : node.parts) visit(*part);
  }

 private:
  // Not the alias of something that was told where it was declared.
  static bool is_written_here(const Node& node) {
    const auto* root = &node;
    while (root->is(NodeKind::index)) root = &bare(root->part(0));
    return !root->is(NodeKind::name) || root->variable == nullptr;
  }

  void assignment(const Node& node) {
    const auto& targets = node.part(0);
    for (std::size_t i = 1; i < node.parts.size(); ++i) visit(node.part(i));
    for (const auto* target : targets.parts) {
      if (targets.is(NodeKind::list) && target->is(NodeKind::index)) visit_object(*target);
    }
  }

  // Of a[b] = c, a and b are read.
  void visit_object(const Node& target) {
    if (path_of(target)) return;
    for (const auto* part : target.parts) visit(*part);
  }

  void read(const Node& node, const std::string& path) {
    const auto root = path.substr(0, path.find('.'));
    if (root == "wf" || root == "_G" || root == "_ENV") return;
    if (globals_.assigned.contains(root) || globals_.assigned.contains(path)) return;
    if (!globals_.sandbox.contains(root)) return missing_root(node, path, root);
    const auto dot = path.find('.');
    if (dot == std::string::npos) return;
    const auto name = path.substr(0, path.find('.', dot + 1));
    const auto below = globals_.sandbox.lower_bound(root + ".");
    const bool is_library = below != globals_.sandbox.end() && below->starts_with(root + ".");
    if (is_library && !globals_.sandbox.contains(name)) missing_field(node, name);
  }

  void missing_root(const Node& node, const std::string& path, const std::string& root) {
    const auto name = path.substr(0, path.find('.', root.size() + 1));
    if (is_stock(name)) return missing_field(node, name);
    if (globals_.may_be_others) return;
    std::vector<std::string> known(globals_.declared.begin(), globals_.declared.end());
    for (const auto& each : globals_.sandbox) {
      if (!each.contains('.')) known.push_back(each);
    }
    report_.add(node, "unknown_global", root + " is nil: nothing assigns it",
                meant_or(root, known, "or declare it: local " + root + " = …"));
  }

  void missing_field(const Node& node, const std::string& name) {
    const auto root = name.substr(0, name.find('.'));
    auto hint = std::string(replacement_of(name));
    if (hint.empty()) hint = replacement_of(root);
    if (hint.empty()) {
      std::vector<std::string> known;
      for (const auto& each : globals_.sandbox) {
        if (each.starts_with(root + ".")) known.push_back(each);
      }
      const auto meant = nearest_name(name, known);
      if (!meant.empty()) hint = "did you mean " + meant + "?";
    }
    report_.add(node, "not_in_sandbox", "scripts have no " + name, std::move(hint));
  }

  void check_call(const Node& call) {
    const auto path = call.is(NodeKind::call) ? path_of(call.part(0)) : std::nullopt;
    const bool is_format =
        call.is(NodeKind::method) ? call.text == "format" : path == "string.format";
    if (is_format) check_format(call.is(NodeKind::method) ? bare(call.part(0)) : call);
    if (path == "setmetatable" && call.parts.size() > 2) check_metatable(bare(call.part(2)));
  }

  // A literal, or the call whose first argument is one.
  void check_format(const Node& of) {
    if (of.is(NodeKind::call) && of.parts.size() < 2) return;
    const auto& format = of.is(NodeKind::call) ? bare(of.part(1)) : of;
    if (!format.is(NodeKind::literal)) return;
    if (!has_address(format.text)) return;
    report_.add(format, "not_in_sandbox", "%p is refused: addresses differ from run to run",
                "%s shows a value");
  }

  void check_metatable(const Node& table) {
    if (!table.is(NodeKind::table)) return;
    for (const auto* entry : table.parts) {
      const bool has_key = entry->parts.size() == 2 && entry->part(0).is(NodeKind::literal);
      if (!has_key || (entry->part(0).text != "__gc" && entry->part(0).text != "__mode")) continue;
      report_.add(*entry, "refused_metatable",
                  "a metatable with " + std::string(entry->part(0).text) + " is refused",
                  "leave it out: when it takes effect would differ from run to run");
    }
  }

  const Globals& globals_;
  Report& report_;
};

void check_accidents(const Syntax& syntax, const Globals& globals, Report& report) {
  each_target(*syntax.root, true, [&](const Node& target, bool is_outside) {
    const bool is_global = target.is(NodeKind::name) && target.variable == nullptr;
    if (!is_global || is_outside || globals.may_be_others) return;
    const std::string name(target.text);
    if (globals.declared.contains(name) || globals.sandbox.contains(name)) return;
    report.add(target, "accidental_global", name + " is assigned as a global by a function",
               "declare it local, or in the main chunk");
  });
}

}  // namespace

void note_globals(const Syntax& syntax, Globals& globals) {
  globals.may_be_others |= has_hidden_names(*syntax.root);
  each_target(*syntax.root, true, [&](const Node& target, bool is_outside) {
    const auto path = path_of(target);
    const bool is_global = path && (!target.is(NodeKind::name) || target.variable == nullptr);
    if (!is_global) return;
    globals.assigned.insert(*path);
    if (is_outside && target.is(NodeKind::name)) globals.declared.insert(*path);
  });
}

void check_globals(const Syntax& syntax, const Globals& globals, Report& report) {
  Checker(globals, report).visit(*syntax.root);
  check_accidents(syntax, globals, report);
}

std::vector<Finding> findings_in(const Syntax& syntax, const Types& types, const Globals& globals) {
  std::vector<Finding> findings;
  Report report(syntax, findings);
  check_uses_of_wf(syntax, types, globals, report);
  check_globals(syntax, globals, report);
  check_waits(syntax, types, report);
  std::ranges::stable_sort(
      findings, {}, [](const auto& finding) { return std::pair(finding.line, finding.column); });
  return findings;
}

}  // namespace azwf::cli::check
