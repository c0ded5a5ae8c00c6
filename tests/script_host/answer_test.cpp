// Answers on their way: what is written is read, and what was damaged is refused or is an answer
// like any other, in every field within its bounds.
#include <boost/test/unit_test.hpp>

#include <random>

#include "adapters/script_host/answer_codec.hpp"
#include "adapters/script_host/check_answer.hpp"
#include "tests/script_host/worlds.hpp"
#include "tests/support/seeds.hpp"

namespace azwf::tests {
namespace {

using script_host::Request;

constexpr std::uint64_t number = 5;

AdvanceAnswer answer_of(const std::string& body) {
  AdvanceAnswer answer;
  LuaHost host([&](HostAnswer given) { answer = std::get<AdvanceAnswer>(std::move(given)); });
  host.submit(Advance{{"r"}, test_program(workflow_of(body)), 0, {run_started()}});
  return answer;
}

Request request() { return Advance{{"r"}, nullptr, 0, {run_started()}}; }

std::string frame_of(const HostAnswer& answer) {
  std::string bytes;
  script_host::write_answer(bytes, number, answer, {});
  return bytes.substr(4);
}

std::string reading_of(const HostAnswer& answer) {
  const auto read = script_host::read_answer(frame_of(answer), number, request(), {});
  return read ? last_of(std::get<AdvanceAnswer>(*read)) : "refused: " + read.error().message;
}

HostAnswer deciding(RunEvent event) { return AdvanceAnswer{{"r"}, {{{std::move(event), {}}}}, {}}; }

std::string damaged(std::mt19937_64& random, std::string bytes) {
  for (auto changes = 1 + random() % 4; changes > 0; --changes) {
    const auto at = random() % bytes.size();
    if (random() % 4 == 0) bytes.erase(at, 1 + random() % 3);
    if (bytes.empty()) return bytes;
    bytes[random() % bytes.size()] = static_cast<char>(random());
  }
  return bytes;
}

BOOST_AUTO_TEST_SUITE(answers)

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
  for (const std::string body :
       {"wf.echo { a = { 1, 'x', 2.5 } }", "return { 1, 2 }", "error 'e'",
        "wf.exec { argv = { 'make' }, timeout = 3, retry = { attempts = 3, factor = 1.5 } }"}) {
    const auto answer = answer_of(body);
    const auto read = script_host::read_answer(frame_of(answer), number, request(), {});
    BOOST_REQUIRE_MESSAGE(read.has_value(), body);
    BOOST_TEST(lines_of(std::get<AdvanceAnswer>(*read).after.at(0)) == lines_of(answer.after.at(0)),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(what_no_script_can_decide_is_refused) {
  const Packed not_one_value{"\xc0\xc0"};
  StepRequested step{.arguments = {}, .name = {}, .operation = "o", .policy = {}, .step = {"1"}};
  BOOST_TEST(reading_of(deciding(step)).starts_with("step.requested"));
  step.policy.retry.attempts = 0;
  BOOST_TEST(reading_of(deciding(step)).starts_with("refused"));
  step.policy = {};
  step.name = std::string(300, 'x');
  BOOST_TEST(reading_of(deciding(step)).starts_with("refused"));
  BOOST_TEST(reading_of(deciding(RunClaimed{})).starts_with("refused"));
  BOOST_TEST(reading_of(deciding(RunCompleted{not_one_value})).starts_with("refused"));
}

BOOST_AUTO_TEST_CASE(what_does_not_belong_together_is_refused) {
  const Decision end{RunCompleted{}, {}};
  const Decision step{StepRequested{.operation = "o", .step = {"1"}}, {}};
  const auto reading = [](Decisions decisions) {
    return reading_of(AdvanceAnswer{{"r"}, {std::move(decisions)}, {}});
  };
  BOOST_TEST(reading({step, end}).starts_with("run.completed"));
  BOOST_TEST(reading({end, step}).starts_with("refused"));
  BOOST_TEST(reading({step, step}).starts_with("refused"));
  BOOST_TEST(reading_of(AdvanceAnswer{{"r"}, {{}, {}}, {}}).starts_with("refused"));
  BOOST_TEST(reading_of(AdvanceAnswer{{"r"}, {}, {}}).starts_with("refused"));
}

BOOST_AUTO_TEST_CASE(who_has_the_whole_history_needs_no_more) {
  BOOST_TEST(reading_of(AdvanceAnswer{{"r"}, {}, NeedsHistory{}}).starts_with("refused"));
}

BOOST_AUTO_TEST_CASE(an_answer_too_large_becomes_a_verdict) {
  Limits limits;
  limits.host_frame_bytes_max = 1'000;
  std::string bytes;
  script_host::write_answer(bytes, number, answer_of("return ('x'):rep(2000)"), limits);
  const auto read = script_host::read_answer(bytes.substr(4), number, request(), limits);
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(last_of(std::get<AdvanceAnswer>(*read)).starts_with("verdict: too_much"));
}

BOOST_AUTO_TEST_CASE(damage_is_refused_or_harmless) {
  const auto frame = frame_of(answer_of(
      "wf.log.info 'text' wf.emit('my.type', { data = { 1, 2 }, subject = 's' })\n"
      "wf.exec { argv = { 'make' }, timeout = 3, retry = { attempts = 3, factor = 1.5 } }"));
  for (const auto seed : seeds("AZWF_ANSWERS", 20'000)) {
    std::mt19937_64 random(seed);
    const auto bytes = damaged(random, frame);
    const auto read = script_host::read_answer(bytes, number, request(), {});
    if (!read) continue;
    for (const auto& decisions : std::get<AdvanceAnswer>(*read).after) {
      BOOST_REQUIRE_MESSAGE(script_host::check_decisions(decisions, {}), "AZWF_SEED=" << seed);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
