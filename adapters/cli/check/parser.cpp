// Statements.
#include "adapters/cli/check/parser.hpp"

#include <array>

namespace azwf::cli::check {
namespace {

constexpr std::array<std::string_view, 22> reserved = {
    "and",      "break",  "do",   "else", "elseif", "end",  "false", "for",
    "function", "goto",   "if",   "in",   "local",  "nil",  "not",   "or",
    "repeat",   "return", "then", "true", "until",  "while"};

}  // namespace

bool is_reserved(std::string_view word) {
  return std::ranges::find(reserved, word) != reserved.end();
}

bool Parser::block_ends() const {
  return token_.kind == LuaTokenKind::end || at("end") || at("else") || at("elseif") || at("until");
}

Node* Parser::block() {
  const Deeper deeper(*this);
  auto* node = make(NodeKind::block);
  while (!block_ends()) {
    if (at("return")) {
      put(node, give_back());
      break;
    }
    if (auto* each = statement()) put(node, each);
  }
  return node;
}

Node* Parser::give_back() {
  auto* node = make(NodeKind::give_back);
  take();
  if (!block_ends() && !at(";")) put_expressions(node);
  accept(";");
  return node;
}

Node* Parser::statement() {
  if (accept(";")) return nullptr;
  if (at("if")) return branch();
  if (at("while")) return while_loop();
  if (at("for")) return for_loop();
  if (at("repeat")) return repeat_loop();
  if (at("function")) return function_statement();
  if (at("local")) return local();
  if (at("do")) {
    take();
    return block_until_end();
  }
  if (at("::")) return label();
  if (at("break") || at("goto")) return jump();
  return expression_statement();
}

Node* Parser::block_until_end() {
  auto* node = block();
  expect("end");
  return node;
}

Node* Parser::label() {
  auto* node = make(NodeKind::jump);
  take();
  take_name();
  expect("::");
  return node;
}

Node* Parser::jump() {
  auto* node = make(NodeKind::jump);
  if (take().text == "goto") take_name();
  return node;
}

Node* Parser::branch() {
  auto* node = make(NodeKind::branch);
  do {
    take();
    put(node, expression());
    expect("then");
    put(node, block());
  } while (at("elseif"));
  if (accept("else")) put(node, block());
  expect("end");
  return node;
}

Node* Parser::while_loop() {
  auto* node = make(NodeKind::while_loop);
  take();
  put(node, expression());
  expect("do");
  put(node, block_until_end());
  return node;
}

Node* Parser::repeat_loop() {
  auto* node = make(NodeKind::repeat_loop);
  take();
  put(node, block());
  expect("until");
  put(node, expression());
  return node;
}

Node* Parser::for_loop() {
  auto* node = make(NodeKind::numeric_loop);
  take();
  auto* first = name_node();
  if (accept("=")) {
    put(node, first);
    put_expressions(node);
  } else {
    node->kind = NodeKind::generic_loop;
    auto* names = make_at(NodeKind::list, *first);
    put(names, first);
    while (accept(",")) put(names, name_node());
    expect("in");
    put(node, names);
    put(node, expressions());
  }
  expect("do");
  put(node, block_until_end());
  return node;
}

Node* Parser::function_statement() {
  auto* node = make(NodeKind::function_statement);
  take();
  auto* target = name_node();
  bool has_self = false;
  while (!has_self && (at(".") || at(":"))) {
    has_self = take().text == ":";
    target = field_of(target);
  }
  put(node, target);
  put(node, function_body(has_self));
  return node;
}

Node* Parser::local() {
  auto* node = make(NodeKind::local);
  take();
  if (accept("function")) {
    node->kind = NodeKind::local_function;
    put(node, name_node());
    put(node, function_body(false));
    return node;
  }
  auto* names = make(NodeKind::list);
  do {
    put(names, name_node());
    if (accept("<")) {
      take_name();
      expect(">");
    }
  } while (accept(","));
  put(node, names);
  put(node, accept("=") ? expressions() : make(NodeKind::list));
  return node;
}

Node* Parser::expression_statement() {
  auto* first = suffixed();
  if (!at("=") && !at(",")) {
    if (!first->is(NodeKind::call) && !first->is(NodeKind::method)) fail("syntax error");
    return first;
  }
  auto* node = make_at(NodeKind::assignment, *first);
  auto* targets = make_at(NodeKind::list, *first);
  put(targets, target(first));
  while (accept(",")) put(targets, target(suffixed()));
  expect("=");
  put(node, targets);
  put(node, expressions());
  return node;
}

Node* Parser::target(Node* node) {
  if (!node->is(NodeKind::name) && !node->is(NodeKind::index)) fail("cannot be assigned");
  return node;
}

Parsed parse_lua(std::string_view text) { return Parser(text).parse(); }

}  // namespace azwf::cli::check
