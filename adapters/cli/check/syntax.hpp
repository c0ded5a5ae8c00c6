// A Lua source as a tree, as Lua 5.4 reads it, and to what its names refer.
#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azwf::cli::check {

enum class NodeKind {
  // statements
  block,               // statements
  local,               // list of names, list of values
  assignment,          // list of targets, list of values
  function_statement,  // target, function
  local_function,      // name, function
  while_loop,          // condition, block
  repeat_loop,         // block, condition
  branch,              // condition, block, … [block]
  numeric_loop,        // name, first, last, [step], block
  generic_loop,        // list of names, list of values, block
  give_back,           // values
  jump,                // break, goto, a label
  // expressions
  nothing,    // nil
  truth,      // true or false: `text`
  number,     // `text`
  literal,    // a string: `text` is what is between the quotes
  rest,       // ...
  function,   // list of names, block; `text` is "self" for one that has it unsaid
  name,       // `text`; `variable` when it is a local one
  index,      // object, key
  call,       // callee, arguments
  method,     // object, arguments; `text` is its name
  table,      // entries
  entry,      // [key,] value
  operation,  // one or two operands; `text` is the operator
  group,      // in parentheses
  // besides
  list,
};

struct Node;

// A local variable, parameters and loop variables included.
struct Variable {
  std::string_view name;
  const Node* value = nullptr;  // what a single local was declared with, functions included
  bool is_assigned = false;     // after its declaration
};

struct Node {
  NodeKind kind;
  std::int64_t line = 0;
  std::size_t offset = 0;
  std::string_view text;
  bool is_plain = true;  // a literal without escapes
  std::size_t height = 1;
  std::vector<Node*> parts;
  Variable* variable = nullptr;

  [[nodiscard]] bool is(NodeKind wanted) const { return kind == wanted; }
  [[nodiscard]] const Node& part(std::size_t i) const { return *parts.at(i); }
  [[nodiscard]] const Node& last() const { return *parts.back(); }
};

// Keeps nodes and variables; the source's text must outlive it.
class Syntax {
 public:
  explicit Syntax(std::string_view text) : text_(text) {}
  Syntax(Syntax&&) = default;

  Node* root = nullptr;

  Node* add(NodeKind kind, std::int64_t line, std::size_t offset) {
    return &nodes_.emplace_back(kind, line, offset);
  }
  Variable* add_variable(std::string_view name) {
    return &variables_.emplace_back(Variable{.name = name});
  }
  // In characters, from 1 on.
  [[nodiscard]] std::int64_t column_of(const Node& node) const;

 private:
  std::string_view text_;
  std::deque<Node> nodes_;
  std::deque<Variable> variables_;
};

struct SyntaxProblem {
  std::int64_t line = 0;
  std::string what;
  bool is_limit = false;  // it may well be Lua, but is nested too deep to be looked through
};

// Names are resolved. What is wrong is told for tests: users are told what Lua itself says.
using Parsed = std::expected<Syntax, SyntaxProblem>;
Parsed parse_lua(std::string_view text);
// Sets the variables of names. Part of parse_lua.
void resolve_names(Syntax& syntax);

// The dotted name of what stands there, from a global on: "wf.exec", also through locals that were
// declared as it and never assigned. Nothing for anything else.
std::optional<std::string> global_path(const Node& node);
// The function that stands there, written there or kept in a local that is never assigned.
const Node* known_function(const Node& node);
// A node that is no group, inside its parentheses.
const Node& bare(const Node& node);

}  // namespace azwf::cli::check
