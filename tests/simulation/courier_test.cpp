// Events of the log and the runs that wait for them.
#include <boost/test/unit_test.hpp>

#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

std::string workflow(const std::string& body) {
  return "return wf.workflow { name = 'a', run = function()\n" + body + "\nend }";
}

// `waiter` is Lua; `teller` emits what the test asks for, signal by signal: its data is the event's
// number, and stands in `n`; the even ones are `ok`, and each subject is "s" and the number.
SimOptions waiting(const std::string& waiter) {
  SimOptions options;
  options.scripts = {{"waiter", workflow(waiter)}, {"teller", workflow(R"(
    while true do
      local n = wf.signal 'tell'
      wf.emit('built', { subject = 's' .. n, data = { n = n, ok = n % 2 == 0 } })
    end)")}};
  return options;
}

struct Post {
  explicit Post(const std::string& waiter) : sim(waiting(waiter)) {
    sim.open();
    sim.start("teller", "t");
    sim.drive();
  }
  void emit(std::int64_t n) { BOOST_TEST(!sim.tell({"t"}, told(n))); }
  static RunEvent told(std::int64_t n) { return SignalReceived{packed_integer(n), "", "tell"}; }
  RunId begin(const std::string& id = "w") {
    const auto run = sim.start("waiter", id);
    sim.drive();
    return run;
  }
  std::vector<std::int64_t> received(const RunId& run) {
    std::vector<std::int64_t> numbers;
    for (const auto& recorded : sim.events(run)) {
      const auto* event = std::get_if<EventReceived>(&recorded.event);
      if (event == nullptr) continue;
      const auto n = field_of(event->data, "n");
      numbers.push_back(Unpacker(n.bytes).integer().value_or(-1));
    }
    return numbers;
  }
  void check(const RunId& run, const std::vector<std::int64_t>& numbers, RunStatus status) {
    BOOST_TEST(received(run) == numbers, boost::test_tools::per_element());
    BOOST_TEST((sim.state(run).status() == status), sim.story(run));
    BOOST_TEST(sim.broken_promise() == "");
  }

  Sim sim;
};

constexpr const char* any_one = "wf.wait_event { type = 'built' }";

}  // namespace

BOOST_AUTO_TEST_SUITE(courier)

BOOST_AUTO_TEST_CASE(what_was_recorded_before_the_wait_is_not_received) {
  Post post(any_one);
  post.emit(1);
  const auto run = post.begin();
  post.check(run, {}, RunStatus::waiting);
  post.sim.restart();
  post.sim.drive();
  post.check(run, {}, RunStatus::waiting);
  post.emit(3);
  post.emit(5);
  post.check(run, {3}, RunStatus::completed);
}

BOOST_AUTO_TEST_CASE(only_what_is_asked_for_is_received) {
  Post by_field("wf.wait_event { type = 'built', where = { ok = true } }");
  const auto one = by_field.begin();
  for (const auto n : {1, 3, 4, 6}) by_field.emit(n);
  by_field.check(one, {4}, RunStatus::completed);

  Post by_subject("wf.wait_event { type = 'built', subject = 's7' }");
  const auto other = by_subject.begin();
  for (const auto n : {1, 6, 7}) by_subject.emit(n);
  by_subject.check(other, {7}, RunStatus::completed);

  Post by_type("wf.wait_event { type = 'tested' }");
  const auto none = by_type.begin();
  by_type.emit(1);
  by_type.check(none, {}, RunStatus::waiting);
}

BOOST_AUTO_TEST_CASE(each_wait_and_each_run_gets_it) {
  Post post("local function one() wf.wait_event { type = 'built' } end wf.all { one, one }");
  const auto run = post.begin("v");
  const auto other = post.begin("w");
  post.emit(1);
  post.emit(2);
  post.check(run, {1, 1}, RunStatus::completed);
  post.check(other, {1, 1}, RunStatus::completed);
}

BOOST_AUTO_TEST_CASE(a_wait_that_ended_gets_nothing) {
  Post post("pcall(wf.wait_event, { type = 'built', timeout = '1m' }) wf.signal 'end'");
  const auto run = post.begin();
  BOOST_TEST(!post.sim.state(run).waits.empty());
  post.emit(1);
  post.check(run, {}, RunStatus::waiting);
}

BOOST_AUTO_TEST_CASE(a_crash_between_event_and_receipt_loses_nothing) {
  for (const bool after : {false, true}) {
    for (const std::size_t append : {1U, 2U}) {
      Post post(any_one);
      const auto run = post.begin();
      post.sim.crash_at(append, after);
      post.emit(1);
      BOOST_TEST(post.sim.crashes() == 1U);
      if (post.received(run).empty()) post.emit(1);
      post.check(run, {1}, RunStatus::completed);
    }
  }
}

// Both branches decide in one commit; only what stands behind the wait is for it.
BOOST_AUTO_TEST_CASE(what_a_sibling_emits_at_once_is_received) {
  const std::string wait = "function() wf.wait_event { type = 'built' } end";
  const std::string emit = "function() wf.emit('built', { data = { n = 7 } }) end";
  Post behind("wf.all { " + wait + ", " + emit + " }");
  behind.check(behind.begin(), {7}, RunStatus::completed);
  Post before("wf.all { " + emit + ", " + wait + " }");
  before.check(before.begin(), {}, RunStatus::waiting);
}

BOOST_AUTO_TEST_CASE(what_a_sibling_emits_at_once_is_received_after_a_crash) {
  for (const bool after : {false, true}) {
    Post post(R"(wf.signal 'go' wf.all { function() wf.wait_event { type = 'built' } end,
      function() wf.emit('built', { data = { n = 7 } }) end })");
    const auto run = post.begin();
    post.sim.crash_at(1, after);
    const RunEvent go = SignalReceived{packed_integer(0), "", "go"};
    BOOST_TEST(!post.sim.tell(run, go));
    BOOST_TEST(post.sim.crashes() == 1U);
    post.check(run, {7}, RunStatus::completed);
  }
}

