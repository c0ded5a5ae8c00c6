// azwf check: every finding in scripts that are wrong, and none in those that are right.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/support/golden.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> scripts_in(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".lua") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

Ended check(const Folder& folder, const fs::path& script) {
  return run(folder, {"azwf", "check", script.string()});
}

// Without the folder in front.
std::string shown(std::string text, const std::string& folder) {
  for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder, at)) {
    text.erase(at, folder.size());
  }
  return text;
}

BOOST_AUTO_TEST_SUITE(check_command)

BOOST_AUTO_TEST_CASE(finds_what_is_wrong) {
  const Folder folder;
  const auto wrong = repository() / "tests/cli/wrong";
  std::string all;
  for (const auto& script : scripts_in(wrong)) {
    const auto ended = check(folder, script);
    BOOST_TEST(ended.status == 1, script);
    BOOST_TEST(ended.err == "");
    all += shown(ended.out, wrong.string() + "/") + "\n";
  }
  check_golden("tests/cli/wrong/findings.txt", all);
}

BOOST_AUTO_TEST_CASE(has_nothing_against_examples_and_shipped_workflows) {
  const Folder folder;
  for (const auto* const script :
       {"examples/ci/ci.lua", "examples/backup/backup.lua", "workflows/migrate.lua"}) {
    const auto ended = check(folder, repository() / script);
    BOOST_TEST(ended.status == 0, ended.out);
  }
}

// What hostile scripts do in their run function. They do what they should not on purpose: what is
// told of them is true, and most are found out only when they run.
BOOST_AUTO_TEST_CASE(tells_the_truth_about_hostile_scripts) {
  const Folder folder;
  const auto corpus = repository() / "tests/script_host/corpus";
  std::string all;
  for (const auto& script : scripts_in(corpus)) {
    const auto name = script.stem().string() + ".lua";
    std::ifstream file(script, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    folder.write(name,
                 "return wf.workflow { name = 'hostile', run = function(...) " + text + "\nend }");
    const auto ended = check(folder, name);
    if (ended.status != 0) all += ended.out + "\n";
  }
  check_golden("tests/cli/wrong/hostile.txt", all);
}

std::string text_of_blocks(std::istream& lines) {
  std::string text;
  for (std::string line; std::getline(lines, line) && line != "```";) text += line + "\n";
  return text;
}

BOOST_AUTO_TEST_CASE(has_nothing_against_what_the_readme_shows) {
  const Folder folder;
  std::ifstream readme(repository() / "README.md");
  int count = 0;
  for (std::string line; std::getline(readme, line);) {
    if (line != "```lua") continue;
    const auto name = std::to_string(++count) + ".lua";
    folder.write(name, text_of_blocks(readme));
    const auto ended = check(folder, name);
    BOOST_TEST(ended.status == 0, ended.out);
  }
  BOOST_TEST(count > 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
