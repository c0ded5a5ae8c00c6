// Several commands at one store, some of them killed at random, the holder among them, again and
// again: each that is left tells its own run's outcome, and no run is lost or doubled.
// AZWF_ROUNDS sets how many rounds, AZWF_SEED where they begin.
#include <boost/test/unit_test.hpp>

#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <list>
#include <random>

#include "adapters/holder/client.hpp"
#include "tests/cli/gated.hpp"
#include "tests/support/seeds.hpp"

namespace {

using namespace azwf::tests;
using Clock = std::chrono::steady_clock;

constexpr std::size_t commands = 5;
constexpr int steps = 4;

void let_pass(std::chrono::milliseconds span) { poll(nullptr, 0, static_cast<int>(span.count())); }

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

class Round {
 public:
  explicit Round(std::uint64_t seed) : random_(seed) {
    for (std::size_t each = 0; each < commands; ++each) {
      std::string text = "return wf.workflow { name = \"r\", run = function()\n";
      for (int i = 0; i < steps; ++i) text += "  wf.exec { \"sleep\", \"0.02\" }\n";
      folder_.write(id_of(each) + ".lua", text + "  return \"" + id_of(each) + "\" end }\n");
    }
  }

  void perform() {
    for (std::size_t i = 0; i < commands; ++i) start(i);
    for (auto kills = 1 + drawn(3); kills > 0; --kills) {
      let_pass(std::chrono::milliseconds(drawn(150)));
      kill_one();
    }
    for (auto& each : started_) check_outcome(each);
    carry_on_the_rest();
    check_log();
  }

  // From a kill until somebody holds the store and answers, for the kills after which there was
  // anybody left.
  std::vector<std::chrono::milliseconds> took;

 private:
  struct Command {
    std::string id;
    std::unique_ptr<Started> process;
    bool is_killed = false;
  };

  // Each has a program of its own.
  static std::string id_of(std::size_t index) { return "run-" + std::to_string(index); }
  std::uint64_t drawn(std::uint64_t below) { return random_() % below; }

  void start(std::size_t index) {
    const auto id = id_of(index);
    auto process = std::make_unique<Started>(
        folder_, std::vector<std::string>{"azwf", "run", id + ".lua", "--id", id});
    started_.push_back({id, std::move(process)});
    let_pass(std::chrono::milliseconds(drawn(20)));
  }

  // The holder in half of the cases, if there is one.
  void kill_one() {
    std::vector<Command*> living;
    for (auto& each : started_) {
      if (!each.is_killed) living.push_back(&each);
    }
    auto* victim = living[drawn(living.size())];
    const auto holder = azwf::tests::run_line(folder_, "cat .azwf/lock").out;
    for (auto* each : living) {
      const bool holds = std::to_string(each->process->pid()) + "\n" == holder;
      if (holds && drawn(2) == 0) victim = each;
    }
    victim->process->signal(SIGKILL);
    victim->is_killed = true;
    if (living.size() > 1) await_holder();
  }

  // Unless all that are left have come to their end.
  void await_holder() {
    const auto begin = Clock::now();
    const azwf::Limits limits;
    while (Clock::now() - begin < std::chrono::seconds(5)) {
      if (azwf::holder::Client::connect(folder_.path() / ".azwf", limits)) {
        const auto span = Clock::now() - begin;
        took.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(span));
        return;
      }
      let_pass(std::chrono::milliseconds(1));
    }
  }

  static void check_outcome(Command& command) {
    const auto ended = command.process->wait();
    if (command.is_killed && ended.status == 128 + SIGKILL) return;
    BOOST_TEST(ended.status == 0, command.id << ": " << ended.err);
    BOOST_TEST(ended.out == "\"" + command.id + "\"\n");
    command.is_killed = false;
  }

  // The runs of the commands that were killed are still there, or were never begun.
  void carry_on_the_rest() {
    for (const auto& each : started_) {
      if (!each.is_killed) continue;
      const auto again =
          azwf::tests::run(folder_, {"azwf", "run", each.id + ".lua", "--id", each.id});
      BOOST_TEST(again.status == 0, each.id << ": " << again.err);
      BOOST_TEST(again.out == "\"" + each.id + "\"\n");
    }
  }

  void check_log() {
    for (const auto& each : started_) {
      const auto events =
          azwf::tests::run(folder_, {"azwf", "events", "--stream", "run/" + each.id, "--json"});
      BOOST_TEST(count_of(events.out, "\"run.started\"") == 1U, each.id);
      BOOST_TEST(count_of(events.out, "\"run.completed\"") == 1U, each.id);
      BOOST_TEST(count_of(events.out, "\"step.succeeded\"") == std::size_t{steps}, each.id);
    }
    BOOST_TEST(azwf::tests::run(folder_, {"azwf", "replay", "--all"}).status == 0);
    BOOST_TEST(azwf::tests::run(folder_, {"azwf", "doctor"}).status == 0);
  }

  Folder folder_;
  std::mt19937_64 random_;
  std::list<Command> started_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rounds)

BOOST_AUTO_TEST_CASE(killed_holders_and_followers_lose_and_double_nothing) {
  std::vector<std::chrono::milliseconds> took;
  for (const auto seed : seeds("AZWF_ROUNDS", 4)) {
    BOOST_TEST_CONTEXT("AZWF_SEED=" << seed) {
      Round round(seed);
      round.perform();
      took.insert(took.end(), round.took.begin(), round.took.end());
    }
  }
  std::ranges::sort(took);
  if (took.empty()) return;
  BOOST_TEST_MESSAGE("a new holder answered after " << took[took.size() / 2].count()
                                                    << " ms (median), " << took.back().count()
                                                    << " ms (slowest of " << took.size() << ")");
}

BOOST_AUTO_TEST_SUITE_END()
