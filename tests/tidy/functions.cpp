// Walks the braces of a file. What a brace opens is told by its head: what stands since the last
// brace or semicolon.
#include "tests/tidy/functions.hpp"

#include <algorithm>
#include <cctype>

#include "tests/tidy/code.hpp"
#include "tests/tidy/rules.hpp"

namespace azwf::tests::tidy {

namespace {

constexpr std::size_t function_lines_max = 50;

enum class Opens { scope, function, data };

using Tokens = std::vector<Token>;

bool is_word(const Token& token) { return is_word_character(token.text.front()); }

bool has(const Tokens& head, std::string_view word) {
  return std::ranges::find(head, word, &Token::text) != head.end();
}

// struct X, enum class Y : int, class Z : public W
bool is_type(const Tokens& head) {
  for (auto token = head.rbegin(); token != head.rend(); ++token) {
    const std::string_view text = token->text;
    if (text == "(" || text == ")") return false;
    if (text == "struct" || text == "class" || text == "union" || text == "enum") return true;
  }
  return false;
}

// [](int x), [&]() -> int
bool is_lambda(const Tokens& head) {
  for (std::size_t i = 1; i < head.size(); ++i) {
    if (head[i].text == "(" && head[i - 1].text == "]") return true;
  }
  return false;
}

// An initialiser: X x = …, but not operator==( … ) nor template <class T = int>.
bool is_assignment(const Tokens& head) {
  int parentheses = 0;
  int angles = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const std::string_view text = head[i].text;
    if (text == "operator") return false;
    if (text == "(") ++parentheses;
    if (text == ")") --parentheses;
    if (text == "<") ++angles;
    if (text == ">") --angles;
    if (text == "=" && parentheses == 0 && angles <= 0) return true;
  }
  return false;
}

Opens what_opens(const Tokens& head) {
  if (is_lambda(head)) return Opens::function;
  if (is_assignment(head)) return Opens::data;
  if (has(head, "namespace") || is_type(head)) return Opens::scope;
  return has(head, "(") ? Opens::function : Opens::data;  // extern "C" { … } is walked into as well
}

class Walker {
 public:
  std::vector<Function> run(const Tokens& tokens) {
    for (const Token& token : tokens) step(token);
    return std::move(functions_);
  }

 private:
  void step(const Token& token) {
    if (inside_ > 0) return skip(token);
    if (token.text == "{") return open(token);
    if (token.text == "}") return head_.clear();
    if (token.text == "(") ++parentheses_;
    if (token.text == ")") --parentheses_;
    if (token.text == ";" && parentheses_ == 0) return head_.clear();
    head_.push_back(token);
    if (ends_access()) head_.clear();
  }

  void open(const Token& brace) {
    const bool part_of_head = parentheses_ > 0 || initialises_member();
    const Opens opens = what_opens(head_);
    if (!part_of_head && opens != Opens::function) return head_.clear();
    inside_ = 1;
    measured_ = !part_of_head || is_lambda(head_);
    line_ = brace.line;
  }

  // Counts braces until the block is closed; then records it, or goes on with the head around it.
  void skip(const Token& token) {
    if (token.text == "{") ++inside_;
    if (token.text == "}") --inside_;
    if (inside_ > 0) return;
    if (measured_) {
      functions_.push_back({name(), line_, token.line - line_ + 1});
    }
    const bool head_goes_on = parentheses_ > 0 || !measured_;
    if (!head_goes_on) return head_.clear();
    head_.push_back(token);
  }

  // X::X() : a_(1), b_{2} { … }: a brace after a name, behind "):", initialises that member.
  [[nodiscard]] bool initialises_member() const {
    if (head_.empty() || !(is_word(head_.back()) || head_.back().text == ">")) return false;
    for (std::size_t i = 1; i < head_.size(); ++i) {
      const bool after_signature = head_[i - 1].text == ")" || head_[i - 1].text == "noexcept";
      if (head_[i].text == ":" && after_signature) return true;
    }
    return false;
  }

  // public: and the like end what stood before, as a semicolon does.
  [[nodiscard]] bool ends_access() const {
    if (head_.size() < 2 || head_.back().text != ":") return false;
    const std::string_view word = head_[head_.size() - 2].text;
    return word == "public" || word == "protected" || word == "private";
  }

  [[nodiscard]] std::string name() const {
    std::string text;
    for (const Token& token : head_) {
      const bool apart = !text.empty() && is_word(token) && is_word_character(text.back());
      text += (apart ? " " : "") + std::string(token.text);
    }
    constexpr std::size_t shown = 60;
    return text.size() <= shown ? text : "…" + text.substr(text.size() - shown);
  }

  std::vector<Function> functions_;
  Tokens head_;
  int parentheses_ = 0;
  int inside_ = 0;  // how many braces deep in a block whose inside does not matter
  bool measured_ = false;
  std::size_t line_ = 0;
};

}  // namespace

std::vector<Function> functions_of(std::string_view code) {
  const std::string plain = without_directives(code);
  return Walker().run(tokens_of(plain));
}

Violations functions_are_short(const Tree& tree) {
  Violations violations;
  for (const File& file : tree.files) {
    for (const Function& function : functions_of(file.code)) {
      if (function.lines <= function_lines_max) continue;
      violations.push_back({file.path, function.line,
                            std::to_string(function.lines) + " lines, at most " +
                                std::to_string(function_lines_max) + ": " + function.head});
    }
  }
  return violations;
}

}  // namespace azwf::tests::tidy
