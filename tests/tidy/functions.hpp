// Measures the bodies of C++ functions by their braces.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace azwf::tests::tidy {

struct Function {
  std::string head;       // what stands before its brace, on one line, shortened from the left
  std::size_t line = 0;   // of the opening brace
  std::size_t lines = 0;  // from the opening to the closing brace, both counted
};

// Functions, methods, and lambdas that are part of no function, in `code` (see code_of). What
// stands inside a function belongs to it.
std::vector<Function> functions_of(std::string_view code);

}  // namespace azwf::tests::tidy
