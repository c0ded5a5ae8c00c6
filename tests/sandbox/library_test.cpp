// Lua's own functions where the host replaces them, against what the manual says of them.
#include <boost/test/unit_test.hpp>

#include "tests/support/script_run.hpp"

namespace azwf::tests {
namespace {

struct Case {
  const char* expression;
  const char* result;
};

void check_each(std::initializer_list<Case> cases) {
  for (const auto& [expression, result] : cases) {
    BOOST_TEST_CONTEXT(expression) {
      const auto outcome = outcome_of("local r = { " + std::string(expression) +
                                      " } for i = 1, #r do r[i] = tostring(r[i]) end\n"
                                      "return table.concat(r, ' ')");
      BOOST_TEST(outcome == "run.completed \"" + std::string(result) + "\"");
    }
  }
}

BOOST_AUTO_TEST_SUITE(library)

BOOST_AUTO_TEST_CASE(find_and_match) {
  check_each({
      {"('hello world'):find('wor')", "7 9"},
      {"('hello'):find('l')", "3 3"},
      {"('hello'):find('xyz') == nil", "true"},
      {"('hello'):find('')", "1 0"},
      {"('hello'):find('', 6)", "6 5"},
      {"('hello'):find('', 7) == nil", "true"},
      {"('hello'):find('l', -2)", "4 4"},
      {"('a.b'):find('.', 1, true)", "2 2"},
      {"('a+b'):find('+', 1, true)", "2 2"},
      {"('hello'):find('(l)(l)')", "3 4 l l"},
      {"('hello'):find('()ll()')", "3 4 3 5"},
      {"('hello'):match('h(.-)o')", "ell"},
      {"('key = value'):match('^(%w+)%s*=%s*(%w+)$')", "key value"},
      {"('2024-02-29'):match('(%d+)-(%d+)-(%d+)')", "2024 02 29"},
      {"('  trim  '):match('^%s*(.-)%s*$') .. '|'", "trim|"},
      {"('abc'):match('^b') == nil", "true"},
      {"('abc'):match('b$') == nil", "true"},
      {"('abc'):match('c$')", "c"},
      {"('a$'):match('a$$')", "a$"},
      {"('f(a(b)c)d'):match('%b()')", "(a(b)c)"},
      {"('THE (quick) fox'):find('%((%a+)%)')", "5 11 quick"},
      {"('THE quick'):gsub('%f[%a]%a+', string.lower)", "the quick 2"},
      {"('aXb'):match('[^%l]')", "X"},
      {"('a-b'):match('[a%-]+')", "a-"},
      {"('a]b'):match('[]]')", "]"},
      {"('a^b'):match('[b^]+')", "^b"},
      {"('x1y22'):match('%d%d')", "22"},
      {"('aaa'):match('a-')", ""},
      {"('aaab'):match('a-b')", "aaab"},
      {"('aaa'):match('a?a?a?a?')", "aaa"},
      {"('\"quoted\" x'):match('([\"\\'])(.-)%1')", "\\\" quoted"},
      {"('x'):match('.-(x)()')", "x 2"},
      {"('\\0a'):match('%z') == nil and 'no' or 'yes'", "no"},
      {"string.find(12345, 34)", "3 4"},
      {"('a,b,,c'):find(',', 1)", "2 2"},
      {"('é'):find('[\\xc3]')", "1 1"},
      {"('%d'):gsub('%%d', 'x')", "x 1"},
      {"('aa'):find('()a%1') == nil", "true"},
  });
}

BOOST_AUTO_TEST_CASE(gsub_and_gmatch) {
  check_each({
      {"('hello world'):gsub('o', '0')", "hell0 w0rld 2"},
      {"('hello world'):gsub('o', '0', 1)", "hell0 world 1"},
      {"('hello'):gsub('', '-')", "-h-e-l-l-o- 6"},
      {"('hello'):gsub('l*', 'x')", "xhxexox 4"},
      {"('abc'):gsub('%w', '%0%0')", "aabbcc 3"},
      {"('abc'):gsub('(a)(b)', '%2%1')", "bac 1"},
      {"('$name is $x'):gsub('%$(%w+)', { name = 'Lua' })", "Lua is $x 2"},
      {"('abc'):gsub('.', function(c) if c == 'b' then return 'B' end end)", "aBc 3"},
      {"('abc'):gsub('^a', 'x')", "xbc 1"},
      {"('aaa'):gsub('^a', 'x')", "xaa 1"},
      {"('abc'):gsub('b', '%%')", "a%c 1"},
      {"('abc'):gsub('()', '%1')", "1a2b3c4 4"},
      {"('abc'):gsub('b', false and '' or 5)", "a5c 1"},
      {"select(2, pcall(string.gsub, 'a', 'a', '%2'))",
       "invalid capture index %2 in replacement string"},
      {"select(2, pcall(string.gsub, 'a', 'a', '%x'))", "invalid use of '%' in replacement string"},
      {"select(2, pcall(string.gsub, 'a', 'a', function() return {} end))",
       "invalid replacement value (a table)"},
      {"(function() local t = {} for w in ('one two  three'):gmatch('%a+') do t[#t + 1] = w end\n"
       "return table.unpack(t) end)()",
       "one two three"},
      {"(function() local t = {} for k, v in ('a=1, b=2'):gmatch('(%w)=(%w)') do\n"
       "t[#t + 1] = k .. v end return table.unpack(t) end)()",
       "a1 b2"},
      {"(function() local n = 0 for _ in ('abc'):gmatch('') do n = n + 1 end return n end)()", "4"},
      {"(function() local t = {} for a in ('abab'):gmatch('a', 2) do t[#t + 1] = a end\n"
       "return #t end)()",
       "1"},
      {"select(2, pcall(string.find, 'a', '['))", "malformed pattern (missing ']')"},
      {"select(2, pcall(string.find, 'a', '%'))", "malformed pattern (ends with '%')"},
      {"select(2, pcall(string.find, 'a', '%b'))", "malformed pattern (missing arguments to '%b')"},
      {"select(2, pcall(string.find, 'a', '%f'))", "missing '[' after '%f' in pattern"},
      {"select(2, pcall(string.find, 'a', '('))", "unfinished capture"},
      {"select(2, pcall(string.find, 'a', '.)'))", "invalid pattern capture"},
      {"select(2, pcall(string.find, 'a', '%1'))", "invalid capture index in pattern"},
  });
}

BOOST_AUTO_TEST_CASE(other_functions_on_texts) {
  check_each({
      {"('x'):rep(3)", "xxx"},
      {"('x'):rep(3, ',')", "x,x,x"},
      {"('x'):rep(0) .. ('x'):rep(-1) .. '|'", "|"},
      {"(''):rep(5, '-')", "----"},
      {"('%5d|%-5s|%05.1f|%q|%x|%c|%%'):format(42, 'ab', 3.14159, 'q', 255, 65)",
       "   42|ab   |003.1|\\\"q\\\"|ff|A|%"},
      {"('%s %s %s'):format(1, nil, true)", "1 nil true"},
      {"('%.3s'):format('abcdef')", "abc"},
      {"select(2, pcall(string.format, '%d', 1.5))",
       "bad argument #2 to 'string.format' (number has no integer representation)"},
      {"select(2, pcall(string.format, '%d'))",
       "bad argument #2 to 'string.format' (value expected)"},
      {"('aBc'):upper(), ('aBc'):lower(), ('abc'):reverse(), ('abc'):len(), #'abc'",
       "ABC abc cba 3 3"},
      {"('hello'):sub(2, -2), ('hello'):byte(1, 2)", "ell 104 101"},
      {"string.char(72, 105)", "Hi"},
      {"string.unpack('<i4', string.pack('<i4', 7))", "7 5"},
      {"utf8.char(233, 8364), utf8.len('é€'), utf8.codepoint('é')", "é€ 2 233"},
      {"('10' + 5), ('3' * '4'), 10 .. ''", "15 12 10"},
      {"tonumber('0x10'), tonumber('  5  '), tonumber('z', 36), tonumber('x') == nil",
       "16 5 35 true"},
      {"math.type(1), math.type(1.0), math.tointeger(3.0), 7 // 2, 7 % -3, 1e15, 2^53",
       "integer float 3 3 -2 1e+15 9.007199254741e+15"},
  });
}

BOOST_AUTO_TEST_CASE(tables) {
  check_each({
      {"table.concat({ 1, 2, 'x' }, '-')", "1-2-x"},
      {"table.concat({ 1, 2, 3 }, ',', 2, 3)", "2,3"},
      {"table.concat({}) .. '|'", "|"},
      {"select(2, pcall(table.concat, { 1, {}, 3 }))",
       "table.concat: item 2 is a table, not a text or number"},
      {"(function() local t = { 1, 3 } table.insert(t, 2, 2) table.insert(t, 4)\n"
       "return table.unpack(t) end)()",
       "1 2 3 4"},
      {"(function() local t = { 1, 2, 3 } local a = table.remove(t, 1) local b = table.remove(t)\n"
       "return a, b, #t, table.remove({}) == nil end)()",
       "1 3 1 true"},
      {"select(2, pcall(table.insert, { 1 }, 5, 'x'))",
       "bad argument #2 to 'table.insert' (position out of bounds)"},
      {"select(2, pcall(table.remove, { 1 }, 5))",
       "bad argument #2 to 'table.remove' (position out of bounds)"},
      {"select(2, pcall(table.insert, {}, 1, 2, 3))", "wrong number of arguments to 'insert'"},
      {"table.unpack(table.move({ 1, 2, 3 }, 1, 3, 2))", "1 1 2 3"},
      {"table.unpack(table.move({ 1, 2, 3 }, 2, 3, 1))", "2 3 3"},
      {"table.unpack(table.move({ 1, 2 }, 1, 2, 1, { 9, 9, 9 }))", "1 2 9"},
      {"table.pack(1, nil, 3).n, select('#', table.unpack({ 1, nil, 3 }, 1, 3))", "3 3"},
      {"table.unpack({ 1, 2, 3 }, 2)", "2 3"},
      {"table.unpack({ 1, 2, 3 }, -1, 0) == nil", "true"},
  });
}

BOOST_AUTO_TEST_CASE(protected_calls_and_coroutines) {
  check_each({
      {"pcall(error, 'x', 0)", "false x"},
      {"pcall(function(...) return ... end, 1, 2)", "true 1 2"},
      {"xpcall(function(...) return ... end, print, 1, 2)", "true 1 2"},
      {"xpcall(error, function(e) return e .. '!' end, 'x', 0)", "false x!"},
      {"xpcall(error, function(e) error('worse', 0) end, 'x', 0)", "false worse"},
      {"xpcall(error, function() return 1, 2 end)", "false 1 2"},
      {"select('#', pcall(error))", "2"},
      {"select(2, pcall(xpcall, print))",
       "bad argument #2 to 'xpcall' (function expected, got no "
       "value)"},
      {"coroutine.resume(coroutine.create(function(a) return a + 1 end), 1)", "true 2"},
      {"coroutine.resume(coroutine.create(function() error('x', 0) end))", "false x"},
      {"(function() local co = coroutine.create(function() end) coroutine.resume(co)\n"
       "return coroutine.resume(co) end)()",
       "false cannot resume dead coroutine"},
      {"(function() local co = coroutine.wrap(function(a) local b = coroutine.yield(a * 2)\n"
       "return b * 3 end) return co(1), co(2) end)()",
       "2 6"},
      {"pcall(coroutine.wrap(function() error('x', 0) end))", "false x"},
      {"(function() local co co = coroutine.create(function() return coroutine.status(co),\n"
       "coroutine.isyieldable(), select(2, coroutine.running()) end)\n"
       "local a = coroutine.status(co) local t = { coroutine.resume(co) }\n"
       "return a, t[2], t[3], t[4], coroutine.status(co) end)()",
       "suspended running true false dead"},
      {"(function() local outer, seen outer = coroutine.create(function()\n"
       "coroutine.resume(coroutine.create(function() seen = coroutine.status(outer) end)) end)\n"
       "coroutine.resume(outer) return seen end)()",
       "normal"},
      {"(function() local closed local co = coroutine.create(function() local x <close> =\n"
       "setmetatable({}, { __close = function() closed = true end }) coroutine.yield() end)\n"
       "coroutine.resume(co) return coroutine.close(co), closed, coroutine.status(co) end)()",
       "true true dead"},
      {"(function() local co = coroutine.create(function() local x <close> = setmetatable({}, {\n"
       "__close = function() error('x', 0) end }) coroutine.yield() end) coroutine.resume(co)\n"
       "return coroutine.close(co) end)()",
       "false x"},
      {"(function() local co co = coroutine.wrap(function() return pcall(co) end)\n"
       "return select(2, co()) end)()",
       "cannot resume non-suspended coroutine"},
      {"select(2, pcall(coroutine.close, coroutine.running()))",
       "cannot close a running coroutine"},
  });
}

BOOST_AUTO_TEST_CASE(yaml) {
  check_each({
      {"wf.yaml.decode('a: 1.0\\nb: \"007\"\\nc: [1, ~]').b, math.type(wf.yaml.decode '1.0'),\n"
       "wf.yaml.decode('[1, ~]')[2] == wf.null",
       "007 float true"},
      {"wf.yaml.encode { b = '1.0', a = { 1, 'x' } } == 'a:\\n  - 1\\n  - x\\nb: \"1.0\"\\n'",
       "true"},
      {"wf.yaml.edit('a: 0.30 # c\\nb:\\n  - 1\\n', { { set = { 'b', 1 }, value = 2 },\n"
       "{ add = 'a', value = 1 }, { set = { 'c', 'd' }, value = wf.null } })"
       " == 'a: 0.30 # c\\nb:\\n  - 2\\nc:\\n  d: null\\n'",
       "true"},
      {"wf.yaml.edit('a: 1\\n', { { rename = 'a', to = 'b' }, { set = 'c', yaml = '# x\\nd: 1' },\n"
       "{ remove = 'none' } }) == 'b: 1\\nc:\\n  # x\\n  d: 1\\n'",
       "true"},
      {"wf.yaml.decode('a: 1.10\\nb: [~, \"x\"]', { as_written = true }).a", "1.10"},
      {"wf.yaml.at('a: [1.10, 2]', { 'a', 1 }), wf.yaml.at('a: 1.10', 'a', { as_written = true "
       "}),\n"
       "wf.yaml.at('a: ~', 'a') == wf.null, wf.yaml.at('a: 1', 'b'), wf.yaml.at('a: 1', 'a', {})",
       "1.1 1.10 true nil 1"},
      {"wf.yaml.has('a: {b: 1}', { 'a', 'b' }), wf.yaml.has('a: 1', { 'a', 'b' })", "true false"},
      {"select(2, pcall(wf.yaml.at, 'a: 1', {})).message",
       "wf.yaml.at: a path is a list of keys and places: "
       "{ \\\"models\\\", 1, \\\"name\\\" }, or one key"},
      {"select(2, pcall(wf.yaml.at, 'a: 1', 'a', { as_writen = true })).message",
       "wf.yaml.at: the only option is as_written = true"},
      {"select(2, pcall(wf.yaml.has, 'a: [', 'a')).message",
       "wf.yaml.has: line 1, column 5: end of sequence flow not found"},
      {"select(2, pcall(wf.yaml.decode, 'a: [')).message",
       "wf.yaml.decode: line 1, column 5: end of sequence flow not found"},
      {"select(2, pcall(wf.yaml.edit, 'a: &x 1', { { set = 'a', value = 2 } })).message",
       "wf.yaml.edit: an anchor is defined there at line 1, column 4"},
      {"select(2, pcall(wf.yaml.edit, '', { { sett = 'a', value = 2 } })).message",
       "wf.yaml.edit: change 1: there is no field 'sett' (did you mean 'set'?)"},
      {"select(2, pcall(wf.yaml.edit, '', { { set = 'a' } })).message",
       "wf.yaml.edit: change 1: needs `value` (wf.null for nothing) or `yaml`"},
      {"select(2, pcall(wf.yaml.edit, '', { { set = 'a', remove = 'b' } })).message",
       "wf.yaml.edit: change 1: it has both remove and set; each change is one table"},
      {"select(2, pcall(wf.yaml.edit, '', { { set = { 1.5 }, value = 1 } })).message",
       "wf.yaml.edit: change 1: a path is a list of keys and places: "
       "{ \\\"models\\\", 1, \\\"name\\\" }, or one key"},
      {"select(2, pcall(wf.yaml.edit, '', { set = 'a', value = 1 })).message",
       "wf.yaml.edit: a list of changes belongs there: { { set = path, value = … }, … }"},
      {"select(2, pcall(wf.yaml.encode, '\\xff')).message",
       "wf.yaml.encode: bytes that are not UTF-8 have no place in YAML"},
  });
}

BOOST_AUTO_TEST_CASE(json) {
  check_each({
      {"wf.json.encode { b = 1, a = { 1, 2.5, 'x', true, wf.null }, c = {}, d = wf.json.object() }"
       " == '{\"a\":[1,2.5,\"x\",true,null],\"b\":1,\"c\":[],\"d\":{}}'",
       "true"},
      {"wf.json.encode(3), wf.json.encode(3.0), wf.json.encode(-0.5), wf.json.encode(nil)",
       "3 3.0 -0.5 null"},
      {"wf.json.decode('[1, 2.0, -3e2]')[3], math.type(wf.json.decode '1'),\n"
       "math.type(wf.json.decode '1.0')",
       "-300.0 integer float"},
      {"wf.json.encode(wf.json.decode '{\"b\":{},\"a\":[],\"n\":null}')"
       " == '{\"a\":[],\"b\":{},\"n\":null}'",
       "true"},
      {"wf.json.decode('null') == nil, wf.json.decode('[null]')[1] == wf.null,\n"
       "wf.json.null == wf.null",
       "true true true"},
      {"#wf.json.encode('\\u{1}\\n\\\"\\\\')", "14"},
      {"wf.json.decode '\"\\\\u00e9\\\\ud83d\\\\ude00\"' == 'é😀'", "true"},
      {"select(2, pcall(wf.json.encode, 1/0)).message",
       "wf.json.encode: JSON has no infinite numbers"},
      {"select(2, pcall(wf.json.encode, '\\xff')).message",
       "wf.json.encode: a text that is not UTF-8 cannot be JSON"},
      {"select(2, pcall(wf.json.decode, '{')).message",
       "wf.json.decode: line 1, column 2: a member's name in \\\"quotes\\\" belongs here"},
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
