// Each rule about layout, shown a violation.
#include <boost/test/unit_test.hpp>

#include "tests/tidy/fixture.hpp"

namespace azwf::tests::tidy {

BOOST_AUTO_TEST_SUITE(layout)

BOOST_AUTO_TEST_CASE(files_open_with_what_they_are) {
  const Tree tree = tree_of({{"engine/base/a.cpp", "// What it is.\nint x;\n"},
                             {"engine/base/b.cpp", "#include <vector>\n// too late\n"},
                             {"scripts/wf/c.lua", "-- What it is.\n"},
                             {"scripts/wf/d.lua", "local x = 1\n"},
                             {"tests/cli/run.lua", "#!/usr/bin/lua\n\n-- What it is.\n"}});
  BOOST_TEST(found(files_open_with_a_comment(tree)) == "engine/base/b.cpp:1 scripts/wf/d.lua:1");
}

BOOST_AUTO_TEST_CASE(headers_guard_themselves) {
  const Tree tree =
      tree_of({{"a.hpp", "// A.\n#pragma once\n"}, {"b.hpp", "// #pragma once\nint x;\n"}});
  BOOST_TEST(found(headers_are_included_once(tree)) == "b.hpp:1");
}

BOOST_AUTO_TEST_CASE(folders_say_what_they_are) {
  const Tree tree = tree_of({{"engine/base/a.cpp", ""},
                             {"engine/base/README.md", "Base.\n"},
                             {"engine/event/a.cpp", ""},
                             {"adapters/operations/process/README.md", "Deeper.\n"},
                             {"adapters/catalog.cpp", ""}});
  BOOST_TEST(found(folders_have_a_readme(tree)) == "adapters/operations:0 engine/event:0");
}

BOOST_AUTO_TEST_CASE(readmes_fit_on_one_screen) {
  const Tree tree = tree_of({{"engine/base/README.md", std::string(40, '\n')},
                             {"engine/run/README.md", std::string(41, '\n')},
                             {"README.md", std::string(100, '\n')}});
  BOOST_TEST(found(readmes_are_short(tree)) == "engine/run/README.md:0");
}

BOOST_AUTO_TEST_CASE(nothing_unexpected_stands_at_the_top) {
  Tree tree;
  tree.top_level = {"engine/", "build-asan/", ".ci/", "README.md", "src/", "notes.txt"};
  BOOST_TEST(found(top_level_is_known(tree)) == "src/:0 notes.txt:0");
}

BOOST_AUTO_TEST_CASE(machines_are_not_named) {
  const std::string temporary = std::string("/tm") + "p/";  // this file keeps the rule too
  const std::string home = std::string("/ho") + "me/me/x";
  const Tree tree = tree_of({{"README.md", "see " + home + "\n"},
                             {"dev", "cd \"$HOME/work/x\"\n./tmp/y\n" + temporary + "x\n"},
                             {"tests/crash/a.cpp", "\"" + temporary + "azwf-XXXXXX\"\n"},
                             {"engine/base/a.cpp", "\"" + temporary + "azwf-XXXXXX\"\n"},
                             {"examples/a.md",
                              "see .."
                              "/shared/x\n"}});
  BOOST_TEST(found(no_machine_is_named(tree)) ==
             "README.md:1 dev:3 engine/base/a.cpp:1 examples/a.md:1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests::tidy
