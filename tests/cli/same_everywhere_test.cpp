// One script in many processes: what the system gives each of them, addresses above all, does not
// show.
#include <boost/test/unit_test.hpp>

#include "tests/support/program.hpp"

namespace azwf::tests {
namespace {

BOOST_AUTO_TEST_SUITE(every_process)

BOOST_AUTO_TEST_CASE(finds_the_same_lengths_of_tables_with_objects_as_keys) {
  const Folder folder;
  folder.write("lengths.lua", R"(return wf.workflow { name = "lengths", run = function()
  local known, lengths = { wf.null, (ipairs {}), (utf8.codes "") }, {}
  for _, from in ipairs { string, math, table, coroutine, utf8, os, wf, wf.json, _G } do
    for _, value in pairs(from) do
      if type(value) == "function" then known[#known + 1] = value end
    end
  end
  for round = 1, 300 do
    local t, objects = {}, {}
    for i = 1, 12 do
      objects[i] = round % 2 == 0 and {} or known[(round * 7 + i * 5) % #known + 1]
      t[objects[i]] = i
      if i % 3 == 0 then t[objects[i - 1]] = nil end
    end
    for i = 1, round % 13 do t[i] = i end
    for i = 1, 12, 2 do t[objects[i]] = nil end
    for i = 2, 30, round % 3 + 2 do t[i] = i end
    for i = 1, 12 do t[objects[i]] = nil t[i + round % 9] = 1 t[i + 3] = nil end
    lengths[round] = #t
  end
  wf.exec "true"
  return table.concat(lengths, " ")
end })");
  const auto first = run(folder, {"azwf", "run", "lengths.lua"});
  BOOST_TEST(first.status == 0, first.err);
  for (int i = 0; i < 4; ++i) {
    BOOST_TEST(run(folder, {"azwf", "run", "lengths.lua"}).out == first.out);
    const auto replayed = run(folder, {"azwf", "replay", "@last"});
    BOOST_TEST(replayed.status == 0, replayed.out);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
