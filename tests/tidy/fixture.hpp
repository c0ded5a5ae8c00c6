// Made-up trees for the rules' own tests, and what a rule says about them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/tidy/rules.hpp"

namespace azwf::tests::tidy {

using Texts = std::vector<std::pair<std::string, std::string>>;  // path, text

inline Tree tree_of(const Texts& texts) {
  Tree tree;
  for (const auto& [path, text] : texts) tree.files.emplace_back(path, text);
  return tree;
}

// "path:line", one after the other, apart by spaces: what a fixture should be found guilty of.
inline std::string found(const Violations& violations) {
  std::string text;
  for (const Violation& violation : violations) {
    text += (text.empty() ? "" : " ") + violation.path + ":" + std::to_string(violation.line);
  }
  return text;
}

}  // namespace azwf::tests::tidy
