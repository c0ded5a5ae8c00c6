// Edits of YAML text: what is asked for happens, and nothing else does.
#include <boost/test/unit_test.hpp>

#include "engine/yaml/yaml.hpp"

namespace azwf::tests {

namespace {

using yaml::Change;
using yaml::Path;

struct Edit {
  std::string before;
  std::vector<Change> changes;
  std::string after;
};

std::string edited(const std::string& text, const std::vector<Change>& changes) {
  const auto result = yaml::edit_yaml(text, changes, Limits{});
  return result ? *result : result.error().code + ": " + result.error().message;
}

void check(const std::vector<Edit>& edits) {
  for (const auto& [before, changes, after] : edits) {
    const auto once = edited(before, changes);
    BOOST_TEST(once == after, "\n" << before << "became\n" << once << "instead of\n" << after);
  }
}

Packed value(std::string_view text) { return yaml::packed_of_yaml(text, Limits{}).value(); }

Change set(Path path, std::string_view text) {
  return yaml::SetValue{std::move(path), value(text), {}, false};
}
Change add(Path path, std::string_view text) {
  return yaml::SetValue{std::move(path), value(text), {}, true};
}
Change put(Path path, std::string fragment) {
  return yaml::SetValue{std::move(path), {}, std::move(fragment), false};
}
Change remove(Path path) { return yaml::RemoveValue{std::move(path)}; }
Change rename(Path path, std::string to) { return yaml::RenameKey{std::move(path), std::move(to)}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(editing_yaml)

BOOST_AUTO_TEST_CASE(a_value_is_set_where_it_stands) {
  check({
      {"a: 1 # one\nb: 2\n", {set({"a"}, "3")}, "a: 3 # one\nb: 2\n"},
      {"v: 1.0\nn: \"007\"\nt: 0.30\n", {set({"v"}, "1.1")}, "v: 1.1\nn: \"007\"\nt: 0.30\n"},
      {"t: 0.30\n", {set({"t"}, "0.3")}, "t: 0.30\n"},  // the same value: not a byte changes
      {"a: 'x' # c\n", {set({"a"}, "it's")}, "a: 'it''s' # c\n"},
      {"a: \"x\"\n", {set({"a"}, "y")}, "a: \"y\"\n"},
      {"a: x\n", {set({"a"}, "'1.0'")}, "a: \"1.0\"\n"},
      {"a: \"x\"\n", {set({"a"}, "5")}, "a: 5\n"},
      {"a:\n  b:\n    - x\n    - w: 1\n",
       {set({"a", "b", 2, "w"}, "2")},
       "a:\n  b:\n    - x\n    - w: 2\n"},
      {"a: {b: 1, c: [x, y]} # d\n", {set({"a", "c", 2}, "z")}, "a: {b: 1, c: [x, z]} # d\n"},
      {"a: two\n  lines # c\nb: 1\n", {set({"a"}, "one")}, "a: one # c\nb: 1\n"},
      {"a: |\n  text\n  more\n\nb: 1\n", {set({"a"}, "one")}, "a: one\n\nb: 1\n"},
      {"a:\nb: 1\n", {set({"a"}, "2")}, "a: 2\nb: 1\n"},
      {"a: ~ # none\nnullable: 1\n", {set({"a"}, "2")}, "a: 2 # none\nnullable: 1\n"},
      {"a:\n  value # c\n", {set({"a"}, "2")}, "a:\n  2 # c\n"},
      {"a: 1\r\nb: 2\r\n", {set({"b"}, "3")}, "a: 1\r\nb: 3\r\n"},
      {"a: &x 1\nb: *x\nc: 2\n", {set({"c"}, "3"), set({"b"}, "4")}, "a: &x 1\nb: 4\nc: 3\n"},
      {"\xef\xbb\xbf"
       "a: 1\n",
       {set({"a"}, "2")},
       "\xef\xbb\xbf"
       "a: 2\n"},
      {"k: !vault abc\na: 1", {set({"a"}, "2")}, "k: !vault abc\na: 2"},
      // What no value can hold stands beside it, and what is there already is so as it is written.
      {"n: 12345678901234567890123\nx: .nan\nd: !!timestamp 2001-01-01\na: 1\n",
       {set({"a"}, "2")},
       "n: 12345678901234567890123\nx: .nan\nd: !!timestamp 2001-01-01\na: 2\n"},
      {"b: &b {x: 1}\nc: {<<: *b}\na: 1\n",
       {set({"a"}, "2"), set({"c", "y"}, "3")},
       "b: &b {x: 1}\nc: {<<: *b, \"y\": 3}\na: 2\n"},
      {"n: 12345678901234567890123\n",
       {set({"n"}, "'12345678901234567890123'")},
       "n: \"12345678901234567890123\"\n"},
      {"v: 1.1\n", {put({"v"}, "1.10")}, "v: 1.10\n"},
      {"v: '1.10'\n", {put({"v"}, "\"1.10\"")}, "v: '1.10'\n"},
  });
}

BOOST_AUTO_TEST_CASE(collections_take_the_place_of_scalars_and_back) {
  check({
      {"a: 1 # c\nb: 2\n", {set({"a"}, "{x: 1, z: [1]}")}, "a: # c\n  x: 1\n  z:\n    - 1\nb: 2\n"},
      {"a: # c\n  x: 1\n  w: 2\nb: 2\n", {set({"a"}, "5")}, "a: 5 # c\nb: 2\n"},
      {"a:\n    x: 1\nb: 2\n", {set({"a"}, "{w: {z: 1}}")}, "a:\n    w:\n        z: 1\nb: 2\n"},
      {"a:\n- 1\n- 2\nb: 2\n", {set({"a"}, "{w: 1}")}, "a:\n  w: 1\nb: 2\n"},
      {"a:\nb: 2\n", {set({"a"}, "{w: 1}")}, "a:\n  w: 1\nb: 2\n"},
      {"a: [1, 2] # c\n", {set({"a"}, "{w: 1}")}, "a: # c\n  w: 1\n"},
      {"a: {b: 1}\n", {set({"a", "b"}, "{w: [1]}")}, "a: {b: {w: [1]}}\n"},
      {"- a\n- b\n", {set({1}, "{x: 1, w: 2}")}, "- w: 2\n  x: 1\n- b\n"},
      {"a:\n  x: 1\n", {set({"a"}, "{}")}, "a: {}\n"},
  });
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_added_below_its_map) {
  check({
      {"a: 1\n# end\n", {set({"b"}, "2")}, "a: 1\nb: 2\n# end\n"},
      {"a: 1", {set({"b"}, "2")}, "a: 1\nb: 2"},
      {"a: 1\r\n", {set({"b", "c"}, "2")}, "a: 1\r\nb:\r\n  c: 2\r\n"},
      {"a:\n    b: 1 # c\nz: 1\n",
       {set({"a", "c", "d"}, "2")},
       "a:\n    b: 1 # c\n    c:\n        d: 2\nz: 1\n"},
      {"# top\na: 1\n\n# two\nb:\n  c: 1\n",
       {set({"d"}, "{e: 1}")},
       "# top\na: 1\n\n# two\nb:\n  c: 1\n\nd:\n  e: 1\n"},
      {"a:\n- x: 1\n  w: 2\n",
       {set({"a", 1, "z"}, "3"), set({"a", 2}, "{q: 1}")},
       "a:\n- x: 1\n  w: 2\n  z: 3\n- q: 1\n"},
      {"a: {x: 1}\nb: {}\nc: []\nd: [1, ]\n",
       {set({"a", "w"}, "2"), set({"b", "w"}, "2"), set({"c", 1}, "x"), set({"d", 2}, "2")},
       "a: {x: 1, w: 2}\nb: {w: 2}\nc: [x]\nd: [1, 2 ]\n"},
      {"a:\nb: 1\n", {set({"a", "x"}, "1")}, "a:\n  x: 1\nb: 1\n"},
      {"a: ~\nb: 1\n", {set({"a", "x"}, "1")}, "a:\n  x: 1\nb: 1\n"},
      {"", {set({"a", "x"}, "1")}, "a:\n  x: 1\n"},
      {"# only\n", {set({"a"}, "1")}, "# only\na: 1\n"},
      {"a: |\n  text\n", {set({"b"}, "1")}, "a: |\n  text\nb: 1\n"},
      {"a: 1\n", {add({"a"}, "2"), add({"b"}, "2")}, "a: 1\nb: 2\n"},
      {"a:\n  b: x\n",
       {set({"a", "it's: me"}, "\"yes\"")},
       "a:\n  b: x\n  \"it's: me\": \"yes\"\n"},
  });
}

BOOST_AUTO_TEST_CASE(yaml_is_put_as_it_is_written) {
  check({
      {"a: 1\n",
       {put({"performance"}, "  # how fast\n  max_workers: 4\n  memory: \"4GB\" # much\n")},
       "a: 1\nperformance:\n  # how fast\n  max_workers: 4\n  memory: \"4GB\" # much\n"},
      {"a: 1\n", {put({"a"}, "0.30\n")}, "a: 0.30\n"},
      {"a:\n  b: 1\n", {put({"a"}, "c: |\n  text\n  more\n")}, "a:\n  c: |\n    text\n    more\n"},
      {"a: 1\n", {put({"a"}, "[1, \"x\"]")}, "a: [1, \"x\"]\n"},
      {"a: 1\n", {put({"a"}, "x: &y 1\n")}, "cannot_edit: the yaml to put there has anchors"},
      {"a: 1\n",
       {put({"a"}, "---\nx: 1\n")},
       "cannot_edit: the yaml to put there has document markers"},
      {"a: 1\n",
       {put({"a"}, "x: [\n")},
       "cannot_edit: the yaml to put there cannot be read: line 2, column 1: end of sequence "
       "flow not found"},
  });
}

BOOST_AUTO_TEST_CASE(what_is_removed_goes_with_its_lines) {
  check({
      {"a: 1\nb: 2 # c\nc: 3\n", {remove({"b"})}, "a: 1\nc: 3\n"},
      {"a: 1\n# about b\nb:\n  x: 1\n  # in b\n  w: 2\n\n# about c\nc: 3\n",
       {remove({"b"})},
       "a: 1\n# about b\n\n# about c\nc: 3\n"},
      {"a:\n  - 1\n  - 2\n", {remove({"a", 1})}, "a:\n  - 2\n"},
      {"a:\n- x: 1\n  w: 2\n", {remove({"a", 1, "x"})}, "a:\n- w: 2\n"},
      {"a:\n  x: 1 # c\nb: 1\n", {remove({"a", "x"})}, "a: {}\nb: 1\n"},
      {"a: {x: 1, w: 2}\n", {remove({"a", "x"})}, "a: {w: 2}\n"},
      {"a: [1, 2, 3]\n", {remove({"a", 3}), remove({"a", 1})}, "a: [2]\n"},
      {"a: 1\n", {remove({"b"}), remove({"c", "d"})}, "a: 1\n"},
      {"a:\nb: 1\n", {remove({"a"})}, "b: 1\n"},
      {"a: 1\nb: |\n  x\n  y\n", {remove({"b"})}, "a: 1\n"},
  });
}

BOOST_AUTO_TEST_CASE(a_key_is_renamed_where_it_stands) {
  check({
      {"a: 1 # c\nb: 2\n", {rename({"a"}, "z")}, "z: 1 # c\nb: 2\n"},
      {"'a':\n  x: 1\n", {rename({"a"}, "it's")}, "'it''s':\n  x: 1\n"},
      {"m: {a: 1}\n", {rename({"m", "a"}, "b")}, "m: {b: 1}\n"},
      {"a: 1\n", {rename({"b"}, "c")}, "a: 1\n"},
      {"a: 1\nb: 2\n",
       {rename({"a"}, "b")},
       "cannot_edit: there is a 'b' already at line 2, column 4"},
  });
}

BOOST_AUTO_TEST_CASE(what_is_not_safe_is_refused_by_place) {
  check({
      {"a: &x {b: 1}\nc: *x\n",
       {set({"a", "b"}, "2")},
       "cannot_edit: what an anchor or alias names stands in several places: change it by hand, "
       "at line 1, column 4"},
      {"a: &x {b: 1}\nc: *x\n",
       {set({"c", "b"}, "2")},
       "cannot_edit: what an anchor or alias names stands in several places: change it by hand, "
       "at line 2, column 4"},
      {"a: &x 1\nc: *x\n",
       {set({"a"}, "2")},
       "cannot_edit: an anchor is defined there at line 1, column 4"},
      {"a: &x 1\nc: *x\n",
       {remove({"a"})},
       "cannot_edit: an anchor is defined there at line 1, column 4"},
      {"a: {b: 1,\n  c: 2}\n",
       {set({"a", "d"}, "2")},
       "cannot_edit: a collection in brackets over several lines at line 1, column 4"},
      {"a: !vault x\n", {set({"a"}, "2")}, "cannot_edit: a tag stands there at line 1, column 4"},
      {"a: 1\n---\nb: 1\n",
       {set({"a"}, "2")},
       "bad_yaml: line 3, column 1: a second document begins before here"},
      {"a: text\n",
       {set({"a", "b"}, "2")},
       "cannot_edit: there is no map to hold 'b' at line 1, column 4"},
      {"a: [1]\n",
       {set({"a", 3}, "2")},
       "cannot_edit: there are 1 items, so no item 3 at line 1, column 4"},
      {"a: [1]\n",
       {set({"a", "b"}, "2")},
       "cannot_edit: there is no map to hold 'b' at line 1, column 4"},
      {"a: 1\n",
       {set({"b", 1}, "2")},
       "cannot_edit: there is no list to hold an item 1; set the whole list"},
      {"- a: 1 # c\n  b: 2\n",
       {remove({1, "a"})},
       "cannot_edit: a comment would be lost behind what is removed, at line 1, column 3"},
      {"text\n", {set({"a"}, "1")}, "cannot_edit: there is no map to hold 'a' at line 1, column 1"},
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
