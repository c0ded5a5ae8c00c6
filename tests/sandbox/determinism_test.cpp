// The same program and the same deliveries give the same decisions: at once or one by one, in this
// host or another, whatever the process is like.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <random>

#include "tests/support/script_run.hpp"
#include "tests/support/seeds.hpp"

namespace azwf::tests {
namespace {

struct Case {
  const char* body;
  const char* outcome;
};

void check_outcomes(std::initializer_list<Case> cases) {
  for (const auto& [body, outcome] : cases) {
    BOOST_TEST_CONTEXT(body) {
      BOOST_TEST(outcome_of(body) == std::string("run.completed ") + outcome);
    }
  }
}

BOOST_AUTO_TEST_SUITE(determinism)

// Uses whatever could differ between two processes, or between running and rebuilding.
const char* const all_of_it = R"(
  local out = {}
  local function note(...) out[#out + 1] = table.concat({ ... }, ' ') end
  for i = 1, 6 do
    local t = { [i] = 1, a = 2, [1.5] = 3, [false] = 4, ['k' .. i] = 5 }
    for k, v in pairs(t) do note(tostring(k), v) end
    note(tostring({}), tostring(note), tostring(coroutine.create(note)), tostring(t))
    note(math.random(), math.random(100), wf.random(), wf.random(1000), wf.uuid())
    note(os.time(), os.date(), os.clock(), wf.now())
    local r = wf.echo { value = t['k' .. i] and out[#out] }
    note(r.value)
    local ok, e = pcall(wf.shell, tostring(i))
    note(tostring(ok), tostring(e))
    local co = coroutine.wrap(function() for j = 1, 2 do coroutine.yield(wf.echo(j).value) end end)
    note(co(), co())
    local l = { 'b1', 'a1', 'b2', 'a2', 'c1', 'a3' }
    table.sort(l, function(x, y) return x:sub(1, 1) < y:sub(1, 1) end)
    note(table.unpack(l))
    wf.emit('loop.turned', { data = out })
    print(next({ z = 1, y = 2 }))
  end
  return out)";

std::vector<std::vector<std::string>> played(std::uint64_t seed) {
  ScriptRun run(workflow_of(all_of_it));
  std::mt19937_64 dice(seed);
  auto lines = run.start();
  while (!lines.empty() && lines.back().starts_with("step.requested")) {
    const auto& decision = run.last_answer().after.back().back();
    const auto& step = std::get<StepRequested>(decision.event);
    if (step.operation == "process.shell" && dice() % 2 == 0) {
      lines = run.fail(step.step.text, "no", "the dice said no");
    } else {
      lines = run.succeed(step.step.text, json_text(step.arguments));
    }
    if (run.transcript().size() % 5 == 0) {
      const auto rebuilt = run.rebuilt();
      BOOST_REQUIRE(rebuilt == run.transcript());
    }
  }
  BOOST_TEST(lines.back().starts_with("run.completed"));
  BOOST_TEST((run.rebuilt() == run.transcript()));
  return run.transcript();
}

BOOST_AUTO_TEST_CASE(a_rebuilt_run_decides_what_it_decided) {
  for (const auto seed : seeds("AZWF_REBUILDS", 20)) {
    BOOST_TEST_CONTEXT("seed " << seed) { BOOST_TEST((played(seed) == played(seed))); }
  }
}

// Every way to go deeper on the C stack, before a step and after it. Waiting for the step unwinds
// the stack, so live there is room again; a rebuild has to find as much.
const char* const ways_down[] = {
    "return pcall(down, n - 1, f)",
    "return xpcall(down, print, n - 1, f)",
    "return coroutine.wrap(down)(n - 1, f)",
    "return coroutine.resume(coroutine.create(down), n - 1, f)",
    "return setmetatable({}, { __index = function() return down(n - 1, f) end }).x",
    "return pcall(coroutine.wrap(function() return pcall(down, n - 1, f) end))",
    "for result in function() return down(n - 1, f) end do return result end",
    "return wf.scope(down, n - 1, f)",
    "return wf.async(down, n - 1, f):await()",
    "return wf.all { function() return down(n - 1, f) end }[1]",
    "return wf.retry({ attempts = 1 }, function() return down(n - 1, f) end)",
};

BOOST_AUTO_TEST_CASE(a_rebuilt_run_can_go_as_deep_as_it_could_live) {
  for (const char* const way : ways_down) {
    for (const auto before : {0, 10, 30, 60, 100, 190}) {
      for (const auto after : {30, 60, 100, 150, 190}) {
        ScriptRun run(workflow_of(fmt::format(
            "local function down(n, f) if n == 0 then return f() end {} end\n"
            "local results = table.pack(pcall(down, {}, function() wf.echo 'deep down'\n"
            "return down({}, function() wf.echo 'further' return 'deep' end) end))\n"
            "return tostring(results[results.n])",
            way, before, after)));
        const auto last = run.run_to_end().back();
        BOOST_TEST_CONTEXT(way << " " << before << " " << after << ": " << last) {
          BOOST_TEST((run.rebuilt() == run.transcript()));
        }
      }
    }
  }
}

// Memory is laid out differently in a second state made while the first lives.
BOOST_AUTO_TEST_CASE(addresses_do_not_show) {
  const auto body =
      "local t = {} for i = 1, 50 do t[i] = { math.random(1000), tostring({}), wf.uuid() } end\n"
      "for i = 1, 20 do t[{ i }] = nil end return { t[1], t[50], #t, math.random(1 << 40) }";
  const auto first = outcome_of(body);
  const std::vector<char> elsewhere(100'000);
  ScriptRun other(workflow_of("wf.echo 'held open'"));
  other.start();
  BOOST_TEST(outcome_of(body) == first);
}

BOOST_AUTO_TEST_CASE(tables_with_holes_have_the_same_length_in_every_state) {
  const auto body =
      "local t = { 1, 2, nil, 4, nil, 6, 7, nil } t[20] = 1 t[10] = 2 t['x'] = 1 t[11] = 3\n"
      "local u = {} for i = 1, 40, 3 do u[i] = i end for i = 40, 1, -2 do u[i] = i end\n"
      "return { #t, #u }";
  const auto first = outcome_of(body);
  for (int i = 0; i < 5; ++i) BOOST_TEST(outcome_of(body) == first);
}

// Objects are hashed by their addresses, and when a table grows is up to its hashes.
const char* const lengths_of_tables_with_objects = R"(
  local known = { print, pairs, wf.null, wf.echo, (ipairs {}), (pairs {}), (utf8.codes ''),
                  (utf8.codes('', true)), ('').gmatch('', ''), coroutine.wrap(print) }
  for _, from in ipairs { string, math, table, coroutine, utf8, os, wf.json, wf.log, _G } do
    for _, value in pairs(from) do
      if type(value) == 'function' then known[#known + 1] = value end
    end
  end
  local function object(kind, i)
    return kind == 0 and {} or kind == 1 and function() return i end
        or kind == 2 and coroutine.create(print) or known[i % #known + 1]
  end
  local lengths = {}
  for round = 1, 400 do
    local t, objects = {}, {}
    for i = 1, 12 do
      objects[i] = object(round % 4, round * 7 + i * 5)
      t[objects[i]] = i
      if i % 3 == 0 then t[objects[i - 1]] = nil end
    end
    for i = 1, round % 13 do t[i] = i end
    for i = 1, 12, 2 do t[objects[i]] = nil end
    t[round % 5 + 1] = nil
    for i = 2, 30, round % 3 + 2 do t[i] = i end
    for i = 1, 12 do t[objects[i]] = nil t[i + round % 9] = 1 t[i + 3] = nil end
    lengths[round] = #t
    if round % 50 == 0 then wf.echo(('x'):rep(round * 20)) end
  end
  return lengths)";

BOOST_AUTO_TEST_CASE(tables_with_objects_as_keys_have_the_same_length_in_every_state) {
  ScriptRun run(workflow_of(lengths_of_tables_with_objects));
  const auto first = run.run_to_end();
  BOOST_TEST(first.back().starts_with("run.completed"), first.back());
  std::vector<std::unique_ptr<ScriptRun>> held;
  for (int i = 0; i < 10; ++i) {
    BOOST_TEST((run.rebuilt() == run.transcript()));
    held.push_back(
        std::make_unique<ScriptRun>(workflow_of("local t = {} for i = 1, 5000 do t[i] = { i } end "
                                                "wf.echo 'held open'")));
    held.back()->start();
    ScriptRun other(workflow_of(lengths_of_tables_with_objects));
    BOOST_TEST((other.run_to_end() == first));
  }
}

BOOST_AUTO_TEST_CASE(runs_draw_apart_and_each_the_same_again) {
  const auto body = "return { wf.random(), wf.random(1 << 40), wf.uuid(), math.random(1 << 40) }";
  ScriptOptions one, two;
  one.run = "run-a";
  two.run = "run-b";
  BOOST_TEST(outcome_of(body, one) == outcome_of(body, one));
  BOOST_TEST(outcome_of(body, one) != outcome_of(body, two));
}

BOOST_AUTO_TEST_CASE(draws_are_what_they_promise) {
  check_outcomes({
      {"for i = 1, 500 do local x = wf.random() assert(x >= 0 and x < 1) end return 1", "1"},
      {"local seen = {} for i = 1, 500 do local x = wf.random(3) seen[x] = (seen[x] or 0) + 1 end\n"
       "return #seen == 3 and seen[1] > 100 and seen[2] > 100 and seen[3] > 100",
       "true"},
      {"for i = 1, 100 do local x = wf.random(-2, 2) assert(x >= -2 and x <= 2) end return 1", "1"},
      {"return math.type(wf.random(math.mininteger, math.maxinteger))", R"("integer")"},
      {"local id = wf.uuid() return { #id, id ~= wf.uuid(), id:find "
       "'^%x+%-%x%x%x%x%-8%x%x%x%-[89ab]%x%x%x%-%x+$' == 1 }",
       "[36,true,true]"},
      {"local a = math.random(1 << 30) math.randomseed() return a == math.random(1 << 30)", "true"},
      {"math.randomseed(7) local a = math.random() math.randomseed(7) return a == math.random()",
       "true"},
  });
}

BOOST_AUTO_TEST_CASE(pairs_goes_in_one_order) {
  check_outcomes({
      {"local t = {} for k, v in pairs { b = 1, a = 2, [2] = 3, [1] = 4, [-1] = 5, [1.5] = 6,\n"
       "[0.5] = 7, [true] = 8, [false] = 9, ['\\xff'] = 10, B = 11, [''] = 12 } do t[#t + 1] = v\n"
       "end return t",
       "[5,4,3,7,6,12,11,2,1,10,9,8]"},
      {"local s = '' for k in pairs { 10, 20, 30, x = 1 } do s = s .. k .. ' ' end return s",
       R"("1 2 3 x ")"},
      {"local t = { a = 1, b = 2, c = 3 } local s = '' for k in pairs(t) do s = s .. k t[k] = nil\n"
       "t.b = nil end return { s, next(t) == nil }",
       R"(["ac",true])"},
      {"local t = { a = 1 } for k in pairs(t) do t[k .. 'x'] = 1 end local n = 0\n"
       "for _ in pairs(t) do n = n + 1 end return n",
       "2"},
      {"local t, s, k, v = { d = 1, a = 2, c = 3 }, '' repeat k, v = next(t, k)\n"
       "s = s .. tostring(k) until k == nil return s",
       R"("acdnil")"},
      {"local t, u, s = { a = 1, b = 2 }, { x = 1, y = 2 }, '' local k, l repeat k = next(t, k)\n"
       "l = next(u, l) s = s .. tostring(k) .. tostring(l) until k == nil return s",
       R"("axbynilnil")"},
      {"local t = { a = 1, b = 2, c = 3 } next(t) t.b = nil return next(t, 'a')", R"("c")"},
      {"local t = { a = 1 } return { next({}) == nil, next(t) == 'a', next(t, 'a') == nil }",
       "[true,true,true]"},
      {"return select(2, pcall(next, { a = 1 }, 'z'))", R"("next: the table has no such key")"},
      {"return pcall(next, { [{}] = 1 })", "false"},
      {"local n = 0 for _ in pairs(setmetatable({ 1, 2 }, { __index = { 3, 4, 5 } })) do n = n + "
       "1\n"
       "end return n",
       "2"},
  });
}

BOOST_AUTO_TEST_CASE(sort_is_stable) {
  check_outcomes({
      {"local t = {} for i = 1, 200 do t[i] = { key = i * 7 % 5, i = i } end\n"
       "table.sort(t, function(a, b) return a.key < b.key end)\n"
       "for i = 2, 200 do local a, b = t[i - 1], t[i]\n"
       "assert(a.key < b.key or (a.key == b.key and a.i < b.i)) end return 'stable'",
       R"("stable")"},
      {"local t = { 3, 1, 2 } table.sort(t) return t", "[1,2,3]"},
      {"local t = { 'b', 'a', 'B' } table.sort(t) return t", R"(["B","a","b"])"},
      {"local t = { 1, 2, 3 } table.sort(t, function(a, b) return a > b end) return t", "[3,2,1]"},
      {"local t = { 2, 1 } table.sort(t, function() return true end) return t", "[1,2]"},
      {"return select(2, pcall(table.sort, { 1, 'x' }))",
       R"("attempt to compare string with number")"},
      {"local t = {} table.sort(t) return t", "[]"},
  });
}

BOOST_AUTO_TEST_CASE(time_stands_still_between_deliveries_and_is_utc) {
  ::setenv("TZ", "Asia/Tokyo", 1);
  ScriptRun run(workflow_of(
      "local a = { wf.now(), os.time(), os.clock(), os.date '%F %T %Z', os.date '!%H' }\n"
      "for i = 1, 1e5 do end assert(wf.now() == a[1])\n"
      "wf.echo { value = a } return { wf.now(), os.time(), os.clock() }"));
  run.time_us = 1'700'000'000'123'456;
  BOOST_TEST(run.start()[0] ==
             R"(step.requested 1 debug.echo {"value":[1700000000.123456,1700000000,0.0,)"
             R"("2023-11-14 22:13:20 UTC","22"]} @main.lua:4)");
  BOOST_TEST(run.succeed("1")[0] == "run.completed [1700000001.123456,1700000001,1.0]");
}

BOOST_AUTO_TEST_CASE(dates_are_computed_without_the_machine) {
  check_outcomes({
      {"return os.time { year = 2024, month = 2, day = 29, hour = 0 }", "1709164800"},
      {"return os.time { year = 2024, month = 14, day = -3, hour = 25, min = -1, sec = 61 }",
       "1738112401"},
      {"return os.time { year = 1970, month = 1, day = 1, hour = 0 }", "0"},
      {"return os.date('%Y-%m-%dT%H:%M:%SZ', 0)", R"("1970-01-01T00:00:00Z")"},
      {"return os.date('%a %A %b %B %d %e %j %p %I %y %u %w %V %G %D %R %c %%', 1704067199)",
       R"("Sun Sunday Dec December 31 31 365 PM 11 23 7 0 52 2023 12/31/23 23:59 )"
       R"(Sun Dec 31 23:59:59 2023 %")"},
      {"return os.date('*t', 86399).hour", "23"},
      {"local d = os.date('*t', 1e9 // 1 | 0) return os.time(d) == 1000000000", "true"},
      {"return select(2, pcall(os.date, '%Q', 0))", R"("invalid conversion specifier '%Q'")"},
      {"return os.difftime(5, 3)", "2.0"},
  });
}

BOOST_AUTO_TEST_CASE(texts_of_objects_have_no_address) {
  check_outcomes({
      {"local t, f = {}, print return { tostring(t), tostring(f), tostring(t), tostring({}),\n"
       "string.format('%s|%-10s|', f, t), tostring(wf.null), tostring(coroutine.create(f)) }",
       R"(["table: 1","function: 2","table: 1","table: 3","function: 2|table: 1  |","null",)"
       R"("thread: 4"])"},
      {"return tostring(setmetatable({}, { __name = 'point' }))", R"("point: 1")"},
      {"return tostring(setmetatable({}, { __tostring = function() return 'me' end }))", R"("me")"},
      {"return { tostring(0/0), tostring(-(0/0)), string.format('%f', 0/0), 0.1 + 0.2 }",
       R"(["nan","nan","nan",0.30000000000000004])"},
      {"return tostring(nil) .. tostring(true) .. tostring(1) .. tostring(1.0)",
       R"("niltrue11.0")"},
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