// The teller is the only one that this engine takes up, until the other is told something.
BOOST_AUTO_TEST_CASE(a_run_that_was_passed_over_gets_its_event_once_it_is_taken_up) {
  Post post(any_one);
  const auto run = post.begin();
  post.sim.want([](const RunId& each) { return each.text == "t"; });
  post.sim.restart();
  post.emit(1);
  post.check(run, {}, RunStatus::waiting);
  BOOST_TEST(!post.sim.tell(run, SignalReceived{{}, "", "anything"}));
  post.check(run, {1}, RunStatus::completed);
}

// The log is read again from where the older wait began.
BOOST_AUTO_TEST_CASE(what_stands_between_two_waits_is_not_for_the_later_one) {
  Post post(R"(wf.all { function() wf.wait_event { type = 'tested' } end,
    function() wf.signal 'go' wf.wait_event { type = 'built' } end })");
  const auto run = post.begin();
  post.emit(1);
  BOOST_TEST(!post.sim.tell(run, SignalReceived{{}, "", "go"}));
  post.sim.restart();
  post.sim.drive();
  post.check(run, {}, RunStatus::waiting);
  post.emit(3);
  post.check(run, {3}, RunStatus::waiting);
}

// Whether an event was received at once or read again, its id is stream and ordinal.
BOOST_AUTO_TEST_CASE(events_read_again_have_ids_of_their_own) {
  Post post(R"(wf.all { function() wf.wait_event { type = 'built', where = { ok = true } } end,
    function() wf.wait_event { type = 'built', where = { ok = false } } end })");
  const auto run = post.begin();
  post.sim.want([](const RunId& each) { return each.text == "t"; });
  post.sim.restart();
  post.emit(1);
  post.emit(2);
  BOOST_TEST(!post.sim.tell(run, SignalReceived{{}, "", "anything"}));
  std::vector<std::string> emitted;
  for (const auto& recorded : post.sim.events({"t"})) {
    if (!std::holds_alternative<EventEmitted>(recorded.event)) continue;
    emitted.push_back("run/t#" + std::to_string(recorded.ordinal));
  }
  std::vector<std::string> received;
  for (const auto& recorded : post.sim.events(run)) {
    const auto* event = std::get_if<EventReceived>(&recorded.event);
    if (event != nullptr) received.push_back(event->id);
  }
  BOOST_TEST(received == emitted, boost::test_tools::per_element());
  post.check(run, {1, 2}, RunStatus::completed);
}

BOOST_AUTO_TEST_CASE(a_run_that_ended_waits_no_more) {
  Post post(any_one);
  const auto run = post.begin();
  BOOST_TEST(!post.sim.tell(run, RunKillAsked{"enough"}));
  post.emit(1);
  post.check(run, {}, RunStatus::killed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
