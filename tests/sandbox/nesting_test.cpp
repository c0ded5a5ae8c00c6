// Branches in branches, how deep and how many; coroutines that go from one branch to another.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "tests/sandbox/lines.hpp"
#include "tests/support/script_engine.hpp"

namespace azwf::tests {
namespace {

// The wf library with one line of it, which must be there, replaced.
std::vector<Source> library_with(const std::string& module, const std::string& line,
                                 const std::string& other) {
  auto library = wf_library();
  for (auto& source : library) {
    if (source.name != module) continue;
    const auto at = source.text.find(line);
    BOOST_REQUIRE(at != source.text.npos);
    source.text.replace(at, line.size(), other);
  }
  return library;
}

// What becomes of a run, from its start, with this library.
AdvanceAnswer start_with(const std::vector<Source>& library, const std::string& script) {
  const auto no_module = [](std::string_view) -> Result<Source> {
    return failure(ErrorKind::not_found, "no_such_module", "no such file", "write it");
  };
  auto program = build_program({.path = "main.lua", .text = script}, no_module, library,
                               test_operations(), Limits{});
  BOOST_REQUIRE(program.has_value());
  AdvanceAnswer answer;
  LuaHost host([&](HostAnswer given) { answer = std::get<AdvanceAnswer>(std::move(given)); },
               Limits{});
  host.submit(Advance{.run = {"run-1"},
                      .program = std::make_shared<const Program>(*std::move(program)),
                      .base = 0,
                      .deliveries = {{Timestamp{}, RunStarted{.params = packed_json("{}")}}}});
  return answer;
}

// Lets whatever is open happen, the first first, until the run ends.
Lines lines_of(const std::string& body, const ScriptOptions& options = {}) {
  ScriptEngine engine(workflow_of(body), options);
  while (engine.end().empty() && !engine.open().empty() && engine.complaint().empty()) {
    engine.settle(engine.open().front());
  }
  BOOST_TEST(engine.complaint() == "");
  BOOST_TEST((engine.run().rebuilt() == engine.run().transcript()));
  return engine.lines();
}

constexpr auto wandering_scope =
    "local co = coroutine.create(function()\n"
    "  wf.scope(function() coroutine.yield() wf.async(wf.echo, 'in') end) return 'left' end)\n"
    "coroutine.resume(co)\n";

BOOST_AUTO_TEST_SUITE(nesting)

BOOST_AUTO_TEST_CASE(of_branches_ends_before_names_are_too_long) {
  const auto lines = lines_of(
      "local deepest local function dig(n) deepest = n wf.echo(n)\n"
      "wf.all { function() dig(n + 1) end } end\n"
      "local ok, e = pcall(dig, 0) return { deepest, e.code, e.message, e.where }");
  BOOST_TEST(
      lines.back() ==
      R"(run.completed [96,"too_deep","96 branches are nested here, each begun by the one )"
      R"(before, and the names of steps have no room for more: begin branches side by side",)"
      R"("main.lua:3"])");
}

BOOST_AUTO_TEST_CASE(leaves_room_for_undos_that_have_branches_too) {
  const auto lines = lines_of(
      "local function dig(n, bottom) wf.echo(n)\n"
      "wf.all { function() if n == 95 then bottom() else dig(n + 1, bottom) end end } end\n"
      "dig(0, function() wf.undo(function() pcall(dig, -1000) end) error('x', 0) end)");
  BOOST_TEST(lines.back() == "run.failed error: x @main.lua:4");
  std::size_t longest = 0;
  for (const std::string_view line : lines) {
    constexpr std::string_view begins = "step.requested ";
    if (!line.starts_with(begins)) continue;
    const auto id = line.substr(begins.size(), line.find(' ', begins.size()) - begins.size());
    longest = std::max(longest, id.size());
  }
  BOOST_TEST(longest > Limits{}.branch_path_bytes_max + 40);
  BOOST_TEST(longest <= Limits{}.name_bytes_max);
}

