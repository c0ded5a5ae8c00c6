// The host as the engine meets it: instances kept, dropped and rebuilt, requests out of step, and
// hosts in threads of their own.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <future>
#include <mutex>
#include <thread>

#include "engine/lua/replaced.hpp"
#include "engine/program/threaded_host.hpp"
#include "tests/support/script_run.hpp"

namespace azwf::tests {
namespace {

const char* const three_steps = "for i = 1, 3 do wf.echo(i) end return 'done'";

struct Player {
  explicit Player(Limits limits = {})
      : program(test_program(workflow_of(three_steps))),
        host([this](HostAnswer given) { answer = std::get<AdvanceAnswer>(std::move(given)); },
             limits) {}

  void advance(const std::string& run, std::uint64_t base, std::vector<Delivery> deliveries) {
    host.submit(Advance{
        .run = {run}, .program = program, .base = base, .deliveries = std::move(deliveries)});
  }
  [[nodiscard]] bool needs_history() const {
    return std::holds_alternative<NeedsHistory>(answer.end);
  }
  [[nodiscard]] std::string last_line() const { return lines_of(answer.after.back()).back(); }

  std::shared_ptr<const Program> program;
  AdvanceAnswer answer;
  LuaHost host;
};

Delivery started() { return {Timestamp{1}, RunStarted{.params = packed_json("{}")}}; }
Delivery succeeded(int step) {
  return {Timestamp{step + 1}, StepSucceeded{.step = {std::to_string(step)}}};
}

BOOST_AUTO_TEST_SUITE(hosts)

BOOST_AUTO_TEST_CASE(what_the_linker_replaces_in_lua_is_replaced) {
  lua::check_replaced();  // stops the process when it is not
}

BOOST_AUTO_TEST_CASE(a_request_out_of_step_needs_the_history) {
  Player player;
  player.advance("r", 1, {succeeded(1)});
  BOOST_TEST(player.needs_history());
  player.advance("r", 0, {started()});
  BOOST_TEST(!player.needs_history());
  player.advance("r", 2, {succeeded(2)});
  BOOST_TEST(player.needs_history());
  BOOST_TEST(player.host.instance_count() == 0);
  player.advance("r", 0, {started(), succeeded(1), succeeded(2)});
  BOOST_TEST(player.answer.after.size() == 3);
  BOOST_TEST(player.last_line() == R"(step.requested 3 debug.echo {"value":3} @main.lua:2)");
  player.advance("r", 3, {succeeded(3)});
  BOOST_TEST(player.last_line() == R"(run.completed "done")");
}

BOOST_AUTO_TEST_CASE(a_history_from_its_beginning_replaces_the_instance) {
  Player player;
  player.advance("r", 0, {started(), succeeded(1)});
  player.advance("r", 0, {started()});
  BOOST_TEST(player.last_line() == R"(step.requested 1 debug.echo {"value":1} @main.lua:2)");
  player.advance("r", 1, {succeeded(1)});
  BOOST_TEST(player.last_line() == R"(step.requested 2 debug.echo {"value":2} @main.lua:2)");
}

BOOST_AUTO_TEST_CASE(a_dropped_instance_needs_the_history) {
  Player player;
  player.advance("r", 0, {started()});
  player.host.drop({"r"});
  player.host.drop({"unknown"});
  player.advance("r", 1, {succeeded(1)});
  BOOST_TEST(player.needs_history());
  BOOST_TEST(player.host.memory_bytes() == 0);
}

BOOST_AUTO_TEST_CASE(many_deliveries_may_outlast_the_end) {
  Player player;
  player.advance("r", 0, {started(), succeeded(1), succeeded(2), succeeded(3), succeeded(3)});
  BOOST_TEST(player.answer.after.size() == 5);
  BOOST_TEST(player.answer.after[4].empty());
  BOOST_TEST(player.host.memory_bytes() == 0);
  player.advance("r", 5, {succeeded(1)});
  BOOST_TEST(player.answer.after.size() == 1);
}

BOOST_AUTO_TEST_CASE(the_least_recently_used_instances_go_first) {
  Limits limits;
  limits.script_instances_max = 2;
  Player player(limits);
  player.advance("a", 0, {started()});
  player.advance("b", 0, {started()});
  player.advance("a", 1, {succeeded(1)});
  player.advance("c", 0, {started()});
  BOOST_TEST(player.host.instance_count() == 2);
  player.advance("a", 2, {succeeded(2)});
  BOOST_TEST(!player.needs_history());
  player.advance("b", 1, {succeeded(1)});
  BOOST_TEST(player.needs_history());
}

BOOST_AUTO_TEST_CASE(instances_are_bounded_by_what_they_hold) {
  Limits limits;
  limits.script_instances_bytes_max = 200'000;
  Player player(limits);
  for (int i = 0; i < 20; ++i) player.advance("r" + std::to_string(i), 0, {started()});
  BOOST_TEST(player.host.memory_bytes() <= 200'000);
  BOOST_TEST(player.host.instance_count() < 20);
  BOOST_TEST(player.host.instance_count() >= 1);
}

BOOST_AUTO_TEST_CASE(a_verdict_ends_the_answer_and_the_instance) {
  ScriptOptions options;
  options.limits.script_instructions_max = 100'000;
  ScriptRun run(workflow_of("wf.echo 'a' while true do end"), options);
  run.start();
  run.succeed("1");
  const auto& answer = run.last_answer();
  BOOST_TEST(answer.after.empty());
  BOOST_TEST(std::get<Verdict>(answer.end).kind == "instructions");
  BOOST_TEST(run.host().instance_count() == 0);
  const auto rebuilt = run.rebuilt();
  BOOST_TEST(rebuilt.size() == 1);  // the decisions before the delivery that got the verdict
}

BOOST_AUTO_TEST_CASE(one_run_does_not_see_another) {
  ScriptRun one(
      workflow_of("counter = (counter or 0) + 1 string.mine = 1 wf.echo(1)\n"
                  "return counter"));
  one.start();
  ScriptRun two(workflow_of("return { counter == nil, string.mine == nil }"));
  BOOST_TEST(two.run_to_end().back() == "run.completed [true,true]");
}

// Collects answers from any thread.
class Answers {
 public:
  void take(HostAnswer answer) {
    const std::lock_guard lock(mutex_);
    all_.push_back(std::get<AdvanceAnswer>(std::move(answer)));
  }
  std::vector<AdvanceAnswer> all() {
    const std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  std::mutex mutex_;
  std::vector<AdvanceAnswer> all_;
};

ThreadedHost::MakeHost make_lua() {
  return [](HostSink sink) { return std::make_unique<LuaHost>(std::move(sink)); };
}

BOOST_AUTO_TEST_CASE(threads_answer_each_request_once_and_in_order_per_run) {
  const auto program = test_program(workflow_of(three_steps));
  Answers answers;
  {
    ThreadedHost host(
        make_lua(), [&](HostAnswer answer) { answers.take(std::move(answer)); }, 3);
    for (std::uint64_t base = 0; base < 4; ++base) {
      for (int run = 0; run < 50; ++run) {
        const auto delivery = base == 0 ? started() : succeeded(static_cast<int>(base));
        host.submit(Advance{{"r" + std::to_string(run)}, program, base, {delivery}});
      }
    }
  }
  std::map<std::string, std::string> last;
  for (const auto& answer : answers.all()) {
    BOOST_REQUIRE(std::holds_alternative<std::monostate>(answer.end));
    last[answer.run.text] = lines_of(answer.after.back()).back();
  }
  BOOST_TEST(answers.all().size() == 200);
  for (const auto& [run, line] : last) BOOST_TEST(line == R"(run.completed "done")");
}

BOOST_AUTO_TEST_CASE(threads_drop_after_what_was_asked_before) {
  const auto program = test_program(workflow_of(three_steps));
  Answers answers;
  {
    ThreadedHost host(make_lua(), [&](HostAnswer answer) { answers.take(std::move(answer)); });
    host.submit(Advance{{"r"}, program, 0, {started()}});
    host.drop({"r"});
    host.submit(Advance{{"r"}, program, 1, {succeeded(1)}});
  }
  const auto all = answers.all();
  BOOST_REQUIRE(all.size() == 2);
  BOOST_TEST(std::holds_alternative<std::monostate>(all[0].end));
  BOOST_TEST(std::holds_alternative<NeedsHistory>(all[1].end));
}

BOOST_AUTO_TEST_CASE(a_threaded_host_is_built_and_used_in_its_own_thread) {
  std::promise<std::thread::id> built;
  std::promise<std::thread::id> answered;
  const auto make = [&](HostSink sink) {
    built.set_value(std::this_thread::get_id());
    return std::make_unique<LuaHost>(std::move(sink));
  };
  ThreadedHost host(make, [&](HostAnswer) { answered.set_value(std::this_thread::get_id()); });
  host.submit(Describe{.program = test_program(workflow_of(""))});
  const auto builder = built.get_future().get();
  BOOST_TEST((answered.get_future().get() == builder));
  BOOST_TEST((builder != std::this_thread::get_id()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
