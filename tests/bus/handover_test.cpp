// Past and live through one cursor, whenever commits are made and however few of them are kept:
// every interleaving that a seed draws. AZWF_HANDOVERS sets how many.
#include <boost/test/unit_test.hpp>

#include <random>

#include "adapters/holder/subscription.hpp"
#include "storage/memory/memory_log.hpp"
#include "tests/support/events.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/seeds.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;

struct Sent {
  std::vector<std::uint64_t> positions;
  std::vector<std::uint64_t> left_out_up_to;
  Digest chain;
};

class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed) {
    for (auto left = drawn(20); left > 0; --left) append();
    auto recent = holder::RecentCommits::open(log_, 1 + drawn(2'000));
    BOOST_REQUIRE(recent);
    recent_ = std::make_unique<holder::RecentCommits>(*std::move(recent));
    for (auto left = drawn(20); left > 0; --left) append();
  }

  // One subscriber, until it has seen all that there is at its end.
  void follow(const holder::EventFilter& filter, bool proves, bool (*wants)(const Leaf&)) {
    const auto from = drawn(1 + last_);
    auto opened = holder::Subscription::open(
        log_, *recent_, limits_,
        {.from = holder::FromPosition{{from + 1}}, .filter = filter, .proves = proves});
    BOOST_REQUIRE(opened);
    credit_ = 0;
    Sent sent{.positions = {}, .left_out_up_to = {}, .chain = opened->opened().chain};
    for (int i = 0; i < 200; ++i) do_something(*opened, sent);
    catch_up();
    add_credit(*opened, 1'000);
    while (opened->is_behind()) deliver(*opened, sent);
    take(opened->progress(), sent);
    check(from, sent, proves, wants);
  }

 private:
  std::uint64_t drawn(std::uint64_t below) { return random_() % below; }

  void append() {
    const auto* const type = drawn(2) == 0 ? "a.one" : "b.two";
    const std::string stream = drawn(2) == 0 ? "inbox/ann" : "inbox/bob";
    const std::vector group{proposal(++last_, stream, AnyRevision{}, {type})};
    const auto answers = log_.append(group);
    BOOST_REQUIRE(std::holds_alternative<Committed>(answers.front()));
  }
  void catch_up() {
    BOOST_REQUIRE(recent_->catch_up([](const auto&) {}));
  }
  void add_credit(holder::Subscription& subscription, std::uint64_t more) {
    subscription.add_credit(more);
    credit_ += more;
  }
  void do_something(holder::Subscription& subscription, Sent& sent) {
    switch (drawn(8)) {
      case 0:
      case 1: return append();
      case 2: return catch_up();
      case 3: return add_credit(subscription, drawn(4));
      case 4: return take(subscription.progress(), sent);
      default: return deliver(subscription, sent);
    }
  }
  void deliver(holder::Subscription& subscription, Sent& sent) {
    const auto delivery = subscription.next();
    BOOST_REQUIRE(delivery);
    if (*delivery) take(**delivery, sent);
  }
  void take(const holder::Delivery& delivery, Sent& sent) {
    for (const auto& entry : delivery.entries) {
      if (const auto* left_out = std::get_if<holder::LeftOut>(&entry)) {
        for (const auto& hash : left_out->leaf_hashes) sent.chain = chain_hash(sent.chain, hash);
        sent.left_out_up_to.push_back(left_out->last.value);
        continue;
      }
      std::string_view bytes = std::get<std::string>(entry);
      sent.positions.push_back(decode_frame(bytes)->position.value);
      sent.chain = chain_hash(sent.chain, leaf_hash(bytes));
      BOOST_REQUIRE_GT(credit_, 0U);
      --credit_;
    }
    if (!sent.positions.empty()) BOOST_TEST(delivery.past.value >= sent.positions.back());
  }
  void check(std::uint64_t from, const Sent& sent, bool proves, bool (*wants)(const Leaf&)) {
    std::vector<std::uint64_t> expected;
    Digest chain;
    const auto cursor = log_.read({});
    BOOST_REQUIRE(cursor);
    while (const auto commit = *(*cursor)->next()) {
      chain = commit->frame.chain;
      if (commit->frame.position.value <= from || !wants(commit->leaf)) continue;
      expected.push_back(commit->frame.position.value);
    }
    BOOST_TEST(sent.positions == expected, boost::test_tools::per_element());
    if (proves) BOOST_TEST((sent.chain == chain));
  }

  std::mt19937_64 random_;
  const Limits limits_;
  ManualClock clock_;
  MemoryLog log_{clock_};
  std::unique_ptr<holder::RecentCommits> recent_;
  std::uint64_t last_ = 0;
  std::uint64_t credit_ = 0;
};

bool is_a(const Leaf& leaf) { return leaf.events.front().type == "a.one"; }
bool is_anns(const Leaf& leaf) { return leaf.stream.text == "inbox/ann"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(handover)

BOOST_AUTO_TEST_CASE(every_commit_comes_once_and_in_order_within_the_credit) {
  for (const auto seed : seeds("AZWF_HANDOVERS", 300)) {
    BOOST_TEST_CONTEXT("AZWF_SEED=" << seed) {
      World(seed).follow({}, true, [](const Leaf&) { return true; });
      World(seed).follow({.types = {"a.*"}}, false, is_a);
      World(seed).follow({.types = {"a.*"}}, true, is_a);
      World(seed).follow({.streams = {"inbox/ann"}}, false, is_anns);
      World(seed).follow({.streams = {"inbox/a*"}}, true, is_anns);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
