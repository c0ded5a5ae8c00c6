// To what names refer: blocks are walked in order, a local is seen from the statement after its own
// on.
#include <algorithm>

#include "adapters/cli/check/syntax.hpp"

namespace azwf::cli::check {
namespace {

class Resolver {
 public:
  explicit Resolver(Syntax& syntax) : syntax_(syntax) {}

  void block(Node& node) {
    const auto outer = visible_.size();
    each(node);
    visible_.resize(outer);
  }

 private:
  void each(Node& node) {
    for (auto* part : node.parts) visit(*part);
  }

  void visit(Node& node) {
    switch (node.kind) {
      case NodeKind::block: return block(node);
      case NodeKind::local: return local(node);
      case NodeKind::local_function:
        declare(*node.parts[0])->value = node.parts[1];
        return visit(*node.parts[1]);
      case NodeKind::function_statement:
        if (node.part(0).is(NodeKind::name)) return assign(node);
        return each(node);
      case NodeKind::assignment: return assign(node);
      case NodeKind::repeat_loop: return repeat_loop(node);
      case NodeKind::numeric_loop:
      case NodeKind::generic_loop: return loop(node);
      case NodeKind::function: return function(node);
      case NodeKind::name: node.variable = find(node.text); return;
      default: return each(node);
    }
  }

  void local(Node& node) {
    auto* const names = node.parts[0];
    auto* const values = node.parts[1];
    each(*values);
    const bool is_single = names->parts.size() == values->parts.size();
    for (std::size_t i = 0; i < names->parts.size(); ++i) {
      auto* variable = declare(*names->parts[i]);
      if (is_single) variable->value = values->parts[i];
    }
  }

  void assign(Node& node) {
    each(node);
    auto& first = *node.parts[0];
    if (first.is(NodeKind::name)) return note_assigned(first);
    for (auto* target : first.parts) note_assigned(*target);
  }

  static void note_assigned(const Node& target) {
    if (target.is(NodeKind::name) && target.variable != nullptr) {
      target.variable->is_assigned = true;
    }
  }

  // The condition sees what is local in the block.
  void repeat_loop(Node& node) {
    const auto outer = visible_.size();
    each(*node.parts[0]);
    visit(*node.parts[1]);
    visible_.resize(outer);
  }

  void loop(Node& node) {
    const auto outer = visible_.size();
    for (std::size_t i = 1; i + 1 < node.parts.size(); ++i) visit(*node.parts[i]);
    auto& names = *node.parts[0];
    if (names.is(NodeKind::name)) declare(names);
    for (auto* name : names.parts) declare(*name);
    visit(*node.parts.back());
    visible_.resize(outer);
  }

  void function(Node& node) {
    const auto outer = visible_.size();
    if (!node.text.empty()) visible_.push_back(syntax_.add_variable(node.text));
    for (auto* name : node.parts[0]->parts) declare(*name);
    visit(*node.parts[1]);
    visible_.resize(outer);
  }

  Variable* declare(Node& name) {
    name.variable = syntax_.add_variable(name.text);
    visible_.push_back(name.variable);
    return name.variable;
  }

  [[nodiscard]] Variable* find(std::string_view name) const {
    const auto found = std::find_if(visible_.rbegin(), visible_.rend(),
                                    [&](const auto* each) { return each->name == name; });
    return found == visible_.rend() ? nullptr : *found;
  }

  Syntax& syntax_;
  std::vector<Variable*> visible_;
};

// What a name stands for, where that is certain: what its local was declared with.
const Node* declared_value(const Node& name) {
  const auto* variable = name.variable;
  return variable == nullptr || variable->is_assigned ? nullptr : variable->value;
}

}  // namespace

void resolve_names(Syntax& syntax) { Resolver(syntax).block(*syntax.root); }

const Node& bare(const Node& node) {
  const auto* inner = &node;
  while (inner->is(NodeKind::group)) inner = &inner->part(0);
  return *inner;
}

std::optional<std::string> global_path(const Node& of) {
  const auto& node = bare(of);
  if (node.is(NodeKind::name)) {
    if (node.variable == nullptr) return std::string(node.text);
    const auto* value = declared_value(node);
    return value == nullptr ? std::nullopt : global_path(*value);
  }
  if (!node.is(NodeKind::index) || !node.part(1).is(NodeKind::literal)) return std::nullopt;
  auto path = global_path(node.part(0));
  if (path) path->append(".").append(node.part(1).text);
  return path;
}

const Node* known_function(const Node& of) {
  const auto& node = bare(of);
  if (node.is(NodeKind::function)) return &node;
  const auto* value = node.is(NodeKind::name) ? declared_value(node) : nullptr;
  return value == nullptr ? nullptr : known_function(*value);
}

std::int64_t Syntax::column_of(const Node& node) const {
  const auto before = text_.substr(0, std::min(node.offset, text_.size()));
  const auto line = before.substr(before.rfind('\n') + 1);
  return 1 + std::ranges::count_if(
                 line, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
}

}  // namespace azwf::cli::check
