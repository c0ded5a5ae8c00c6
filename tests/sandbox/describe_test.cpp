// What a program says of itself, and parameters held against it.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <span>

#include "tests/support/script_run.hpp"

namespace azwf::tests {
namespace {

using Texts = std::map<std::string, std::string>;

Result<Description> describe(const std::string& script, Texts texts = {},
                             std::string_view values = "{}", bool check_params = true,
                             const ScriptOptions& options = {}) {
  Result<Description> description;
  LuaHost host(
      [&](HostAnswer answer) {
        description = std::get<DescribeAnswer>(std::move(answer)).description;
      },
      options.limits);
  host.submit(Describe{.request = 1,
                       .program = test_program(script, options),
                       .arguments = std::move(texts),
                       .values = packed_json(values),
                       .check_params = check_params});
  return description;
}

// `message | hint` of the refusal, or the parameters as JSON.
std::string answer_to(const std::string& params, Texts texts, std::string_view values = "{}") {
  const auto description = describe(
      "return wf.workflow { name = 'w', params = { " + params + " }, run = function() end }",
      std::move(texts), values);
  if (description) return json_text(description->params);
  const auto& error = description.error();
  BOOST_TEST((error.kind == ErrorKind::invalid));
  return error.hint.empty() ? error.message : error.message + " | " + error.hint;
}

std::string refusal_of(const std::string& script, const ScriptOptions& options = {}) {
  const auto description = describe(script, {}, "{}", true, options);
  return description ? "(described)" : description.error().message;
}

BOOST_AUTO_TEST_SUITE(descriptions)

BOOST_AUTO_TEST_CASE(name_summary_and_parameters_come_out) {
  const auto description = describe(R"(return wf.workflow {
    name = "release", summary = "ships it",
    params = {
      version = wf.string { pattern = "^%d", summary = "what to ship" },
      env = wf.enum { "staging", "production", default = "staging" },
      count = wf.integer { min = 1, optional = true },
      ratio = wf.number { default = 0.5 },
      force = wf.boolean { default = false },
    },
    run = function() end })",
                                    {{"version", "1.2"}});
  BOOST_REQUIRE(description.has_value());
  BOOST_TEST(description->workflow == "release");
  BOOST_TEST(description->summary == "ships it");
  BOOST_TEST(json_text(description->params) ==
             R"({"env":"staging","force":false,"ratio":0.5,"version":"1.2"})");
  std::string listed;
  for (const auto& p : description->parameters) {
    listed +=
        fmt::format("{} {} {} {} {} '{}' '{}'\n", p.name, p.type, p.required,
                    json_text(p.default_value), fmt::join(p.choices, "/"), p.pattern, p.summary);
  }
  BOOST_TEST(listed ==
             "count integer false null  '' ''\n"
             "env enum false \"staging\" staging/production '' ''\n"
             "force boolean false false  '' ''\n"
             "ratio number false 0.5  '' ''\n"
             "version string true null  '^%d' 'what to ship'\n");
}

BOOST_AUTO_TEST_CASE(parameters_need_not_be_checked) {
  const auto description =
      describe("return wf.workflow { name = 'w', params = { a = wf.string() }, run = print }", {},
               "{}", false);
  BOOST_REQUIRE(description.has_value());
  BOOST_TEST(description->params.is_nil());
}

struct TextCase {
  const char* spec;
  const char* text;
  const char* answer;
};

void check_texts(std::span<const TextCase> cases) {
  for (const auto& [spec, text, answer] : cases) {
    BOOST_TEST_CONTEXT(spec << " given " << text) {
      BOOST_TEST(answer_to(std::string("p = ") + spec, {{"p", text}}) == answer);
    }
  }
}

BOOST_AUTO_TEST_CASE(texts_are_read_by_type) {
  const TextCase cases[] = {
      {"wf.string()", "x", R"({"p":"x"})"},
      {"wf.string()", "", R"({"p":""})"},
      {"wf.string()", "12", R"({"p":"12"})"},
      {"wf.string { pattern = '^%d+$' }", "12", R"({"p":"12"})"},
      {"wf.string { pattern = '^%d+$' }", "x1",
       "the parameter 'p' is the text \"x1\"; a text that matches the pattern ^%d+$ belongs there "
       "| "
       "pass p=STRING"},
      {"wf.string()", "\xff",
       "the parameter 'p' is the text \"\xff\"; a text belongs there | pass p=STRING"},
      {"wf.integer()", "42", R"({"p":42})"},
      {"wf.integer()", "-7", R"({"p":-7})"},
      {"wf.integer()", "4.0",
       "the parameter 'p' is the text \"4.0\"; an integer belongs there | pass p=INTEGER"},
      {"wf.integer()", "99999999999999999999",
       "the parameter 'p' is the text \"99999999999999999999\"; an integer belongs there | pass "
       "p=INTEGER"},
      {"wf.integer()", "0x10",
       "the parameter 'p' is the text \"0x10\"; an integer belongs there | pass p=INTEGER"},
      {"wf.integer { min = 1 }", "0",
       "the parameter 'p' is the number 0; an integer of at least 1 belongs there | pass "
       "p=INTEGER"},
      {"wf.integer { max = 5 }", "6",
       "the parameter 'p' is the number 6; an integer of at most 5 belongs there | pass p=INTEGER"},
  };
  check_texts(cases);
}

