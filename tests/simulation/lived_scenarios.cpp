// Runs in Lua, and what people ask of them.
#include <algorithm>
#include <iterator>

#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

std::optional<Outcome> always_ok(const StepRequest&) { return succeed(); }
std::optional<Outcome> never_ends(const StepRequest& request) {
  if (is_of_undo(request.step)) return succeed();
  return std::nullopt;
}
std::optional<Outcome> third_fails(const StepRequest& request) {
  return request.step.text == "3" ? fail("planned", false) : succeed();
}
std::optional<Outcome> second_branch_fails(const StepRequest& request) {
  if (request.step.text == "2/1") return fail("planned", false);
  return request.step.text.starts_with("1/") ? std::nullopt : std::optional(succeed());
}
std::optional<Outcome> undo_fails(const StepRequest& request) {
  return request.step.text.starts_with("u1") ? fail("planned", false) : succeed();
}
std::optional<Outcome> first_undo_fails(const StepRequest& request) {
  return request.step.text == "u1/1" ? fail("planned", false) : succeed();
}

std::map<std::string, std::string> script(std::string body) {
  return {{"a", "return wf.workflow { name = 'a', run = function()\n" + body + "\nend }"}};
}

constexpr const char* two_with_undo = R"(
  wf.step { 'one' }
  wf.undo(function() wf.step { 'undo one' } end)
  wf.step { 'two' }
  wf.undo(function() wf.step { 'undo two' } end, 'the second')
  wf.step { 'three' }
  return 'done')";

