// A name is looked at where it is written; what an alias stands for is told where that is declared.
#include <algorithm>

#include "adapters/cli/check/rules.hpp"
#include "engine/base/nearest.hpp"

namespace azwf::cli::check {
namespace {

constexpr std::string_view prefix = "wf.";

// What scripts can write; classes have names of their own.
bool is_of_scripts(const Annotation& each) {
  return each.name.starts_with("wf") && (!each.usage.empty() || each.table == each.name);
}

class Uses {
 public:
  Uses(const Types& types, const Globals& globals, Report& report)
      : types_(types), globals_(globals), report_(report) {
    for (const auto& each : types.all()) {
      if (is_of_scripts(each)) names_.insert(each.name);
    }
  }

  void visit(const Node& node) {
    if (node.is(NodeKind::index) && global_path(node)) {
      check_name(node);
      return;
    }
    if (node.is(NodeKind::call)) check_call(node);
    if (node.is(NodeKind::method)) check_method(node);
    for (const auto* part : node.parts) visit(*part);
  }

 private:
  // The shortest part of the name that there is not; nothing when all is known. What follows a
  // function or a value is not ours to judge.
  [[nodiscard]] std::optional<std::string> unknown_part(const std::string& name) const {
    if (!name.starts_with(prefix)) return std::nullopt;
    for (auto dot = name.find('.', prefix.size());; dot = name.find('.', dot + 1)) {
      const auto part = name.substr(0, dot);
      if (globals_.assigned.contains(part)) return std::nullopt;
      if (!names_.contains(part)) return part;
      const auto below = names_.lower_bound(part + ".");
      const bool is_table = below != names_.end() && below->starts_with(part + ".");
      if (dot == std::string::npos || !is_table) return std::nullopt;
    }
  }

  void check_name(const Node& node) {
    const auto unknown = unknown_part(*global_path(node));
    if (!unknown || is_told_elsewhere(node)) return;
    const std::vector<std::string> known(names_.begin(), names_.end());
    const auto meant = nearest_name(*unknown, known);
    report_.add(node, "unknown_name", "there is no " + *unknown,
                meant.empty() ? "azwf help wf lists what there is" : "did you mean " + meant + "?");
  }

  // Whether the unknown part is in what an alias was declared as.
  [[nodiscard]] bool is_told_elsewhere(const Node& node) const {
    const auto* root = &node;
    while (root->is(NodeKind::index)) root = &bare(root->part(0));
    return root->variable != nullptr && unknown_part(*global_path(*root)).has_value();
  }

  [[nodiscard]] const Annotation* function_at(const Node& callee) const {
    const auto path = global_path(callee);
    if (!path || globals_.assigned.contains(*path)) return nullptr;
    const auto* found = types_.find(*path);
    return found != nullptr && !found->usage.empty() ? found : nullptr;
  }

  void check_call(const Node& call) {
    const auto* function = function_at(call.part(0));
    if (function == nullptr) return;
    for (auto& misfit : types_.misfits_of_call(*function, call)) {
      report_.add(*misfit.where, std::move(misfit.code), std::move(misfit.message),
                  std::move(misfit.hint));
    }
  }

  // wf:exec { … } would pass wf itself.
  void check_method(const Node& call) {
    const auto object = global_path(call.part(0));
    if (!object || (*object != "wf" && !object->starts_with(prefix))) return;
    const auto name = *object + "." + std::string(call.text);
    if (names_.contains(name)) {
      report_.add(call, "bad_call", name + " is called with a colon", "write a dot: " + name);
    }
  }

  const Types& types_;
  const Globals& globals_;
  Report& report_;
  Names names_;
};

}  // namespace

void check_uses_of_wf(const Syntax& syntax, const Types& types, const Globals& globals,
                      Report& report) {
  if (globals.assigned.contains("wf")) return;
  Uses(types, globals, report).visit(*syntax.root);
}

}  // namespace azwf::cli::check