BOOST_AUTO_TEST_CASE(of_more_branches_than_there_may_be_is_refused_before_any_begins) {
  ScriptOptions options;
  options.limits.branches_max = 100;
  const auto many = [&](const std::string& body) {
    return lines_of("local list = {} for i = 1, 101 do list[i] = i end\n" + body, options).back();
  };
  const std::string refused =
      "a run has at most 100 branches at a time: begin fewer at once, as wf.map(list, f, { limit = "
      "100 }) does";
  BOOST_TEST(many("local begun = 0 local ok, e = pcall(wf.map, list, function() begun = begun + 1\n"
                  "end) return { begun, e.code, e.message, e.where }") ==
             fmt::format(R"(run.completed [0,"too_many_branches","{}","main.lua:3"])", refused));
  BOOST_TEST(many("for i in ipairs(list) do list[i] = print end wf.all(list)") ==
             fmt::format("run.failed too_many_branches: main.lua:3: {} @main.lua:3", refused));
  BOOST_TEST(many("for i in ipairs(list) do list[i] = print end wf.any(list)") ==
             fmt::format("run.failed too_many_branches: main.lua:3: {} @main.lua:3", refused));
  BOOST_TEST(many("return #wf.map(list, function(n) wf.echo(n) return n end, { limit = 100 })") ==
             "run.completed 101");
}

// Each may decide something at once, as most do.
BOOST_AUTO_TEST_CASE(of_branches_is_bounded_by_what_one_fact_may_decide) {
  BOOST_TEST(Limits{}.branches_max <= Limits{}.decisions_per_fact_max);
}

BOOST_AUTO_TEST_CASE(keeps_nothing_of_branches_that_have_ended) {
  ScriptOptions options;
  options.limits.script_memory_bytes_max = 2 << 20;
  BOOST_TEST(lines_of("for i = 1, 3000 do wf.async(tostring, i):await() end", options).back() ==
             "run.completed null");
}

BOOST_AUTO_TEST_CASE(of_a_scope_in_a_coroutine_is_its_branchs_alone) {
  BOOST_TEST(
      lines_of(
          wandering_scope +
          std::string("local ok, e wf.async(function() ok, e = coroutine.resume(co) end):await()\n"
                      "return { ok, e.code, e.where, select(2, coroutine.resume(co)) }"))
          .back() == R"(run.completed [false,"wrong_branch","main.lua:5","left"])");
  BOOST_TEST(
      lines_of("local next = coroutine.wrap(function() wf.scope(coroutine.yield) end)\n"
               "next() wf.all { next }")
          .back() ==
      "run.failed wrong_branch: main.lua:3: this coroutine is inside a wf.scope that another "
      "branch opened: resume it in that branch, or open the scope where it is resumed "
      "@main.lua:3");
}

BOOST_AUTO_TEST_CASE(of_a_scope_that_was_left_binds_nobody) {
  BOOST_TEST(
      lines_of(
          wandering_scope +
          std::string("co = coroutine.wrap(function() wf.scope(function() wf.scope(print) end)\n"
                      "coroutine.yield() return 'on' end) co()\n"
                      "return wf.all { co }"))
          .back() == R"(run.completed ["on"])");
  BOOST_TEST(lines_of("local co = coroutine.wrap(function() wf.scope(function()\n"
                      "coroutine.yield() wf.async(wf.echo, 1) end) return 'on' end)\n"
                      "wf.async(co):await() return co()")
                 .back() == R"(run.completed "on")");
  BOOST_TEST(
      lines_of(wandering_scope +
               std::string("wf.async(coroutine.close, co):await() return coroutine.status(co)"))
          .back() == R"(run.completed "dead")");
}

// A program of before brings a library that lets scopes wander: its run is stopped, and no other.
BOOST_AUTO_TEST_CASE(that_an_older_library_gets_wrong_is_a_verdict) {
  const auto library = library_with("wf.scopes", "host.bind(thread, scope ~= nil)", "");
  const auto answer = start_with(
      library, workflow_of("local co = coroutine.wrap(function() wf.scope(function()\n"
                           "coroutine.yield() wf.async(wf.echo, 1) coroutine.yield() end) end)\n"
                           "co() wf.async(co):await()"));
  const auto* const verdict = std::get_if<Verdict>(&answer.end);
  BOOST_REQUIRE(verdict != nullptr);
  BOOST_TEST(verdict->kind == "crashed");
  BOOST_TEST(verdict->message == "broken inside azwf: a branch ended before those begun in it");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
