// What a real program shows of itself, and what its next attempt finds.
#include <boost/test/unit_test.hpp>

#include "engine/runtime/performer.hpp"
#include "tests/operations/fixture.hpp"

namespace azwf::tests {
namespace {

struct Watched : Workshop {
  Watched() { policy.heartbeat_ms = 60'000; }

  // The program under a performer, with the real clock: how its attempt ended.
  Outcome live(std::string_view text, std::int64_t heartbeat_ms) {
    const auto inbox = std::make_shared<Inbox>();
    SteadyClock clock;
    const Limits limits;
    Performer performer(catalog, inbox, clock, limits);
    performer.start({.run = run,
                     .step = {"0/1"},
                     .operation = "process.shell",
                     .arguments = script(text).packed(),
                     .key = "key",
                     .policy = {.heartbeat_ms = heartbeat_ms}},
                    {});
    std::optional<Outcome> outcome;
    const bool came = eventually([&] {
      performer.enforce_timeouts();
      for (auto& message : inbox->take(std::chrono::microseconds(0))) {
        if (auto* ended = std::get_if<AttemptEnded>(&message)) outcome = std::move(ended->outcome);
      }
      return outcome.has_value();
    });
    BOOST_REQUIRE(came);
    return *outcome;
  }

 private:
  struct SteadyClock : Clock {
    Timestamp now() override { return {monotonic().count()}; }
    std::chrono::microseconds monotonic() override {
      return std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now().time_since_epoch());
    }
  };
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(heartbeat, Watched)

BOOST_AUTO_TEST_CASE(a_program_that_prints_lives) {
  const auto done = live("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo $i; sleep 0.1; done", 700);
  BOOST_TEST(std::holds_alternative<Succeeded>(done));
}

BOOST_AUTO_TEST_CASE(a_silent_program_is_ended_and_the_reason_told) {
  const auto done = live("sleep 60", 300);
  const auto* stopped = std::get_if<Stopped>(&done);
  BOOST_REQUIRE(stopped != nullptr);
  BOOST_TEST((stopped->why == StopReason::heartbeat));
  BOOST_TEST(std::filesystem::is_empty(work()));
}

BOOST_AUTO_TEST_CASE(progress_is_recorded_and_a_sign_of_life) {
  const auto step =
      begin("process.shell", script("printf 'page 7\\n' > \"$AZWF_PROGRESS\"; sleep 60"));
  BOOST_TEST(eventually([&] { return step->signs > 0; }));
  stop(step, StopReason::cancel);
  BOOST_TEST((step->progressed == std::vector{packed_string("page 7")}));
}

BOOST_AUTO_TEST_CASE(what_it_wrote_last_is_recorded_before_its_end) {
  const auto step = begin("process.shell", script("echo 1 > $AZWF_PROGRESS; exit 1"));
  step->await();
  BOOST_TEST((step->progressed == std::vector{packed_string("1")}));
  BOOST_TEST(std::filesystem::is_empty(work()));
}

BOOST_AUTO_TEST_CASE(the_next_attempt_finds_it) {
  perform("process.shell", script("exit 1"));
  const auto done = again("process.shell", script("cat $AZWF_PROGRESS"), packed_string("page 7"));
  BOOST_TEST(text_in(std::get<Succeeded>(done).result, "stdout") == "page 7");
}

BOOST_AUTO_TEST_CASE(without_a_heartbeat_there_is_no_progress_file) {
  policy = {};
  const auto done = succeed("process.shell", script("echo \"<$AZWF_PROGRESS>\""));
  BOOST_TEST(text_in(done.result, "stdout") == "<>\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
