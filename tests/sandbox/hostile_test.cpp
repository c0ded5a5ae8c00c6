// Scripts that loop, swallow, hoard and reach out. Invariant: each is answered, with a verdict or
// an error, and the host goes on to run others.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "tests/support/script_run.hpp"

namespace azwf::tests {
namespace {

ScriptOptions tight() {
  ScriptOptions options;
  options.limits.script_instructions_max = 500'000;
  options.limits.script_memory_bytes_max = 4 << 20;
  options.limits.decisions_per_fact_max = 100;
  return options;
}

std::string verdict_of(const std::string& body) {
  const auto outcome = outcome_of(body, tight());
  return outcome.starts_with("verdict ") ? outcome.substr(8, outcome.find(':') - 8) : outcome;
}

void check_each(std::initializer_list<const char*> bodies, const std::string& verdict) {
  for (const char* const body : bodies) {
    BOOST_TEST_CONTEXT(body) { BOOST_TEST(verdict_of(body) == verdict); }
  }
}

BOOST_AUTO_TEST_SUITE(hostile)

BOOST_AUTO_TEST_CASE(loops_end) {
  check_each(
      {
          "while true do end",
          "::again:: goto again",
          "for i = 1, math.huge do end",
          "local function f() return f() end f()",
          "repeat until false",
          "while true do coroutine.wrap(function() end)() end",
          "local co = coroutine.wrap(function() while true do coroutine.yield() end end)\n"
          "while true do co() end",
          "coroutine.wrap(function() while true do end end)()",
          "while true do string.rep('x', 1000) end",
          "while true do local t = setmetatable({}, { __concat = function() return '' end })\n"
          "local s = t .. t end",
          "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] "
          "end\n"
          "while true do pcall(function() return t.x end) end",
          "for _ in function() return 1 end do end",
          "local t = {} for i = 1, 1000 do t[i] = i end while true do for _ in pairs(t) do end end",
          "while true do for _ in ('x'):rep(1000):gmatch '.' do end end",
          "while true do table.concat({ 'a', 'b' }, ('x'):rep(100)) end",
          "while true do next({ a = 1 }) end",
          "while true do load 'return 1' end",
          "os.date(('%c'):rep(20000))",
          "while true do wf.json.decode(wf.json.encode { 1, 2, 3 }) end",
          "while true do select('#', table.unpack({}, 1, 1000)) end",
      },
      "instructions");
}

BOOST_AUTO_TEST_CASE(no_pcall_swallows_a_verdict) {
  check_each(
      {
          "while true do pcall(function() while true do end end) end",
          "while true do xpcall(function() while true do end end, function() end) end",
          "xpcall(function() while true do end end, function() while true do end end)",
          "xpcall(error, function() while true do end end)",
          "local function f() pcall(f) while true do end end f()",
          "while true do coroutine.resume(coroutine.create(function() while true do end end)) end",
          "pcall(coroutine.wrap(function() while true do end end)) while true do end",
          "while true do pcall(error, setmetatable({}, { __tostring = error })) end",
          "while true do local x <close> = setmetatable({}, { __close = function()\n"
          "while true do end end }) end",
          "pcall(function() local x <close> = setmetatable({}, { __close = function()\n"
          "pcall(function() while true do end end) end }) while true do end end) return 1",
          "local co = coroutine.create(function() local x <close> = setmetatable({}, { __close =\n"
          "function() while true do end end }) coroutine.yield() end) coroutine.resume(co)\n"
          "while true do pcall(coroutine.close, co) end",
          "table.sort({ 1, 2, 3 }, function() pcall(function() while true do end end) end)",
          "('x'):gsub('.', function() pcall(function() while true do end end) end)",
          "tostring(setmetatable({}, { __tostring = function() pcall(function() while true do end\n"
          "end) return '' end }))",
          "pcall(require, 'x') pcall(pcall, pcall, function() while true do end end) return 1",
      },
      "instructions");
}

BOOST_AUTO_TEST_CASE(patterns_end) {
  check_each(
      {
          "return ('a'):rep(30):find(('a?'):rep(30) .. ('a'):rep(30))",
          "return ('x'):rep(50000):find(('.-'):rep(6) .. 'b')",
          "return ('x'):rep(50000):match(('x*'):rep(8) .. 'y')",
          "for _ in ('x'):rep(50000):gmatch('x*x*x*x*y') do end",
          "return ('('):rep(200000):gsub('%b()', '')",
          "return ('x'):rep(50000):gsub(('.-'):rep(5) .. 'b', '')",
          "return ('x'):rep(200000):find(('x'):rep(100000) .. 'y', 1, true)",
      },
      "instructions");
}

BOOST_AUTO_TEST_CASE(memory_ends) {
  check_each(
      {
          "local t = {} while true do t[#t + 1] = {} end",
          "local t, s = {}, ('x'):rep(500) for i = 1, 1e9 do t[i] = s .. i end",
          "local s = 'x' while true do s = s .. s end",
          "local t = {} while true do t[#t + 1] = coroutine.create(print) end",
          "local t = {} while true do t[#t + 1] = function() return t end end",
          "local function f() return f() + 1 end f()",
          "while true do pcall(function() local t = {} while true do t[#t + 1] = {} end end) end",
          "local s = ('x'):rep(2e6) return s .. s .. s .. s",
          "local t = {} for i = 1, 400000 do t[i] = i end table.unpack(t, 1, 190000)\n"
          "return #t",
          "coroutine.wrap(function() local t = {} while true do t[#t + 1] = {} end end)()",
      },
      "memory");
}

// Text that does not fit at all: Lua's own memory error, not our hook, is what pcall would catch.
BOOST_AUTO_TEST_CASE(no_pcall_swallows_the_end_of_memory) {
  check_each(
      {
          "local s = ('x'):rep(1e6) pcall(function() return s .. s .. s .. s .. s .. s .. s end)\n"
          "return 1",
          "local s = ('x'):rep(1e6)\n"
          "xpcall(function() return s .. s .. s .. s .. s .. s .. s end, print) return 1",
          "local s = ('x'):rep(1e6) coroutine.resume(coroutine.create(function()\n"
          "return s .. s .. s .. s .. s .. s .. s end)) return 1",
          "local s = ('x'):rep(1e6) pcall(coroutine.wrap(function()\n"
          "return s .. s .. s .. s .. s .. s .. s end)) return 1",
      },
      "memory");
}

BOOST_AUTO_TEST_CASE(garbage_is_not_held_against_a_script) {
  BOOST_TEST(outcome_of("for i = 1, 2000 do local s = ('x'):rep(2500) .. i end return 1",
                        tight()) == "run.completed 1");
}

BOOST_AUTO_TEST_CASE(decisions_end) {
  check_each(
      {
          "while true do print 'x' end",
          "while true do pcall(wf.emit, 'x') end",
          "for i = 1, 101 do wf.log.info(i) end",
      },
      "too_many_decisions");
  BOOST_TEST(outcome_of("for i = 1, 99 do wf.log.info(i) end return 1", tight()) ==
             "run.completed 1");
}

BOOST_AUTO_TEST_CASE(large_decisions_end) {
  const auto outcome = outcome_of("while true do wf.emit('x', { data = ('x'):rep(500000) }) end");
  BOOST_TEST(outcome ==
             "verdict too_many_decisions: the script decided on more than 4194304 bytes without "
             "waiting for anything @main.lua:2");
  const auto waits = "for i = 1, 20 do wf.emit('x', { data = ('x'):rep(500000) }) wf.echo(i) end";
  BOOST_TEST(outcome_of(waits) == "run.completed null");
}

BOOST_AUTO_TEST_CASE(large_errors_are_cut) {
  const auto outcome = outcome_of("error(('x'):rep(100000), 0)");
  BOOST_TEST(outcome.substr(18 + 16384 - 4) == "xxxx… (100000 bytes in all) @main.lua:2");
}

BOOST_AUTO_TEST_CASE(a_verdict_says_where) {
  BOOST_TEST(
      outcome_of("local x\nwhile true do x = 1 end", tight()) ==
      "verdict instructions: the script ran 500000 instructions without waiting for anything "
      "@main.lua:3");
  BOOST_TEST(outcome_of("local t = {}\ncoroutine.wrap(function()\n"
                        "while true do t[#t + 1] = {} end end)()",
                        tight()) ==
             "verdict memory: the script holds more than 4194304 bytes of memory @main.lua:4");
}

BOOST_AUTO_TEST_CASE(the_budget_counts_from_each_delivery) {
  ScriptRun run(workflow_of("for i = 1, 20 do for j = 1, 1e5 do end wf.echo(i) end return 'done'"),
                tight());
  BOOST_TEST(run.run_to_end().back() == R"(run.completed "done")");
  BOOST_TEST(run.rebuilt().back().back() == R"(run.completed "done")");
}

// How much a delivery may cost does not depend on where those before it left the count.
BOOST_AUTO_TEST_CASE(a_delivery_that_just_fits_fits_every_time) {
  const auto fits = [](int before, int turns, const std::string& around) {
    const auto loops =
        fmt::format("for i = 1, {} do end wf.echo(1) for i = 1, {} do end", before, turns);
    return outcome_of(fmt::format(fmt::runtime(around), loops), tight()) == "run.completed 1";
  };
  for (const auto* const around : {"{} return 1", "coroutine.wrap(function() {} end)() return 1"}) {
    int low = 100'000, high = 1'000'000;
    while (high - low > 1) {
      const int middle = (low + high) / 2;
      (fits(0, middle, around) ? low : high) = middle;
    }
    for (const int before : {1, 50, 100, 200, 300, 400, 450, 499, 1000, 1333}) {
      BOOST_TEST_CONTEXT(around << " " << low << " after " << before) {
        BOOST_TEST(fits(before, low, around));
        BOOST_TEST(!fits(before, high, around));
      }
    }
  }
}

struct Case {
  const char* body;
  const char* outcome;
};

// Ways out of a sandbox, and what is there instead.
BOOST_AUTO_TEST_CASE(nothing_leads_outside) {
  const Case cases[] = {
      {"return { io == nil, debug == nil, package == nil, dofile == nil, loadfile == nil,\n"
       "collectgarbage == nil, warn == nil, os.execute == nil, os.getenv == nil, os.exit == nil,\n"
       "os.remove == nil, os.rename == nil, os.tmpname == nil, os.setlocale == nil,\n"
       "string.dump == nil, ('').dump == nil }",
       "[true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true]"},
      {"local names = {} for name in pairs(_G) do names[#names + 1] = name end\n"
       "return table.concat(names, ' ')",
       R"("_G _VERSION assert coroutine error getmetatable ipairs load math next os pairs pcall )"
       R"(print rawequal rawget rawlen rawset require select setmetatable string table tonumber )"
       R"(tostring type utf8 wf xpcall")"},
      {"return getmetatable('')", "false"},
      {"return pcall(setmetatable, '', {})", "false"},
      {"return pcall(setmetatable, wf, {})", "false"},
      {"return select(2, load('\\27Lua'))", R"x("attempt to load a binary chunk (mode is 't')")x"},
      {"return load('return 1 + ...')(2)", "3"},
      {"return load('return x', 'n', 't', { x = 5 })()", "5"},
      {"return (select(2, load('x =', 'name')))", R"("load name:1: unexpected symbol near <eof>")"},
      {"return getmetatable(select(2, pcall(wf.fail, 'a', 'b')))", R"("error")"},
      {"return getmetatable(wf)", "false"},
      {"return rawequal(require 'wf', wf)", "true"},
      {"return coroutine.isyieldable()", "false"},
      {"return select(2, coroutine.running())", "true"},
      {"return _VERSION", R"("Lua 5.4")"},
  };
  for (const auto& [body, outcome] : cases) {
    BOOST_TEST_CONTEXT(body) {
      BOOST_TEST(outcome_of(body) == std::string("run.completed ") + outcome);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_refused_says_so) {
  const Case cases[] = {
      {"setmetatable({}, { __gc = print })",
       "run.failed refused_metatable: main.lua:2: setmetatable: a metatable with __gc is refused: "
       "when it takes effect depends on the garbage collector, and replay could differ "
       "@main.lua:2"},
      {"setmetatable({}, { __mode = 'k' })",
       "run.failed refused_metatable: main.lua:2: setmetatable: a metatable with __mode is "
       "refused: "
       "when it takes effect depends on the garbage collector, and replay could differ "
       "@main.lua:2"},
      {"setmetatable(setmetatable({}, { __metatable = 1 }), {})",
       "run.failed error: main.lua:2: cannot change a protected metatable @main.lua:2"},
      {"string.format('%p', {})",
       "run.failed error: main.lua:2: string.format: %p is refused: it shows an address "
       "@main.lua:2"},
      {"('x'):rep(1 << 40)",
       "run.failed error: main.lua:2: string.rep: the text is too long @main.lua:2"},
      {"coroutine.yield(1)",
       "run.failed error: main.lua:2: attempt to yield from outside a coroutine @main.lua:2"},
      {"load(print)", "run.failed error: main.lua:2: load takes a text @main.lua:2"},
      {"load(('x'):rep(300000))",
       "run.failed error: main.lua:2: load takes at most 262144 bytes @main.lua:2"},
      {"table.unpack({}, 1, 1e8)",
       "run.failed error: main.lua:2: too many results to unpack @main.lua:2"},
      {"table.move({}, 1, math.maxinteger - 1, 2)",
       "run.failed error: main.lua:2: bad argument #3 to 'move' (too many items to move) "
       "@main.lua:2"},
      {"local function f() local t = setmetatable({}, { __index = f }) return t.x end\n"
       "return ('x'):find(('('):rep(300))",
       "run.failed error: main.lua:3: too many captures @main.lua:3"},
      {"return ('x'):rep(300):find(('x?'):rep(300))",
       "run.failed error: main.lua:2: pattern too complex @main.lua:2"},
  };
  for (const auto& [body, outcome] : cases) {
    BOOST_TEST_CONTEXT(body) { BOOST_TEST(outcome_of(body) == outcome); }
  }
}

// The names have no effect, whenever and however they are written.
BOOST_AUTO_TEST_CASE(no_table_is_weak_and_nothing_is_finalized) {
  for (const char* const body : {
           "setmetatable(t, m) m.__mode = 'kv' m.__gc = gone",
           "setmetatable(t, m) rawset(m, '__mode', 'kv') rawset(m, '__gc', gone)",
           "m['__' .. 'mode'] = 'kv' m['__' .. 'gc'] = gone pcall(setmetatable, t, m)\n"
           "m.__mode = nil m.__gc = nil setmetatable(t, m) m.__mode = 'kv' m.__gc = gone",
           "setmetatable(m, m) m.__mode = 'kv' t = m",
           "setmetatable(m, { __index = { __mode = 'kv', __gc = gone } }) setmetatable(t, m)",
       }) {
    const auto outcome = outcome_of(
        "local t, m, count, gone = {}, {}, 0, function() error 'finalized' end\n" +
        std::string(body) +
        "\nfor i = 1, 50 do t[i] = {} t[{ i }] = { i } end for i = 1, 1e6 do local x = { i } end\n"
        "for i = 1, 50 do count = count + (t[i] and 1 or 0) end return count");
    BOOST_TEST_CONTEXT(body) { BOOST_TEST(outcome == "run.completed 50"); }
  }
}

// An object that was shown may go: only its number is left.
BOOST_AUTO_TEST_CASE(shown_objects_are_not_kept) {
  ScriptOptions options;
  options.limits.script_memory_bytes_max = 4 << 20;
  BOOST_TEST(outcome_of("local last for i = 1, 3000 do last = tostring { ('x'):rep(2000) .. i } "
                        "end for i = 1, 3000 do tostring(coroutine.create(print)) "
                        "tostring(function() return i end) end return { last, tostring {} }",
                        options) == R"(run.completed ["table: 3000","table: 9001"])");
}

BOOST_AUTO_TEST_CASE(what_is_endless_in_stock_lua_ends) {
  const Case cases[] = {
      {"return #(''):rep(1 << 60)", "0"},
      {"local t = setmetatable({}, { __len = function() return 1 << 60 end })\n"
       "table.insert(t, 'a') table.insert(t, 1, 'b') local x = table.remove(t, 1)\n"
       "table.sort(t) return { x, #table.pack(table.unpack(t)), table.concat(t) }",
       R"(["b",1,"a"])"},
      {"local t = setmetatable({}, { __len = function() return (1 << 31) - 2 end,\n"
       "__index = rawlen }) table.sort(t) return 'sorted'",
       R"("sorted")"},
      {"local co for i = 1, 20000 do local inner = co co = coroutine.create(function()\n"
       "local x <close> = setmetatable({}, { __close = function() if inner then\n"
       "coroutine.close(inner) end end }) coroutine.yield() end) coroutine.resume(co) end\n"
       "return (coroutine.close(co))",
       "true"},
      {"local function f() return pcall(f) end f() return 'ok'", R"("ok")"},
      {"local function f() return f() end return pcall(string.rep)", "false"},
      {"local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end\n"
       "return deep(10000)",
       "10000"},
      {"local t = {} t.t = t local ok, e = pcall(wf.json.encode, t) return e.message",
       R"("wf.json.encode: 'value.t' contains itself")"},
      {"local t = {} for i = 1, 100 do t = { t } end\n"
       "local ok, e = pcall(wf.json.encode, t) return e.message:sub(-31)",
       R"("is nested deeper than 64 levels")"},
  };
  for (const auto& [body, outcome] : cases) {
    BOOST_TEST_CONTEXT(body) {
      BOOST_TEST(outcome_of(body) == std::string("run.completed ") + outcome);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