std::vector<Scenario> where_time_passes() {
  return {
      {.name = "sleeps between steps",
       .outcomes = always_ok,
       .starts = {"a"},
       .scripts = script(
           "wf.step { 1 } wf.sleep '10m' wf.step { 2 } wf.sleep(0) wf.sleep_until(wf.now() + 5)")},
      {.name = "waits for a signal in vain",
       .outcomes = always_ok,
       .starts = {"a"},
       .scripts = script(R"(
         local ok, e = pcall(wf.signal, 'go', { timeout = '1h' })
         assert(not ok and e.code == 'timeout')
         wf.step { 1 })")},
      {.name = "gets a signal",
       .outcomes = always_ok,
       .starts = {"a"},
       .scripts = script("local data = wf.signal('go', { timeout = '1h' }) wf.step { data }"),
       .asks = {{"signal.awaited", SignalReceived{packed_integer(7), "", "go"}}}},
      {.name = "a signal sent twice is one",
       .outcomes = always_ok,
       .starts = {"a"},
       .scripts = script(R"(
         wf.signal 'go'
         local ok, e = pcall(wf.signal, 'go', { timeout = '1h' })
         assert(not ok and e.code == 'timeout'))"),
       .asks = {{"signal.awaited", SignalReceived{{}, "once", "go"}}}},
      {.name = "a signal comes before its wait",
       .outcomes = always_ok,
       .starts = {"a"},
       .scripts = script("wf.step { 1 } wf.step { (wf.signal 'go') }"),
       .asks = {{"step.requested", SignalReceived{packed_integer(7), "", "go"}}}},
      {.name = "waits for an event", .outcomes = always_ok, .starts = {"a"}, .scripts = script(R"(
         local function await()
           local e = wf.wait_event { type = 'built', where = { ok = true } }
           wf.step { e.data.n }
         end
         local function build()
           wf.sleep '1s'
           wf.emit('built', { data = { ok = false, n = 1 } })
           wf.step { 1 }
           wf.emit('built', { data = { ok = true, n = 2 } })
         end
         wf.all { await, build })")},
  };
}

std::vector<Scenario> where_branches_run() {
  return {
      {.name = "three branches", .outcomes = always_ok, .starts = {"a"}, .scripts = script(R"(
         local function twice() wf.step { 1 } wf.sleep '1s' return wf.step { 2 } end
         wf.all { twice, twice, twice })")},
      {.name = "the first of two wins",
       .outcomes = second_branch_fails,
       .starts = {"a"},
       .scripts = script(R"(
         wf.any { function() wf.step { 'slow' } end, function() wf.sleep '1s' end }
         wf.step { 'after' })")},
      {.name = "a sibling fails",
       .outcomes = second_branch_fails,
       .starts = {"a"},
       .end = RunStatus::failed,
       .scripts = script(R"(
         wf.undo(function() wf.step { 'undo' } end)
         wf.all { function() wf.step { 'slow' } end, function() wf.step { 'fails' } end })")},
      {.name = "tried again by the script",
       .outcomes = [](const StepRequest& request) -> std::optional<Outcome> {
         return request.step.text == "1" ? fail("planned", false) : succeed();
       },
       .starts = {"a"},
       .scripts = script("wf.retry({ attempts = 3, first = '1s' }, function() wf.step { 1 } end)")},
  };
}

std::vector<Scenario> where_it_goes_back() {
  return {
      {.name = "fails and undoes",
       .outcomes = third_fails,
       .starts = {"a"},
       .end = RunStatus::failed,
       .scripts = script(two_with_undo)},
      {.name = "a scope fails and its parent goes on",
       .outcomes = third_fails,
       .starts = {"a"},
       .scripts = script(R"(
         wf.step { 1 }
         wf.undo(function() wf.step { 'undo outer' } end)
         pcall(wf.scope, function()
           wf.step { 2 }
           wf.undo(function() wf.step { 'undo inner' } end)
           wf.step { 3 }
         end)
         wf.step { 4 })")},
      {.name = "cancelled in a step",
       .outcomes = never_ends,
       .starts = {"a"},
       .end = RunStatus::cancelled,
       .scripts = script("wf.undo(function() wf.step { 'undo' } end) wf.step { 1 }"),
       .asks = {{"step.requested", RunCancelAsked{"enough"}}}},
      {.name = "cancelled asleep",
       .outcomes = always_ok,
       .starts = {"a"},
       .end = RunStatus::cancelled,
       .scripts =
           script("wf.step { 1 } wf.undo(function() wf.step { 'undo' } end) wf.signal 'never'"),
       .asks = {{"signal.awaited", RunCancelAsked{"enough"}}}},
  };
}

std::vector<Scenario> where_it_is_killed_or_rolled_back() {
  return {
      {.name = "killed in a step",
       .outcomes = never_ends,
       .starts = {"a"},
       .end = RunStatus::killed,
       .scripts = script("wf.undo(function() wf.step { 'undo' } end) wf.step { 1 }"),
       .asks = {{"step.requested", RunKillAsked{"now"}}}},
      {.name = "killed, then rolled back",
       .outcomes = never_ends,
       .starts = {"a"},
       .end = RunStatus::rolled_back,
       .scripts = script("wf.undo(function() wf.step { 'undo' } end) wf.step { 1 }"),
       .asks = {{"step.requested", RunKillAsked{"now"}},
                {"run.killed", RunRollbackAsked{{}, "and back"}}}},
      {.name = "rolled back alive",
       .outcomes = always_ok,
       .starts = {"a"},
       .end = RunStatus::rolled_back,
       .scripts = script(std::string(two_with_undo) + ", wf.signal 'never'"),
       .asks = {{"signal.awaited", RunRollbackAsked{{}, "back"}}}},
      {.name = "rolled back after its end",
       .outcomes = always_ok,
       .starts = {"a"},
       .end = RunStatus::rolled_back,
       .scripts = script(two_with_undo),
       .asks = {{"run.completed", RunRollbackAsked{{}, "back"}}}},
      {.name = "an undo fails",
       .outcomes = undo_fails,
       .starts = {"a"},
       .end = RunStatus::rollback_failed,
       .scripts = script(two_with_undo),
       .asks = {{"run.completed", RunRollbackAsked{{}, "back"}}}},
      {.name = "an undo fails and is tried again",
       .outcomes = first_undo_fails,
       .starts = {"a"},
       .end = RunStatus::rolled_back,
       .scripts = script(two_with_undo),
       .asks = {{"run.completed", RunRollbackAsked{{}, "back"}},
                {"run.rollback_failed", RunRollbackAsked{{}, "again"}}}},
  };
}

// A check finds by chance that the step was done, that it was not, or nothing.
std::vector<Scenario> where_it_is_checked_or_queued() {
  return {
      {.name = "checks what was interrupted",
       .outcomes = always_ok,
       .starts = {"a"},
       .scripts = script(R"(
         local function look()
           wf.step { 'look' }
           local found = wf.random(3)
           if found < 3 then return found == 1, 'found' end
         end
         local function checked() return wf.step { 1, check = look } end
         wf.undo(checked)
         wf.all { checked, checked }
         checked())")},
      {.name = "cancelled while it checks",
       .outcomes = never_ends,
       .starts = {"a"},
       .end = RunStatus::cancelled,
       .scripts = script("wf.step { 1, check = function() return wf.signal 'seen' end }"),
       .asks = {{"step.requested", RunCancelAsked{"enough"}}}},
      {.name = "is queued, and begun",
       .outcomes = always_ok,
       .starts = {"a"},
       .scripts = script("return wf.step { wf.signal 'go' }"),
       .asks = {{"run.started", SignalReceived{packed_integer(7), "", "go"}}},
       .begin = Begin::when_resumed},
      {.name = "is queued, and cancelled",
       .outcomes = always_ok,
       .starts = {"a"},
       .end = RunStatus::cancelled,
       .scripts = script("wf.emit 'never' wf.step { 1 }"),
       .asks = {{"run.started", RunCancelAsked{"not this one"}}},
       .begin = Begin::when_resumed},
      {.name = "is queued, and killed",
       .outcomes = always_ok,
       .starts = {"a"},
       .end = RunStatus::killed,
       .scripts = script("wf.emit 'never' wf.step { 1 }"),
       .asks = {{"run.started", RunKillAsked{"not this one"}}},
       .begin = Begin::when_resumed},
  };
}

}  // namespace

std::vector<Scenario> lived_scenarios() {
  auto all = where_time_passes();
  std::ranges::move(where_branches_run(), std::back_inserter(all));
  std::ranges::move(where_it_goes_back(), std::back_inserter(all));
  std::ranges::move(where_it_is_killed_or_rolled_back(), std::back_inserter(all));
  std::ranges::move(where_it_is_checked_or_queued(), std::back_inserter(all));
  return all;
}

}  // namespace azwf::tests
