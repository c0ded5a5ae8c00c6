// What a compiler would see of a C++ file, near enough: text without comments and literals, and its
// tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace azwf::tests::tidy {

// Comments and the insides of literals become spaces; quotes and line ends stay where they are, so
// lines and columns mean the same in the result as in the text.
std::string code_of(std::string_view text);

// Preprocessor lines, with their continuations, become spaces too.
std::string without_directives(std::string_view code);

struct Token {
  std::string_view text;  // a word or number, "::", "->", or one other character
  std::size_t line = 1;
};

std::vector<Token> tokens_of(std::string_view code);

bool is_word_character(char character);

}  // namespace azwf::tests::tidy
