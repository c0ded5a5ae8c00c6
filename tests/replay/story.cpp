// Each script leans on one part of what replay has to reproduce.
#include "tests/replay/story.hpp"

#include <boost/test/unit_test.hpp>

namespace azwf::tests {
namespace {

constexpr std::string_view values_script = R"lua(
return wf.workflow {
  name = "values",
  run = function()
    local back = wf.step { value = { whole = 3, real = 3.0, text = "ä\0b", list = { 1, 2.5, "x" },
                                     yes = true, deep = { a = { b = -9007199254740993 } } } }
    local keys = {}
    for key, value in pairs { z = 1, [10] = 2, [2] = 3, [1.5] = 4, a = 5, [true] = 6 } do
      keys[#keys + 1] = tostring(key) .. "=" .. tostring(value)
    end
    wf.step { value = { keys = keys, back = back, json = wf.json.encode { b = 1, a = { 1, 2 } } } }
    local rows = { { 2, "b" }, { 1, "x" }, { 2, "a" }, { 1, "y" } }
    table.sort(rows, function(left, right) return left[1] < right[1] end)
    wf.step { value = rows }
    return string.format("%d %5.2f %q %s", 7, 1 / 3, "quo\"te", 0.1 + 0.2)
  end,
}
)lua";

constexpr std::string_view chance_script = R"lua(
return wf.workflow {
  name = "chance",
  run = function()
    wf.log.info("started at " .. os.date("!%Y-%m-%d %H:%M:%S", math.floor(wf.now())))
    wf.step { value = { wf.random(1, 6), wf.random(1, 6), wf.uuid(), math.random(100) } }
    wf.emit("config.changed", { subject = "env/staging", data = { at = wf.now(), id = wf.uuid() } })
    return { wf.uuid(), wf.random() }
  end,
}
)lua";

constexpr std::string_view failing_script = R"lua(
local shared = require "shared"
return wf.workflow {
  name = "failing",
  run = function()
    local seen = {}
    for _, name in ipairs { "fails", "retried", "slow" } do
      local ok, problem = pcall(wf.step, { value = name, name = name, timeout = "1s",
                                           retry = { attempts = 3, first = "100ms", factor = 2 } })
      seen[#seen + 1] = shared.told(ok, problem)
    end
    local generator = coroutine.wrap(function()
      for i = 1, 3 do coroutine.yield(wf.step { value = i }) end
    end)
    wf.log.warn(table.concat(seen, ", "))
    wf.fail("gave_up", "after " .. tostring(generator()), { seen = seen })
  end,
}
)lua";

constexpr std::string_view shared_module = R"lua(
local shared = {}
function shared.told(ok, problem) return ok and "ok" or problem.code end
return shared
)lua";

constexpr std::string_view crashing_script = R"lua(
return wf.workflow {
  name = "broken",
  run = function()
    wf.step { value = 1 }
    local nothing
    return nothing.field
  end,
}
)lua";

constexpr std::string_view doubtful_script = R"lua(
return wf.workflow {
  name = "doubtful",
  run = function()
    wf.step { value = "first" }
    return wf.step { value = "held", on_interrupt = "ask" }
  end,
}
)lua";

// Text behind "value" in a step's arguments; numbers are of no interest here.
std::string value_of(const StepRequest& request) {
  return text_of(field_of(request.arguments, "value"));
}

std::optional<Outcome> outcome_of(const StepRequest& request, bool is_held) {
  const auto value = value_of(request);
  if (value == "held" && is_held) return std::nullopt;
  if (value == "fails") return fail("hopeless", false);
  if (value == "retried" && request.attempt < 3) return fail("flaky");
  if (value == "slow") return std::nullopt;
  return Succeeded{field_of(request.arguments, "value"), {}};
}

}  // namespace

SimOptions story_options() {
  SimOptions options;
  options.scripts = {
      {"values", std::string(values_script)},   {"chance", std::string(chance_script)},
      {"failing", std::string(failing_script)}, {"shared", std::string(shared_module)},
      {"broken", std::string(crashing_script)}, {"doubtful", std::string(doubtful_script)}};
  options.outcomes = [](const StepRequest& request) {
    return outcome_of(request, request.attempt == 1);
  };
  return options;
}

void live_through_story(Sim& sim) {
  sim.open();
  for (const auto* script : {"values", "chance", "failing", "broken", "doubtful"}) {
    sim.start(script, script);
  }
  sim.drive();
  sim.crash();
  sim.open();
  sim.drive();
  BOOST_TEST(to_text(sim.state({"doubtful"}).status()) == "in_doubt");
  BOOST_TEST(!sim.tell({"doubtful"}, StepResolved{Resolution::retry, {}, {"2"}}));
}

}  // namespace azwf::tests
