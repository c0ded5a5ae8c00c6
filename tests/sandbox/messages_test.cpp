// What misuse is answered with, word for word: each message names the place, the function, what is
// there and what belongs there.
#include <boost/test/unit_test.hpp>

#include "tests/support/script_run.hpp"

namespace azwf::tests {
namespace {

struct Case {
  const char* body;
  const char* message;  // after "run.failed bad_argument: main.lua:2: "
};

void check_messages(const std::string& code, std::initializer_list<Case> cases) {
  for (const auto& [body, message] : cases) {
    BOOST_TEST_CONTEXT(body) {
      BOOST_TEST(outcome_of(body) ==
                 "run.failed " + code + ": main.lua:2: " + message + " @main.lua:2");
    }
  }
}

BOOST_AUTO_TEST_SUITE(messages)

BOOST_AUTO_TEST_CASE(about_arguments_of_operations) {
  check_messages(
      "bad_argument",
      {
          {"wf.exec {}", "wf.exec: 'argv' is missing; a list of texts belongs there"},
          {"wf.exec()", "wf.exec: 'argv' is missing; a list of texts belongs there"},
          {"wf.exec { argv = 'make' }",
           "wf.exec: 'argv' is the text \"make\"; a list of texts belongs there"},
          {"wf.exec { 1 }", "wf.exec: 'argv[1]' is the integer 1; a text (UTF-8) belongs there"},
          {"wf.exec { 'a', nil, 'c' }", "wf.exec has nil where its value 2 belongs"},
          {"wf.exec { 'a', argv = { 'b' } }",
           "wf.exec is given 'argv' twice: by name and by "
           "position"},
          {"wf.exec { 'a', cwdd = 'x' }",
           "wf.exec: there is no field 'cwdd' (did you mean 'cwd'?)"},
          {"wf.exec { 'a', timeut = 1 }",
           "wf.exec: there is no field 'timeut' (did you mean 'timeout'?)"},
          {"wf.exec { 'a', zzzzzz = 1 }",
           "wf.exec: there is no field 'zzzzzz'; there are name, timeout, retry, on_interrupt, "
           "check, heartbeat, schedule_to_start, schedule_to_close, argv, cwd, quiet, env"},
          {"wf.exec { 'a', cwd = 1.5 }",
           "wf.exec: 'cwd' is the number 1.5; a text (UTF-8) belongs there"},
          {"wf.exec { 'a', cwd = '\\xff' }",
           "wf.exec: 'cwd' is bytes that are not UTF-8; a text (UTF-8) belongs there"},
          {"wf.exec { 'a', quiet = 'yes' }",
           "wf.exec: 'quiet' is the text \"yes\"; a boolean belongs there"},
          {"wf.exec { 'a', env = { 'x' } }",
           "wf.exec: 'env' is a list of 1; a table with named fields of texts belongs there"},
          {"wf.exec { 'a', env = { PATH = 1 } }",
           "wf.exec: 'env.PATH' is the integer 1; a text (UTF-8) belongs there"},
          {"wf.exec { 'a', env = { PATH = print } }",
           "wf.exec: 'env.PATH' is a function, which cannot leave the script"},
          {"wf.exec { 'a', env = { [1.5] = 'x' } }",
           "wf.exec: 'env' has a number as a key; keys are texts, or 1 to n in a list"},
          {"wf.exec { 'a', [true] = 1 }", "wf.exec has a boolean as a key in its table"},
          {"wf.exec('a', 'b')",
           "wf.exec takes one table with named fields, or one value; this call "
           "passes 2 values"},
          {"wf.shell { 'a', 'b' }",
           "wf.shell takes one value by position ('script'); this call "
           "passes 2"},
          {"wf.wait { 3 }", "wf.wait takes named fields only: wf.wait{ field = value }"},
          {"wf.wait(3)", "wf.wait takes named fields only: wf.wait{ field = value }"},
      });
}

BOOST_AUTO_TEST_CASE(about_values_that_cannot_leave) {
  check_messages(
      "bad_argument",
      {
          {"wf.wait { long = 'soon' }",
           "wf.wait: 'long' is the text \"soon\"; a duration (\"30s\", \"10m\", or a number of "
           "seconds) belongs there"},
          {"wf.echo(0/0)", "wf.echo: 'value' is NaN, which is no value"},
          {"wf.echo { value = { a = { 1, nil, 3 } } }",
           "wf.echo: 'value.a[2]' is nil; a list has no holes (wf.null stands for nothing)"},
          {"wf.echo { value = { [0] = 1 } }", "wf.echo: 'value' has the key 0; lists begin at 1"},
          {"wf.echo { value = { 1, 2, x = 3 } }",
           "wf.echo: 'value' mixes list items with named fields ('x')"},
          {"wf.echo { value = { ['\\xff'] = 1 } }", "wf.echo: 'value' has a key that is not UTF-8"},
          {"wf.echo { value = coroutine.create(print) }",
           "wf.echo: 'value' is a thread, which cannot leave the script"},
          {"local t = {} t.a = { t } wf.echo { value = t }",
           "wf.echo: 'value.a[1]' contains itself"},
          {"wf.echo(('x'):rep(1 << 20))", "wf.echo: 'value' is larger than 1048576 bytes"},
          {"wf.echo { value = { a = ('x'):rep(2 << 20) } }",
           "wf.echo: 'value.a' makes the value larger than 1048576 bytes"},
      });
}

BOOST_AUTO_TEST_CASE(about_policies) {
  check_messages(
      "bad_argument",
      {
          {"wf.shell { 'x', timeout = 'soon' }",
           "wf.shell: 'timeout' is \"soon\"; a duration (\"500ms\", \"30s\", \"10m\", or a number "
           "of seconds) belongs there"},
          {"wf.shell { 'x', timeout = -1 }",
           "wf.shell: 'timeout' is -1; a duration (\"500ms\", \"30s\", \"10m\", or a number of "
           "seconds) belongs there"},
          {"wf.shell { 'x', timeout = {} }",
           "wf.shell: 'timeout' is a table; a duration (\"500ms\", \"30s\", \"10m\", or a number "
           "of seconds) belongs there"},
          {"wf.shell { 'x', check = true }",
           "wf.shell: 'check' is true; a function that finds out whether the step happened belongs "
           "there"},
          {"wf.shell { 'x', check = print, on_interrupt = 'ask' }",
           "wf.shell: 'check' says already what follows an interruption; leave out "
           "'on_interrupt'"},
          {"wf.shell { 'x', on_interrupt = 'aks' }",
           "wf.shell: 'on_interrupt' is \"aks\"; \"retry\", \"fail\" or \"ask\" belongs there"},
          {"wf.shell { 'x', name = '' }",
           "wf.shell: 'name' is \"\"; a text of 1 to 256 bytes belongs there"},
          {"wf.shell { 'x', retry = true }",
           "wf.shell: 'retry' is true; a table {attempts =, first =, factor =, max =} belongs "
           "there"},
          {"wf.shell { 'x', retry = {} }",
           "wf.shell: 'retry' does not say how often: attempts = 3"},
          {"wf.shell { 'x', retry = { atempts = 3 } }",
           "wf.shell: there is no field 'retry.atempts' (did you mean 'attempts'?)"},
          {"wf.shell { 'x', retry = { attempts = 0 } }",
           "wf.shell: 'retry.attempts' is 0; an integer from 1 to 1000 belongs there"},
          {"wf.shell { 'x', retry = { attempts = 2, factor = 0.5 } }",
           "wf.shell: 'retry.factor' is 0.5; a number from 1 to 1000000 belongs there"},
          {"wf.shell { 'x', retry = 1001 }",
           "wf.shell: 'retry' is 1001; an integer from 1 to 1000 belongs there"},
      });
}

BOOST_AUTO_TEST_CASE(about_events_and_the_log) {
  check_messages(
      "bad_argument",
      {
          {"wf.emit()",
           "wf.emit: the event's type is a name like \"release.shipped\": letters, "
           "digits, '.', '_', '-'"},
          {"wf.emit 'a..b'",
           "wf.emit: the event's type is a name like \"release.shipped\": letters, "
           "digits, '.', '_', '-'"},
          {"wf.emit 'run.completed'",
           "wf.emit: types that begin with \"run.\" are the engine's own"},
          {"wf.emit 'undo.x'", "wf.emit: types that begin with \"undo.\" are the engine's own"},
          {"wf.emit('a', 'b')", "wf.emit: what follows the type is {subject =, data =}"},
          {"wf.emit('a', {}, 1)",
           "wf.emit: takes a type and one table: wf.emit(type, {subject =, data =})"},
          {"wf.emit('a', { dta = 1 })", "wf.emit: there is no field 'dta' (did you mean 'data'?)"},
          {"wf.emit('a', { subject = 1 })", "wf.emit: 'subject' is a text of at most 256 bytes"},
          {"wf.emit('a', { data = { x = print } })",
           "wf.emit: 'data.x' is a function, which cannot leave the script"},
          {"wf.log.info(('x'):rep(20000))",
           "a line of the log has at most 16384 bytes; this has 20000"},
          {"wf.fail()", "wf.fail takes a code, a message, and details if there are any"},
          {"wf.fail('a', 'b', print)",
           "wf.fail: 'details' is a function, which cannot leave the script"},
      });
}

BOOST_AUTO_TEST_CASE(about_names_that_wf_does_not_have) {
  check_messages("no_such_function",
                 {
                     {"wf.exce 'x'", "there is no wf.exce (did you mean 'exec'?)"},
                     {"wf.fs.reed 'x'", "there is no wf.fs.reed (did you mean 'read'?)"},
                     {"wf.log.warning 'x'", "there is no wf.log.warning (did you mean 'warn'?)"},
                     {"wf.qqqqqq()", "there is no wf.qqqqqq"},
                     {"wf.fs[{}] = wf.fs[{}]", "there is no wf.fs[a table]"},
                     {"return wf[1.5]", "there is no wf[1.5]"},
                 });
}

// Of several things that are wrong with a table, the message names the same one wherever they lie.
BOOST_AUTO_TEST_CASE(about_keys_does_not_depend_on_their_order) {
  const std::pair<const char*, const char*> cases[] = {
      {"for _ in pairs(t) do end",
       "this table has a key that is a coroutine: such keys have no order, so going over them "
       "could differ on replay; keep a list beside it"},
      {"next(t)",
       "this table has a key that is a coroutine: such keys have no order, so going over them "
       "could differ on replay; keep a list beside it"},
      {"wf.json.encode(t)",
       "wf.json.encode: 'value' has a coroutine as a key; keys are texts, or 1 to n in a list"},
      {"wf.echo(t)", "wf.echo has a coroutine as a key in its table"},
      {"wf.json.encode { [0] = 1, [-2] = 2, ['\\xff'] = 3, [-5] = 4 }",
       "wf.json.encode: 'value' has a key that is not UTF-8"},
      {"wf.json.encode { [0] = 1, [-2] = 2, [-5] = 4 }",
       "wf.json.encode: 'value' has the key -5; lists begin at 1"},
      {"wf.shell { 'x', timeout = print, name = print, retry = print }",
       "wf.shell: 'name' is a function; a text of 1 to 256 bytes belongs there"},
      {"wf.shell { 'x', retry = { max = print, first = print, [print] = 1 } }",
       "wf.shell: 'retry' is a table; a table {attempts =, first =, factor =, max =} belongs "
       "there"},
      {"wf.emit('a', { [t] = 1, data = print, x = 1 })",
       "wf.emit: what follows the type is {subject =, data =}"},
  };
  for (const auto& [call, message] : cases) {
    const auto body =
        "for i = 1, 40 do local t, keep = {}, {}\nfor j = 1, i do keep[j] = {} end "
        "t[{}] = 1 t[print] = 2 t[coroutine.create(print)] = 3 t[function() end] = 4 "
        "t[wf.null] = 5\n"
        "local ok, e = pcall(function() " +
        std::string(call) +
        " end)\n"
        "if i == 40 or ok then return { e.message, tostring({}) } end end";
    BOOST_TEST_CONTEXT(call) {
      const auto outcome = outcome_of(body);
      BOOST_TEST(outcome == "run.completed [\"" + std::string(message) + R"(","table: 1"])");
    }
  }
}

// A metamethod that runs where the script did not ask for a text could do anything.
BOOST_AUTO_TEST_CASE(is_made_without_the_scripts_metamethods) {
  for (const char* const call :
       {"pairs { [x] = 1 }", "next { [x] = 1 }", "wf.shell { 'x', timeout = x }",
        "wf.shell { 'x', name = x }", "wf.shell { 'x', retry = { attempts = x } }",
        "wf.shell { 'x', on_interrupt = x }", "local y = wf[x]", "local y = wf.fs[x]",
        "wf.echo { [x] = 1 }", "wf.emit(x)",

        "wf.emit('a', { [x] = x })", "wf.emit('a', { subject = x })", "wf.fail(x)",
        "wf.fail('a', x)",
        "wf.json.encode { x = { "
        "print, x } }",
        "wf.json.decode(x)", "error(x)", "require(x)", "wf.random(x)"}) {
    ScriptRun run(workflow_of(
        "local function called() wf.log.info 'called' return 'shown' end\n"
        "local x = setmetatable({}, { __tostring = called, __index = called, __len = called,\n"
        "__concat = called, __eq = called, __lt = called, __call = called, __pairs = called })\n"
        "local ok = pcall(function() " +
        std::string(call) + " end) assert(not ok)"));
    const auto lines = run.run_to_end();
    BOOST_TEST_CONTEXT(call) {
      BOOST_TEST(lines == std::vector<std::string>{"run.completed null"},
                 boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(about_places_where_lua_cannot_wait) {
  const auto message = [](std::string where) {
    return "run.failed cannot_wait: main.lua:2: wf.echo has to wait for its outcome, and Lua "
           "cannot "
           "suspend inside " +
           where + ": call it outside and pass the result in @main.lua:2";
  };
  BOOST_TEST(outcome_of("table.sort({ 2, 1 }, function() wf.echo 'x' end)") ==
             message("a table.sort comparator"));
  BOOST_TEST(outcome_of("return ('x'):gsub('.', function(c) return wf.echo(c).value end)") ==
             message("a gsub callback"));
  BOOST_TEST(
      outcome_of("return ('x'):gsub('.', function(c) return coroutine.wrap(function() wf.echo "
                 "'x' end)() end)") == message("a gsub callback"));
  BOOST_TEST(
      outcome_of("tostring(setmetatable({}, { __tostring = function() wf.echo 'x' end }))") ==
      message("a __tostring metamethod"));
  BOOST_TEST(
      outcome_of("for _ in ipairs(setmetatable({}, { __index = function() wf.echo 'x' end })) "
                 "do end") == message("this C function"));
  BOOST_TEST(
      outcome_of("local co = coroutine.create(function() local x <close> = setmetatable({}, { "
                 "__close = function() wf.echo 'x' end }) coroutine.yield() end) "
                 "coroutine.resume(co) error((select(2, coroutine.close(co))))") ==
      message("a coroutine that is being closed"));
}

BOOST_AUTO_TEST_CASE(about_effects_while_the_script_loads) {
  const char* const calls[] = {
      "wf.echo 'x'", "wf.emit 'x'",   "wf.log.info 'x'",   "print 'x'", "wf.now()",  "wf.random()",
      "wf.uuid()",   "math.random()", "math.randomseed()", "os.time()", "os.date()", "os.clock()"};
  for (const char* const call : calls) {
    ScriptRun run(std::string(call) + "\n" + workflow_of(""));
    const auto line = run.start().back();
    BOOST_TEST_CONTEXT(call << ": " << line) {
      BOOST_TEST(line.starts_with("run.failed not_running: main.lua:1: "));
      BOOST_TEST(line.find(" works only inside run = function(params) … end: here the script is "
                           "being loaded, and there is no run yet") != line.npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(about_modules) {
  ScriptOptions options;
  options.modules["one"] = "return require 'two'";
  options.modules["two"] = "return require 'one'";
  options.modules["asks"] = "wf.echo 'x'";
  options.modules["nothing"] = "loaded = (loaded or 0) + 1";
  options.modules["named"] = "return ...";
  const auto outcome = [&](const std::string& body) { return outcome_of(body, options); };
  BOOST_TEST(outcome("require 'one'") ==
             "run.failed module_loop: two.lua:1: require \"one\": this module is being loaded "
             "already: two modules require each other @two.lua:1");
  BOOST_TEST(
      outcome("require 'asks'") ==
      "run.failed cannot_wait: asks.lua:1: wf.echo has to wait for its outcome, and Lua cannot "
      "suspend inside a module that is being loaded: call it outside and pass the result in "
      "@asks.lua:1");
  BOOST_TEST(outcome("local name = 'noting' require(name)\n-- require 'nothing'\n"
                     "require 'nothing'") ==
             "run.failed no_such_module: main.lua:2: require \"noting\": no such module in this "
             "program (did you mean 'nothing'?); modules are found by name in the text of the "
             "script, so write the name as it is: require \"module\" @main.lua:2");
  BOOST_TEST(outcome("return { require 'nothing', require 'nothing', loaded, require 'named' }") ==
             R"(run.completed [true,true,1,"named"])");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
