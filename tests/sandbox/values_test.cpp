// Values that go into a script and come out again: byte for byte the same.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/support/script_run.hpp"
#include "tests/support/seeds.hpp"

namespace azwf::tests {
namespace {

// Values as canonical packed bytes, of every type and at the edges of their encodings.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : dice_(seed) {}

  std::string value(int depth = 0) {
    std::string bytes;
    Packer packer(bytes);
    switch (pick(depth > 4 ? 6 : 8)) {
      case 0: packer.nil(); break;
      case 1: packer.boolean(pick(2) == 0); break;
      case 2: packer.integer(integer()); break;
      case 3: packer.number(number()); break;
      case 4: packer.string(text()); break;
      case 5: packer.binary("\xff" + text()); break;
      case 6: pack_list(packer, depth); break;
      default: pack_map(packer, depth); break;
    }
    return bytes;
  }

 private:
  std::uint64_t pick(std::uint64_t count) { return dice_() % count; }

  std::int64_t integer() {
    const auto bits = static_cast<std::int64_t>(dice_() >> pick(64));
    return pick(2) == 0 ? bits : -bits - 1;
  }

  double number() {
    constexpr double edges[] = {0.0, -0.0, 1.0, -1.5, 1e300, 5e-324, 9007199254740993.0, INFINITY};
    if (pick(2) == 0) return edges[pick(std::size(edges))];
    return static_cast<double>(integer()) / static_cast<double>(pick(1000) + 1);
  }

  std::string text() {
    constexpr std::size_t sizes[] = {0, 1, 5, 31, 32, 40, 41, 255, 256, 300};
    std::string text;
    const auto size = sizes[pick(std::size(sizes))];
    while (text.size() < size) {
      if (pick(8) == 0 && text.size() + 2 <= size) {
        text += "é";
      } else {
        text += static_cast<char>(pick(128));
      }
    }
    return text;
  }

  void pack_list(Packer& packer, int depth) {
    const auto size = pick(6);
    packer.array(size);
    for (std::uint64_t i = 0; i < size; ++i) packer.packed(value(depth + 1));
  }

  void pack_map(Packer& packer, int depth) {
    std::vector<std::string> names;
    for (auto left = pick(6); left > 0; --left) names.push_back(text());
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    packer.map(names.size());
    for (const auto& name : names) packer.string(name).packed(value(depth + 1));
  }

  std::mt19937_64 dice_;
};

// What comes out of a run that gives back its parameter `v`.
std::string returned(const std::string& value) {
  ScriptRun run(workflow_of("return p.v"));
  Packed params{""};
  Packer(params.bytes).map(1).string("v").packed(value);
  run.deliver(RunStarted{.params = params});
  if (run.last_answer().after.empty()) return run.transcript().back().back();
  const auto& event = run.last_answer().after.back().back().event;
  const auto* completed = std::get_if<RunCompleted>(&event);
  return completed == nullptr ? "" : completed->result.bytes;
}

BOOST_AUTO_TEST_SUITE(values)

BOOST_AUTO_TEST_CASE(come_back_as_they_were) {
  for (const auto seed : seeds("AZWF_VALUES", 300)) {
    const auto value = Generator(seed).value();
    BOOST_TEST_CONTEXT("seed " << seed) { BOOST_TEST((returned(value) == value)); }
  }
}

BOOST_AUTO_TEST_CASE(come_back_through_a_step) {
  for (const auto seed : seeds("AZWF_VALUES", 100)) {
    ScriptRun run(workflow_of("return wf.echo { value = 'x' }"));
    run.start();
    const auto value = Generator(seed).value();
    run.deliver(StepSucceeded{.result = {value}, .step = {"1"}});
    const auto& event = run.last_answer().after.back().back().event;
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_TEST((std::get<RunCompleted>(event).result.bytes == value));
    }
  }
}

BOOST_AUTO_TEST_CASE(keep_integers_and_floats_apart) {
  ScriptRun run(
      workflow_of("local r = wf.echo 'x'\n"
                  "return { math.type(r[1]), math.type(r[2]), r[1] // 1, r[2] // 1 }"));
  run.start();
  const auto lines = run.succeed("1", "[3,3.0]");
  BOOST_TEST(lines[0] == R"(run.completed ["integer","float",3,3.0])");
}

BOOST_AUTO_TEST_CASE(hold_what_lua_can_hold) {
  std::string largest;
  Packer(largest).integer(INT64_MIN);
  BOOST_TEST((returned(largest) == largest));
  const std::string too_large = "\xcf\xff\xff\xff\xff\xff\xff\xff\xff";
  BOOST_TEST(returned(too_large) ==
             "verdict crashed: broken inside azwf: packed value: integer too large at byte 3 @:0");
}

// Sizes at, below and above a limit.
BOOST_AUTO_TEST_CASE(are_refused_above_their_limits) {
  ScriptOptions options;
  options.limits.value_bytes_max = 1000;
  options.limits.value_depth_max = 5;
  options.limits.value_nodes_max = 50;
  const auto outcome = [&](const std::string& body) {
    return outcome_of(body, options).substr(0, 13) == "run.completed";
  };
  BOOST_TEST(outcome("return ('x'):rep(997)"));
  BOOST_TEST(!outcome("return ('x'):rep(998)"));
  BOOST_TEST(outcome("return { ('x'):rep(400), ('x'):rep(400) }"));
  BOOST_TEST(!outcome("return { ('x'):rep(500), ('x'):rep(500) }"));
  BOOST_TEST(outcome("local t = {} for i = 1, 4 do t = { t } end return t"));
  BOOST_TEST(!outcome("local t = {} for i = 1, 5 do t = { t } end return t"));
  BOOST_TEST(outcome("local t = {} for i = 1, 49 do t[i] = i end return t"));
  BOOST_TEST(!outcome("local t = {} for i = 1, 50 do t[i] = i end return t"));
}

BOOST_AUTO_TEST_CASE(ignore_metatables) {
  BOOST_TEST(outcome_of("return setmetatable({ 1 }, { __index = error, __len = error, __pairs = "
                        "error, __tostring = error, __eq = error })") == "run.completed [1]");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
