// A scanner for just as much C++ as is needed to tell code from comments and literals.
#include "tests/tidy/code.hpp"

#include <algorithm>
#include <cctype>

namespace azwf::tests::tidy {

namespace {

class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text), code_(text) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return std::move(code_);
  }

 private:
  void step() {
    if (rest().starts_with("//")) return blank_to(find("\n", at_));
    if (rest().starts_with("/*")) return blank_to(find("*/", at_ + 2) + 2);
    if (rest().starts_with("R\"") && !follows_word()) return raw_string();
    if (text_[at_] == '"') return literal('"');
    if (text_[at_] == '\'' && !is_digit_separator()) return literal('\'');
    ++at_;
  }

  // R"tag( … )tag"
  void raw_string() {
    const std::size_t open = find("(", at_);
    const std::string tag(text_.substr(at_ + 2, open - at_ - 2));
    at_ += 2;
    blank_to(find(")" + tag + "\"", open) + tag.size() + 1);
    ++at_;
  }

  void literal(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2 : 1;
    }
    ++at_;
    blank_to(end);
    if (at_ < text_.size() && text_[at_] == quote) ++at_;
  }

  void blank_to(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) {
      if (text_[at_] != '\n') code_[at_] = ' ';
    }
  }

  // 1'000'000, but not u8'x'
  [[nodiscard]] bool is_digit_separator() const {
    std::size_t begin = at_;
    while (begin > 0 && (is_word_character(text_[begin - 1]) || text_[begin - 1] == '\'')) --begin;
    return begin < at_ && std::isdigit(static_cast<unsigned char>(text_[begin])) != 0;
  }

  // In FOR"x" the R belongs to a name; in u8R"x" it does not, but there is no need for those here.
  [[nodiscard]] bool follows_word() const { return at_ > 0 && is_word_character(text_[at_ - 1]); }

  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

  [[nodiscard]] std::size_t find(std::string_view what, std::size_t from) const {
    return std::min(text_.find(what, from), text_.size());
  }

  std::string_view text_;
  std::string code_;
  std::size_t at_ = 0;
};

std::size_t word_length(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_word_character) - text.begin());
}

}  // namespace

std::string code_of(std::string_view text) { return Blanker(text).run(); }

std::string without_directives(std::string_view code) {
  std::string result(code);
  bool at_line_start = true;
  bool in_directive = false;
  for (std::size_t at = 0; at < result.size(); ++at) {
    char& character = result[at];
    if (character == '\n') {
      in_directive = in_directive && at > 0 && code[at - 1] == '\\';
      at_line_start = true;
      continue;
    }
    if (at_line_start && character == '#') in_directive = true;
    if (character != ' ') at_line_start = false;
    if (in_directive) character = ' ';
  }
  return result;
}

std::vector<Token> tokens_of(std::string_view code) {
  std::vector<Token> tokens;
  std::size_t line = 1;
  while (!code.empty()) {
    std::size_t length = word_length(code);
    if (length == 0) length = code.starts_with("::") || code.starts_with("->") ? 2 : 1;
    if (code.front() == '\n') ++line;
    if (std::isspace(static_cast<unsigned char>(code.front())) == 0) {
      tokens.push_back({code.substr(0, length), line});
    }
    code.remove_prefix(length);
  }
  return tokens;
}

bool is_word_character(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_';
}

}  // namespace azwf::tests::tidy
