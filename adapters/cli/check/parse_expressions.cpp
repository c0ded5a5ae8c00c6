// Expressions.
#include "adapters/cli/check/parser.hpp"

#include <array>

namespace azwf::cli::check {
namespace {

constexpr int unary_priority = 12;

struct Operator {
  std::string_view text;
  int left;
  int right;  // smaller than left: what stands to the right belongs together
};
constexpr std::array<Operator, 21> operators{{
    {"or", 1, 1},   {"and", 2, 2}, {"<", 3, 3},   {">", 3, 3},   {"<=", 3, 3},  {">=", 3, 3},
    {"~=", 3, 3},   {"==", 3, 3},  {"|", 4, 4},   {"~", 5, 5},   {"&", 6, 6},   {"<<", 7, 7},
    {">>", 7, 7},   {"..", 9, 8},  {"+", 10, 10}, {"-", 10, 10}, {"*", 11, 11}, {"/", 11, 11},
    {"//", 11, 11}, {"%", 11, 11}, {"^", 14, 13},
}};
const Operator* binary_operator(const LuaToken& token) {
  const bool may_be = token.kind == LuaTokenKind::symbol || token.kind == LuaTokenKind::name;
  const auto found = std::ranges::find(operators, token.text, &Operator::text);
  return may_be && found != operators.end() ? &*found : nullptr;
}

}  // namespace

void Parser::put_expressions(Node* parent) {
  do put(parent, expression());
  while (accept(","));
}

Node* Parser::expressions() {
  auto* node = make(NodeKind::list);
  put_expressions(node);
  return node;
}

Node* Parser::expression(int priority) {
  const Deeper deeper(*this);
  auto* left = operand();
  for (const auto* each = binary_operator(token_); each != nullptr && each->left > priority;
       each = binary_operator(token_)) {
    auto* node = make_at(NodeKind::operation, *left);
    node->text = take().text;
    put(node, left);
    put(node, expression(each->right));
    left = node;
  }
  return left;
}

Node* Parser::operand() {
  if (!at("not") && !at("-") && !at("#") && !at("~")) return simple();
  auto* node = make(NodeKind::operation);
  node->text = take().text;
  put(node, expression(unary_priority));
  return node;
}

Node* Parser::simple() {
  if (token_.kind == LuaTokenKind::number) return leaf(NodeKind::number);
  if (token_.kind == LuaTokenKind::text) return leaf(NodeKind::literal);
  if (at("nil")) return leaf(NodeKind::nothing);
  if (at("true") || at("false")) return leaf(NodeKind::truth);
  if (at("...")) return leaf(NodeKind::rest);
  if (at("{")) return table();
  if (!at("function")) return suffixed();
  take();
  return function_body(false);
}

Node* Parser::primary() {
  if (!at("(")) return name_node();
  auto* node = make(NodeKind::group);
  take();
  put(node, expression());
  expect(")");
  return node;
}

Node* Parser::suffixed() {
  auto* node = primary();
  for (;;) {
    if (at(".")) {
      take();
      node = field_of(node);
    } else if (at("[")) {
      node = element_of(node);
    } else if (at(":")) {
      take();
      node = method_of(node);
    } else if (at("(") || at("{") || token_.kind == LuaTokenKind::text) {
      auto* call = make_at(NodeKind::call, *node);
      call->line = token_.line;
      put(call, node);
      put_arguments(call);
      node = call;
    } else {
      return node;
    }
  }
}

Node* Parser::field_of(Node* object) {
  auto* node = make_at(NodeKind::index, *object);
  auto* key = make(NodeKind::literal);
  key->text = take_name().text;
  put(node, object);
  put(node, key);
  return node;
}

Node* Parser::element_of(Node* object) {
  auto* node = make_at(NodeKind::index, *object);
  take();
  put(node, object);
  put(node, expression());
  expect("]");
  return node;
}

Node* Parser::method_of(Node* object) {
  auto* node = make(NodeKind::method);
  node->text = take_name().text;
  put(node, object);
  put_arguments(node);
  return node;
}

void Parser::put_arguments(Node* call) {
  if (token_.kind == LuaTokenKind::text) return put(call, leaf(NodeKind::literal));
  if (at("{")) return put(call, table());
  expect("(");
  if (!at(")")) put_expressions(call);
  expect(")");
}

Node* Parser::table() {
  const Deeper deeper(*this);
  auto* node = make(NodeKind::table);
  expect("{");
  while (!at("}")) {
    put(node, entry());
    if (!accept(",") && !accept(";")) break;
  }
  expect("}");
  return node;
}

Node* Parser::entry() {
  auto* node = make(NodeKind::entry);
  if (at("[")) {
    take();
    put(node, expression());
    expect("]");
    expect("=");
  } else if (token_.kind == LuaTokenKind::name && !is_reserved(token_.text) &&
             ahead().is_symbol("=")) {
    auto* key = make(NodeKind::literal);
    key->text = take().text;
    put(node, key);
    take();
  }
  put(node, expression());
  return node;
}

Node* Parser::function_body(bool has_self) {
  const Deeper deeper(*this);
  auto* node = make(NodeKind::function);
  if (has_self) node->text = "self";
  auto* names = make(NodeKind::list);
  expect("(");
  for (bool goes_on = !at(")"); goes_on; goes_on = accept(",")) {
    if (accept("...")) break;
    put(names, name_node());
  }
  expect(")");
  put(node, names);
  put(node, block_until_end());
  return node;
}

}  // namespace azwf::cli::check