BOOST_AUTO_TEST_CASE(texts_are_read_as_numbers_and_choices) {
  const TextCase cases[] = {
      {"wf.number()", "1.5", R"({"p":1.5})"},
      {"wf.number()", "1e3", R"({"p":1000.0})"},
      {"wf.number()", "3", R"({"p":3})"},
      {"wf.number()", "nan",
       "the parameter 'p' is the text \"nan\"; a number belongs there | pass p=NUMBER"},
      {"wf.number()", "1.5x",
       "the parameter 'p' is the text \"1.5x\"; a number belongs there | pass p=NUMBER"},
      {"wf.number { min = 0 }", "-0.5",
       "the parameter 'p' is the number -0.5; a number of at least 0 belongs there | pass "
       "p=NUMBER"},
      {"wf.boolean()", "true", R"({"p":true})"},
      {"wf.boolean()", "false", R"({"p":false})"},
      {"wf.boolean()", "yes",
       "the parameter 'p' is the text \"yes\"; true or false belongs there | pass p=BOOLEAN"},
      {"wf.enum { 'a', 'b' }", "b", R"({"p":"b"})"},
      {"wf.enum { 'staging', 'production' }", "stagign",
       "the parameter 'p' is the text \"stagign\"; one of \"staging\", \"production\" (did you "
       "mean "
       "'staging'?) belongs there | pass p=ENUM"},
  };
  check_texts(cases);
}

BOOST_AUTO_TEST_CASE(values_are_checked_by_type) {
  const TextCase cases[] = {
      {"wf.string()", R"({"p":"x"})", R"({"p":"x"})"},
      {"wf.string()", R"({"p":1})",
       "the parameter 'p' is the number 1; a text belongs there | pass p=STRING"},
      {"wf.integer()", R"({"p":3})", R"({"p":3})"},
      {"wf.integer()", R"({"p":3.0})",
       "the parameter 'p' is the number 3.0; an integer belongs there | pass p=INTEGER"},
      {"wf.number()", R"({"p":3})", R"({"p":3})"},
      {"wf.boolean()", R"({"p":"true"})",
       "the parameter 'p' is the text \"true\"; true or false belongs there | pass p=BOOLEAN"},
      {"wf.boolean { default = true }", R"({"p":false})", R"({"p":false})"},
      {"wf.boolean { default = false }", "{}", R"({"p":false})"},
      {"wf.string { default = 'd' }", R"({"p":null})", R"({"p":"d"})"},
      {"wf.string { optional = true }", "{}", "{}"},
      {"wf.enum { 'a' }", R"({"p":["a"]})",
       "the parameter 'p' is a table; one of \"a\" belongs there | pass p=ENUM"},
  };
  for (const auto& [spec, values, answer] : cases) {
    BOOST_TEST_CONTEXT(spec << " given " << values) {
      BOOST_TEST(answer_to(std::string("p = ") + spec, {}, values) == answer);
    }
  }
}

BOOST_AUTO_TEST_CASE(parameters_are_known_complete_and_given_once) {
  const std::string specs = "env = wf.string(), version = wf.integer { default = 1 }";
  BOOST_TEST(
      answer_to(specs, {{"evn", "x"}}) ==
      "there is no parameter 'evn' (did you mean 'env'?) | its parameters are: env, version");
  BOOST_TEST(answer_to(specs, {}, R"({"zzz":1})") ==
             "there is no parameter 'zzz' | its parameters are: env, version");
  BOOST_TEST(answer_to("", {{"x", "1"}}) ==
             "there is no parameter 'x' | this workflow takes no parameters");
  BOOST_TEST(answer_to(specs, {}) ==
             "the parameter 'env' is missing; a text belongs there | pass env=STRING");
  BOOST_TEST(answer_to("p = wf.enum { 'a', 'b' }", {}) ==
             "the parameter 'p' is missing; one of \"a\", \"b\" belongs there | pass p=ENUM");
  BOOST_TEST(answer_to(specs, {{"env", "x"}}, R"({"env":"y"})") ==
             "the parameter 'env' is given twice | pass it once");
  BOOST_TEST(answer_to(specs, {{"env", "x"}}, R"({"version":2})") == R"({"env":"x","version":2})");
}

