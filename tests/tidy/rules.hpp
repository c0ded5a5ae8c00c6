// The rules of the house. Each is a function over the tree, so that a test can show it a violation.
// To add one: write it, list it in rules.cpp, and give it a fixture that breaks it.
#pragma once

#include <string_view>
#include <vector>

#include "tests/tidy/tree.hpp"

namespace azwf::tests::tidy {

// includes.cpp: who may include whom
Violations includes_point_downwards(const Tree& tree);
Violations includes_exist(const Tree& tree);
Violations libraries_stay_home(const Tree& tree);
Violations headers_hide_libraries(const Tree& tree);

// sizes.cpp, functions.cpp
Violations files_are_short(const Tree& tree);
Violations lines_are_short(const Tree& tree);
Violations functions_are_short(const Tree& tree);

// bans.cpp: calls that have a better replacement here
Violations nothing_banned_is_used(const Tree& tree);

// layout.cpp: what a reader may rely on finding
Violations files_open_with_a_comment(const Tree& tree);
Violations headers_are_included_once(const Tree& tree);
Violations folders_have_a_readme(const Tree& tree);
Violations readmes_are_short(const Tree& tree);
Violations top_level_is_known(const Tree& tree);
Violations no_machine_is_named(const Tree& tree);

struct Rule {
  std::string_view name;
  Violations (*check)(const Tree& tree);
};

const std::vector<Rule>& rules();

}  // namespace azwf::tests::tidy
