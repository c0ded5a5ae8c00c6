// A server that is killed and started again at random, beside emitters that try until they are
// answered and subscribers that are killed and go on from what they had: at the end each has what
// the log has. AZWF_BUS_ROUNDS sets how many rounds, AZWF_SEED where they begin.
#include <boost/test/unit_test.hpp>

#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <list>
#include <memory>

#include "adapters/holder/held_log.hpp"
#include "adapters/system/identity.hpp"
#include "tests/bus/persistent_clients.hpp"
#include "tests/support/program.hpp"
#include "tests/support/seeds.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;
using holder::Subscribe;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr auto round_takes_at_most = std::chrono::seconds(120);

// What one subscriber asks for, and whether a commit of the log is part of it, said once more.
struct Wish {
  std::string name;
  holder::EventFilter filter;
  bool proves;
  bool (*wants)(const Leaf& leaf);
};

bool is_of_type(const Leaf& leaf, std::string_view prefix) {
  return std::ranges::any_of(leaf.events,
                             [&](const Event& event) { return event.type.starts_with(prefix); });
}

std::string own_inbox() { return "inbox/" + account_name(); }

const std::vector<Wish> wishes = {
    {"all", {}, false, [](const Leaf&) { return true; }},
    {"type", {.types = {"a.*"}}, false, [](const Leaf& leaf) { return is_of_type(leaf, "a."); }},
    {"stream",
     {.streams = {own_inbox()}},
     false,
     [](const Leaf& leaf) { return leaf.stream.text == own_inbox(); }},
    {"proving", {.types = {"b.*"}}, true, [](const Leaf& leaf) { return is_of_type(leaf, "b."); }},
    {"subject",
     {.types = {"*"}, .subjects = {"?"}},
     true,
     [](const Leaf& leaf) {
       return std::ranges::any_of(leaf.events,
                                  [](const Event& event) { return event.subject.size() == 1; });
     }},
};

class Round {
 public:
  explicit Round(std::uint64_t seed) : random_(seed) {
    const zeromq::Endpoint endpoint{"ipc://" + (folder_.path() / "bus").string()};
    folder_.write("one.lua", "return wf.workflow { name = \"one\", run = function() end }\n");
    BOOST_REQUIRE_EQUAL(azwf::tests::run(folder_, {"azwf", "run", "one.lua"}).status, 0);
    start_server();
    for (std::size_t i = 0; i < 3; ++i) {
      emitters_.emplace_back(endpoint, "e" + std::to_string(i), 30 + drawn(60));
    }
    for (const auto& wish : wishes) {
      subscribers_.emplace_back(endpoint, Subscribe{.filter = wish.filter, .proves = wish.proves},
                                1 + drawn(40));
    }
  }

  void perform() {
    for (auto kills = 2 + drawn(6); kills > 0; --kills) {
      turn_for(milliseconds(drawn(120)));
      kill_something();
    }
    finish();
    check();
  }

 private:
  std::uint64_t drawn(std::uint64_t below) { return random_() % below; }

  void start_server() {
    server_ = std::make_unique<Started>(
        folder_, std::vector<std::string>{"azwf", "serve", "--listen",
                                          "ipc://" + (folder_.path() / "bus").string()});
  }

  void turn() {
    for (auto& each : emitters_) each.turn();
    for (auto& each : subscribers_) each.turn();
    poll(nullptr, 0, 1);
  }

  void turn_for(milliseconds span) {
    const auto end = Clock::now() + span;
    while (Clock::now() < end) turn();
  }

  // The server in half of the cases; it may be away for a while.
  void kill_something() {
    if (drawn(2) == 0) {
      server_->signal(SIGKILL);
      server_->wait();
      turn_for(milliseconds(drawn(100)));
      start_server();
    } else if (drawn(3) == 0) {
      std::next(emitters_.begin(), static_cast<long>(drawn(emitters_.size())))->kill();
    } else {
      std::next(subscribers_.begin(), static_cast<long>(drawn(subscribers_.size())))->kill();
    }
  }

  // Everything is emitted, and everybody has seen it.
  void finish() {
    const auto end = Clock::now() + round_takes_at_most;
    while (!std::ranges::all_of(emitters_, &Emitter::is_done)) {
      BOOST_REQUIRE_MESSAGE(Clock::now() < end, "not all is emitted in time");
      turn();
    }
    read_log();
    const auto head = log_.back().frame.position;
    while (
        !std::ranges::all_of(subscribers_, [&](const auto& each) { return each.past() >= head; })) {
      BOOST_REQUIRE_MESSAGE(Clock::now() < end, "not all is delivered in time");
      turn();
    }
  }

  void read_log() {
    const Limits limits;
    const auto connect = holder::connect_in(folder_.path() / ".azwf", limits);
    holder::HeldLog log(connect, limits, std::make_shared<holder::SharedClient>(connect));
    auto cursor = log.read({});
    const auto end = Clock::now() + round_takes_at_most;  // it may just have been started again
    for (; !cursor && Clock::now() < end; cursor = log.read({})) turn();
    BOOST_REQUIRE(cursor);
    for (;;) {
      auto commit = (*cursor)->next();
      BOOST_REQUIRE(commit);
      if (!*commit) break;
      log_.push_back(**std::move(commit));
    }
  }

  void check() {
    auto subscriber = subscribers_.begin();
    for (const auto& wish : wishes) {
      std::vector<Seen> expected;
      for (const auto& commit : log_) {
        if (!wish.wants(commit.leaf)) continue;
        expected.push_back({commit.frame.position, leaf_hash(commit.leaf_bytes)});
      }
      BOOST_TEST((subscriber->seen() == expected),
                 wish.name << ": " << subscriber->seen().size() << " of " << expected.size());
      BOOST_TEST(subscriber->faults() == "", wish.name << ": " << subscriber->faults());
      if (wish.proves || wish.filter.is_empty()) {
        BOOST_TEST((subscriber->chain() == log_.back().frame.chain), wish.name);
      }
      ++subscriber;
    }
    check_emitted();
  }

  // Each event is there once, where its emitter was told.
  void check_emitted() {
    std::map<std::string, Position> positions;
    for (const auto& commit : log_) {
      for (const auto& event : commit.leaf.events) {
        if (commit.leaf.stream.text != own_inbox()) continue;
        BOOST_TEST(positions.emplace(event.id, commit.frame.position).second, event.id);
      }
    }
    std::size_t count = 0;
    for (const auto& emitter : emitters_) {
      count += emitter.emitted().size();
      for (const auto& [id, position] : emitter.emitted()) {
        BOOST_TEST((positions[id] == position), id);
      }
    }
    BOOST_TEST(positions.size() == count);
  }

  Folder folder_;
  std::mt19937_64 random_;
  std::unique_ptr<Started> server_;
  std::list<Emitter> emitters_;
  std::list<Subscriber> subscribers_;
  std::vector<Commit> log_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(bus_rounds)

BOOST_AUTO_TEST_CASE(whoever_dies_nothing_is_missing_repeated_or_reordered) {
  for (const auto seed : seeds("AZWF_BUS_ROUNDS", 3)) {
    BOOST_TEST_CONTEXT("AZWF_SEED=" << seed) { Round(seed).perform(); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
