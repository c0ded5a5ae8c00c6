// The annotations of wf beside wf itself: nothing is missing, nothing is too much, nothing is
// untrue.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "adapters/cli/annotate.hpp"
#include "adapters/cli/annotations.hpp"
#include "adapters/cli/check/syntax.hpp"
#include "adapters/cli/operation_help.hpp"
#include "tests/support/program.hpp"

namespace azwf::tests {
namespace {

using cli::Annotation;

std::vector<Annotation> annotations() { return cli::read_annotations(cli::all_annotations()); }

bool is_of_scripts(const Annotation& each) {
  return each.name.starts_with("wf.") && (!each.usage.empty() || each.table == each.name);
}

// The texts in a workflow's result.
std::set<std::string> result_of(const std::string& script) {
  const Folder folder;
  folder.write("script.lua", script);
  const auto ended = run(folder, {"azwf", "run", "script.lua", "--json"});
  BOOST_TEST(ended.status == 0, ended.err);
  const auto document = nlohmann::json::parse(ended.out);
  return document.at("result").get<std::set<std::string>>();
}

BOOST_AUTO_TEST_SUITE(annotations_of_wf)

BOOST_AUTO_TEST_CASE(are_of_every_name_that_scripts_find_and_of_no_other) {
  const auto found = result_of(R"(local names = {}
local function walk(prefix, t)
  for name, value in pairs(t) do
    names[#names + 1] = prefix .. name
    if type(value) == "table" and name ~= "debug" then walk(prefix .. name .. ".", value) end
  end
end
walk("wf.", wf)
return wf.workflow { name = "names", run = function() return names end })");
  std::set<std::string> reachable;
  for (const auto& name : found) {
    if (name != "wf.debug") reachable.insert(name);  // made for tests; wf.log.debug is not
  }
  std::set<std::string> annotated;
  for (const auto& each : annotations()) {
    if (is_of_scripts(each)) annotated.insert(each.name);
  }
  BOOST_TEST(reachable == annotated, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(have_every_field_of_every_operation) {
  const auto all = annotations();
  const auto find = [&](const std::string& name) {
    const auto found = std::ranges::find(all, name, &Annotation::name);
    BOOST_REQUIRE_MESSAGE(found != all.end(), name);
    return *found;
  };
  const auto has = [](const Annotation& of, const Field& field) {
    const auto found = std::ranges::find(of.fields, field.name, &cli::AnnotatedPart::name);
    return found != of.fields.end() && found->text == field.summary;
  };
  for (const auto& operation : cli::offered_operations()) {
    const auto name = "wf." + operation.lua_name;
    BOOST_TEST(find(name).waits);
    BOOST_TEST(find(name).params.front().type.starts_with(name + ".Arguments"));
    for (const auto& field : operation.parameters) {
      BOOST_TEST(has(find(name + ".Arguments"), field), name << " " << field.name);
    }
    for (const auto& field : operation.result) {
      BOOST_TEST(has(find(name + ".Result"), field), name << " " << field.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(are_lua_and_name_types_that_there_are) {
  const auto text = cli::all_annotations();
  BOOST_TEST(cli::check::parse_lua(text).has_value());
  const auto all = annotations();
  for (const auto& each : all) {
    const bool is_known =
        each.parent.empty() || std::ranges::find(all, each.parent, &Annotation::name) != all.end();
    BOOST_TEST(is_known, each.name << ": " << each.parent);
  }
}

// Every function is called where Lua cannot suspend: those that are said to wait must refuse that.
BOOST_AUTO_TEST_CASE(say_which_functions_wait) {
  const auto waiting = result_of(R"(
local arguments = {
  ["wf.sleep"] = { "1s" }, ["wf.sleep_until"] = { 1e10 }, ["wf.signal"] = { "x" },
  ["wf.wait_event"] = { { type = "x.y" } }, ["wf.all"] = { {} }, ["wf.any"] = { { print } },
  ["wf.map"] = { {}, print }, ["wf.retry"] = { { attempts = 1 }, print },
  ["wf.scope"] = { print }, ["wf.exec"] = { { "true" } }, ["wf.shell"] = { { "true" } },
}
local names = {}
local function try(name, f)
  local given = arguments[name] or { { path = "x", from = "x", to = "y", target = "z",
    content = "x", type = "a.b" } }
  local ok, problem = pcall(f, table.unpack(given))
  if not ok and type(problem) == "table" and problem.code == "cannot_wait" then
    names[#names + 1] = name
  end
end
local function walk(prefix, t)
  for name, value in pairs(t) do
    local whole = prefix .. name
    if type(value) == "table" and whole ~= "wf.debug" then walk(whole .. ".", value) end
    if type(value) == "function" then try(whole, value) end
  end
end
return wf.workflow { name = "waits", run = function()
  table.sort({ 2, 1 }, function()
    if #names == 0 then walk("wf.", wf) end
    return false
  end)
  return names
end })");
  std::set<std::string> annotated;
  for (const auto& each : annotations()) {
    if (is_of_scripts(each) && each.waits) annotated.insert(each.name);
  }
  BOOST_TEST(waiting == annotated, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