BOOST_AUTO_TEST_CASE(a_wrong_definition_is_refused_with_its_place) {
  const TextCase cases[] = {
      {"wf.workflow()", "",
       "wf.workflow: takes one table: wf.workflow { name = \"…\", run = function(params) … end }"},
      {"wf.workflow { run = print }", "",
       "wf.workflow: 'name' is nil; a name like \"release\" belongs there: letters, digits, '_', "
       "'-', '.'"},
      {"wf.workflow { name = 'a b', run = print }", "",
       "wf.workflow: 'name' is the text \"a b\"; a name like \"release\" belongs there: letters, "
       "digits, '_', '-', '.'"},
      {"wf.workflow { name = 'w' }", "",
       "wf.workflow: 'run' is nil; a function belongs there: run = function(params) … end"},
      {"wf.workflow { name = 'w', rum = print }", "",
       "wf.workflow: there is no field 'rum' (did you mean 'run'?)"},
      {"wf.workflow { name = 'w', print }", "",
       "wf.workflow: takes named fields; there is a list item, too"},
      {"wf.workflow { name = 'w', run = print, params = { a = 'x' } }", "",
       "wf.workflow: the parameter 'a' is the text \"x\"; wf.string, wf.integer, wf.number, "
       "wf.boolean or wf.enum belongs there"},
      {"wf.workflow { name = 'w', run = print, params = { wf.string() } }", "",
       "wf.workflow: a parameter's name is the number 1; letters, digits, '_' and '-' make a name"},
      {"wf.string { patern = 'x' }", "",
       "wf.string: there is no field 'patern' (did you mean 'pattern'?)"},
      {"wf.string { pattern = '[' }", "", "wf.string: 'pattern' is no Lua pattern: ["},
      {"wf.string { pattern = 'a', default = 'b' }", "",
       "wf.string: 'default' is the text \"b\"; a text that matches the pattern a belongs there"},
      {"wf.integer { default = 1.5 }", "",
       "wf.integer: 'default' is the number 1.5; an integer belongs there"},
      {"wf.integer { min = 'a' }", "",
       "wf.integer: 'min' is the text \"a\"; a number belongs there"},
      {"wf.string 'x'", "", "wf.string: takes one table of options"},
      {"wf.enum {}", "", "wf.enum: has no choices"},
      {"wf.enum { 'a', 1 }", "", "wf.enum: choices are texts; one is the number 1"},
      {"wf.enum { 'a', default = 'b' }", "",
       "wf.enum: 'default' is the text \"b\"; one of \"a\" belongs there"},
  };
  for (const auto& [script, unused, message] : cases) {
    BOOST_TEST_CONTEXT(script) {
      BOOST_TEST(refusal_of(std::string("\n") + script) == std::string("main.lua:2: ") + message);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_workflow_that_was_changed_after_it_was_checked_is_refused) {
  const auto with = [](const std::string& change) {
    return refusal_of(
        "local s = wf.enum { 'a' } local w = wf.workflow { name = 'w', params = { p = s },\n"
        "run = print }\n" +
        change + " return w");
  };
  BOOST_TEST(with("s.default = ('x'):rep(2000000)") ==
             "the default of the parameter 'p' makes the value larger than 1048576 bytes");
  BOOST_TEST(with("s.default = print") ==
             "the default of the parameter 'p' is a function, which cannot leave the script");
  BOOST_TEST(with("s.choices = 5") ==
             "'choices' is no list any more: what wf.workflow returned is not to be changed");
  BOOST_TEST(with("w.roots = 5") ==
             "'roots' is no list any more: what wf.workflow returned is not to be changed");
}

// The library reads parameters after the script has loaded.
BOOST_AUTO_TEST_CASE(parameters_are_checked_whatever_the_script_made_of_its_globals) {
  const auto description = describe(
      "local w = wf.workflow { name = 'w', run = print, params = { a = wf.integer { min = 3 },\n"
      "b = wf.string { pattern = '^x', default = 'x' }, c = wf.number { optional = true } } }\n"
      "for _, t in pairs { string, table, math, wf, _G } do\n"
      "for name in next, t do t[name] = nil end end return w",
      {{"a", "5"}, {"c", "1.5"}}, R"({"b":null})");
  BOOST_REQUIRE(description.has_value());
  BOOST_TEST(json_text(description->params) == R"({"a":5,"b":"x","c":1.5})");
}

BOOST_AUTO_TEST_CASE(a_script_that_cannot_be_loaded_says_why_and_where) {
  BOOST_TEST(refusal_of("return wf.workflow {") == "main.lua:1: unexpected symbol near <eof>");
  BOOST_TEST(refusal_of("x = = 1") == "main.lua:1: unexpected symbol near '='");
  BOOST_TEST(refusal_of("\n\nerror 'at once'") == "main.lua:3: at once");
  BOOST_TEST(refusal_of("local x = nil; x.y = 1") ==
             "main.lua:1: attempt to index a nil value (local 'x')");
  const std::string none =
      "main.lua: the script returns no workflow; it ends with return wf.workflow { name = \"…\", "
      "run = function(params) … end }";
  BOOST_TEST(refusal_of("") == none);
  BOOST_TEST(refusal_of("return 1") == none);
  BOOST_TEST(refusal_of("return { name = 'w', run = print }") == none);
  BOOST_TEST(refusal_of("#!/usr/bin/env azwf\nerror 'x'") == "main.lua:2: x");
  ScriptOptions options;
  options.modules["lib"] = "return 1 +";
  BOOST_TEST(refusal_of("require 'lib'", options) == "lib.lua:1: unexpected symbol near <eof>");
  options.limits.script_instructions_max = 100'000;
  BOOST_TEST(refusal_of("while true do end", options) ==
             "main.lua:1: the script ran 100000 instructions without waiting for anything");
}

std::string triggered(const std::string& on) {
  return "return wf.workflow { name = 'w', params = { n = wf.integer() }, on = " + on +
         ", run = print }";
}

BOOST_AUTO_TEST_CASE(triggers_come_out) {
  const auto description = describe(triggered(R"({ wf.event { type = 'git.*', subject = 'ma*',
      where = { branch = { 'a', 'b' }, n = { gt = 3 } }, with = { n = 'data.n' },
      debounce = '30s' },
    wf.event { type = 'run.failed', workflow = 'x', batch = { max = 5, within = '1m' } } })"),
                                    {}, "{}", false);
  BOOST_REQUIRE(description.has_value());
  const std::vector<EventTrigger> wanted = {
      {.debounce_ms = 30'000,
       .subject = "ma*",
       .type = "git.*",
       .where = packed_json(R"({"branch":["a","b"],"n":{"gt":3}})"),
       .with = packed_json(R"({"n":"data.n"})")},
      {.batch = 5, .type = "run.failed", .within_ms = 60'000, .workflow = "x"}};
  BOOST_TEST((description->triggers == wanted));
  BOOST_TEST(describe("return wf.workflow { name = 'w', run = print }")->triggers.empty());
}

BOOST_AUTO_TEST_CASE(triggers_that_cannot_be_are_refused) {
  const std::pair<const char*, const char*> cases[] = {
      {"wf.event { type = 'a' }",
       "wf.workflow: 'on' is a table; a list belongs there: "
       "{ wf.event { … } }"},
      {"{ 'git.push' }",
       "wf.workflow: 'on' holds the text \"git.push\"; wf.event { … } belongs there"},
      {"{ wf.event { type = 'a', with = { m = 'data' } } }",
       "wf.workflow: 'on' fills the parameter 'm', which there is not"},
      {"{ wf.event { typ = 'a' } }", "wf.event: there is no field 'typ' (did you mean 'type'?)"},
      {"{ wf.event { } }", "wf.event: 'type' is missing: the events' type, or a pattern of types"},
      {"{ wf.event { type = 'step.requested' } }",
       "wf.event: 'type' is \"step.requested\": of the engine's own events, a trigger may ask for "
       "run.completed, run.failed, run.cancelled, run.killed, run.rolled_back, run.verdict, "
       "run.rollback_failed"},
      {"{ wf.event { type = 'a', debounce = 'x' } }",
       "wf.event: 'debounce' is \"x\"; a duration (\"500ms\", \"30s\", \"10m\", or a number of "
       "seconds) belongs there"},
      {"{ wf.event { type = 'a', batch = { max = 2 } } }",
       "wf.event: 'batch.within' is missing: how long its first event may wait, \"1m\""},
      {"{ wf.event { type = 'a', where = { n = { gt = 1, x = 2 } } } }",
       "wf.event: 'where.n' has comparisons (ge, gt, le, lt, ne) and other names, too"},
      {"{ wf.event { type = 'a', where = { n = print } } }",
       "wf.event: 'where.n' is a function, which cannot leave the script"},
      {"{ wf.event { type = 'a', with = { n = 'body.n' } } }",
       "wf.event: 'with.n' is \"body.n\"; id, run, subject, time, type, data or data.FIELD belongs "
       "there"}};
  for (const auto& [on, message] : cases) {
    const auto refusal = refusal_of(triggered(on));
    BOOST_TEST(refusal.substr(refusal.find("wf.")) == message);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
