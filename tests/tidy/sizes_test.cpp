// The rules about sizes, at their limits and one above.
#include <boost/test/unit_test.hpp>

#include "tests/tidy/code.hpp"
#include "tests/tidy/fixture.hpp"
#include "tests/tidy/functions.hpp"

namespace azwf::tests::tidy {

namespace {

std::string repeat(std::string_view text, std::size_t times) {
  std::string result;
  while (times-- > 0) result += text;
  return result;
}

// "lines@line": the functions that were measured in a text.
std::string measured(std::string_view text) {
  std::string result;
  for (const Function& function : functions_of(code_of(text))) {
    result += (result.empty() ? "" : " ") + std::to_string(function.lines) + "@" +
              std::to_string(function.line);
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sizes)

BOOST_AUTO_TEST_CASE(of_files) {
  const Tree tree = tree_of({{"engine/base/a.cpp", repeat("//\n", 400)},
                             {"engine/base/b.cpp", repeat("//\n", 401)},
                             {"scripts/wf/c.lua", repeat("--\n", 401)}});
  BOOST_TEST(found(files_are_short(tree)) == "engine/base/b.cpp:0 scripts/wf/c.lua:0");
}

BOOST_AUTO_TEST_CASE(of_lines_are_counted_in_characters) {
  const Tree tree = tree_of({{"engine/base/a.cpp", "//" + repeat("ü", 98) + "\n"},
                             {"engine/base/b.cpp", "//\n//" + repeat("ü", 99) + "\n"}});
  BOOST_TEST(found(lines_are_short(tree)) == "engine/base/b.cpp:2");
}

BOOST_AUTO_TEST_CASE(of_functions) {
  const Tree tree = tree_of({{"a.cpp", "void f() {\n" + repeat("  g();\n", 48) + "}\n"},
                             {"b.cpp", "\nvoid f() {\n" + repeat("  g();\n", 49) + "}\n"}});
  BOOST_TEST(found(functions_are_short(tree)) == "b.cpp:2");
}

BOOST_AUTO_TEST_CASE(of_methods_in_classes_in_namespaces) {
  BOOST_TEST(measured("namespace a::b {\nclass X final : public Y<int> {\n public:\n"
                      "  int f() const {\n    if (x) { y(); }\n    return 1;\n  }\n};\n}") ==
             "4@4");
}

BOOST_AUTO_TEST_CASE(of_constructors_with_braces_before_the_body) {
  BOOST_TEST(measured("X::X(int a, Y y = {})\n    : a_{a}, b_(2), c_{3} {\n  f();\n}\n") == "3@2");
}

BOOST_AUTO_TEST_CASE(of_templates_and_operators) {
  BOOST_TEST(measured("template <class T = int>\n  requires Small<T>\nT f(T t) {\n  return t;\n}\n"
                      "bool operator==(X a, X b) {\n  return true;\n}\n") == "3@3 3@6");
}

BOOST_AUTO_TEST_CASE(of_tests_behind_macros) {
  BOOST_TEST(
      measured("BOOST_AUTO_TEST_SUITE(x)\nnamespace {\nstruct Fixture {\n  int a{1};\n};\n}\n"
               "BOOST_FIXTURE_TEST_CASE(y, Fixture) {\n}\nBOOST_AUTO_TEST_SUITE_END()\n") == "2@7");
}

BOOST_AUTO_TEST_CASE(leave_out_data_but_not_the_lambdas_in_it) {
  BOOST_TEST(
      measured("const X table[] = {\n  {1, 2},\n  {2, 3},\n};\nstd::vector<int> v{1, 2};\n"
               "auto f = [](int x) -> int {\n  return x;\n};\n"
               "const C all[] = {{\"a\", [] (int) {\n}}};\nenum class E : int { a = 1 };\n") ==
      "3@6 2@9");
}

BOOST_AUTO_TEST_CASE(are_not_confused_by_braces_in_text) {
  BOOST_TEST(
      measured("#define BEGIN {  \\\n  {\nvoid f() {  // }\n  g(\"}\", '}', R\"x(\n}})x\");\n"
               "  int n = 1'000;  /* } */\n}\nvoid h() {\n}\n") == "5@3 2@8");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests::tidy
