// Recursive descent over one source, statement by statement as the manual's grammar has them. After
// the first problem there are no more tokens, so that everything that was begun ends.
#pragma once

#include <algorithm>
#include <utility>

#include "adapters/cli/check/syntax.hpp"
#include "engine/program/lua_lexer.hpp"

namespace azwf::cli::check {

// Words of the language, which name nothing.
bool is_reserved(std::string_view word);

class Parser {
 public:
  static constexpr std::size_t nesting_max = 200;   // Lua's own limit
  static constexpr std::size_t height_max = 1'000;  // of the tree: long chains count, too

  explicit Parser(std::string_view text) : lexer_(text), syntax_(text) { take(); }

  Parsed parse() {
    syntax_.root = block();
    if (token_.kind != LuaTokenKind::end) fail("unexpected '" + std::string(token_.text) + "'");
    if (problem_) return std::unexpected(*std::move(problem_));
    resolve_names(syntax_);
    return std::move(syntax_);
  }

 private:
  class Deeper {
   public:
    explicit Deeper(Parser& parser) : parser_(parser) {
      if (++parser_.nesting_ > nesting_max) parser_.fail("nested too deep", true);
    }
    ~Deeper() { --parser_.nesting_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    Parser& parser_;
  };

  void fail(std::string what, bool is_limit = false) {
    if (!problem_) problem_ = SyntaxProblem{token_.line, std::move(what), is_limit};
    token_ = {.line = token_.line};
  }

  // ---- tokens
  LuaToken take() {
    if (problem_) return token_;
    auto taken = token_;
    token_ = ahead_ ? *std::exchange(ahead_, std::nullopt) : lexer_.next();
    if (token_.kind == LuaTokenKind::text && !token_.is_ended) fail("a text without its end");
    return taken;
  }
  const LuaToken& ahead() {
    if (!ahead_) ahead_ = lexer_.next();
    return *ahead_;
  }
  [[nodiscard]] bool at(std::string_view text) const {
    return token_.text == text && (token_.kind == LuaTokenKind::symbol ||
                                   (token_.kind == LuaTokenKind::name && is_reserved(text)));
  }
  bool accept(std::string_view text) {
    if (!at(text)) return false;
    take();
    return true;
  }
  void expect(std::string_view text) {
    if (!accept(text)) fail("'" + std::string(text) + "' expected");
  }
  LuaToken take_name() {
    if (token_.kind != LuaTokenKind::name || is_reserved(token_.text)) fail("name expected");
    return take();
  }

  // ---- nodes
  Node* make(NodeKind kind) { return syntax_.add(kind, token_.line, token_.offset); }
  Node* make_at(NodeKind kind, const Node& place) {
    return syntax_.add(kind, place.line, place.offset);
  }
  void put(Node* parent, Node* part) {
    parent->parts.push_back(part);
    parent->height = std::max(parent->height, part->height + 1);
    if (parent->height > height_max) fail("nested too deep", true);
  }
  Node* leaf(NodeKind kind) {
    auto* node = make(kind);
    node->is_plain = token_.is_literal;
    node->text = take().text;
    return node;
  }
  Node* name_node() {
    auto* node = make(NodeKind::name);
    node->text = take_name().text;
    return node;
  }

  // ---- statements (parser.cpp)
  [[nodiscard]] bool block_ends() const;
  Node* block();
  Node* give_back();
  Node* statement();
  Node* block_until_end();
  Node* label();
  Node* jump();
  Node* branch();
  Node* while_loop();
  Node* repeat_loop();
  Node* for_loop();
  Node* function_statement();
  Node* local();
  Node* expression_statement();
  Node* target(Node* node);

  // ---- expressions (parse_expressions.cpp)
  void put_expressions(Node* parent);
  Node* expressions();

  Node* expression(int priority = 0);
  Node* operand();
  Node* simple();
  Node* primary();
  Node* suffixed();
  Node* field_of(Node* object);
  Node* element_of(Node* object);
  Node* method_of(Node* object);
  void put_arguments(Node* call);
  Node* table();
  Node* entry();
  Node* function_body(bool has_self);

  LuaLexer lexer_;
  Syntax syntax_;
  LuaToken token_;
  std::optional<LuaToken> ahead_;
  std::size_t nesting_ = 0;
  std::optional<SyntaxProblem> problem_;
};

}  // namespace azwf::cli::check
