// azwf check: every finding in scripts that are wrong, and none in those that are right.
#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "adapters/cli/annotate.hpp"
#include "adapters/cli/check/rules.hpp"
#include "adapters/cli/script_file.hpp"
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

// "os.time", "string": listed by a script.
cli::check::Names names_in_sandbox() {
  const Folder folder;
  folder.write("names.lua", R"(local names = {}
local function walk(prefix, t)
  for name, value in pairs(t) do
    names[#names + 1] = prefix .. name
    local is_library = type(value) == "table" and value ~= _G and value ~= wf
    if is_library then walk(prefix .. name .. ".", value) end
  end
end
walk("", _G)
return wf.workflow { name = "names", run = function() return names end })");
  const auto ended = run(folder, {"azwf", "run", "names.lua", "--json"});
  return nlohmann::json::parse(ended.out).at("result").get<cli::check::Names>();
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

BOOST_AUTO_TEST_CASE(tells_an_error_however_long_it_is) {
  const Folder folder;
  folder.write("long.lua", "error((\"x\"):rep(900000), 0)\n");
  const auto ended = check(folder, "long.lua");
  BOOST_TEST(ended.status == 1);
  BOOST_TEST(ended.out.find("xxxxxxxxxx") != std::string::npos);
  folder.write("place.lua", "error(\"a: b\\nat other.lua:7: more\")\n");
  BOOST_TEST(check(folder, "place.lua").out.starts_with("place.lua:1: "));
}

BOOST_AUTO_TEST_CASE(has_nothing_against_examples_and_shipped_workflows) {
  const Folder folder;
  for (const auto* const script :
       {"examples/ci/ci.lua", "examples/backup/backup.lua", "workflows/migrate.lua"}) {
    const auto ended = check(folder, repository() / script);
    BOOST_TEST(ended.status == 0, ended.out);
  }
}

// What reading alone finds in hostile scripts, as the body of a run. They do what they should not
// on purpose: what is told of them is true, and most are found out only when they run.
BOOST_AUTO_TEST_CASE(tells_the_truth_about_hostile_scripts) {
  const auto sandbox = names_in_sandbox();
  const cli::check::Types types(
      cli::read_annotations(cli::annotations_with(cli::known_operations(Limits{}))));
  std::string all;
  for (const auto& script : scripts_in(repository() / "tests/script_host/corpus")) {
    std::ifstream file(script, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    text = "return function(...) " + text + "\nend";
    const auto syntax = cli::check::parse_lua(text);
    BOOST_REQUIRE_MESSAGE(syntax || syntax.error().is_limit, script);
    if (!syntax) continue;
    cli::check::Globals globals{.sandbox = sandbox};
    cli::check::note_globals(*syntax, globals);
    for (const auto& [line, column, code, message, hint] :
         cli::check::findings_in(*syntax, types, globals)) {
      all += fmt::format("{}:{}:{}: {}: {}\n    {}\n", script.filename().string(), line, column,
                         code, message, hint);
    }
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
