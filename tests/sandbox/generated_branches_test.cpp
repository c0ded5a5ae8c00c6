// Scripts drawn from a seed that use branches, timers, signals, scopes, undos and pcall at random,
// lived through in an order drawn as well: live, rebuilt and lived again they decide the same, and
// whatever happens nothing is left open and nothing undone is forgotten.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include <random>

#include "tests/support/script_engine.hpp"
#include "tests/support/seeds.hpp"

namespace azwf::tests {
namespace {

// Writes a script's body. Everything it waits for comes, if the test lets it happen.
class Author {
 public:
  explicit Author(std::uint64_t seed) : dice_(seed) {}

  std::string body() { return block(3) + "return " + number(); }

 private:
  std::uint64_t draw(std::uint64_t count) { return dice_() % count; }
  std::string number() { return std::to_string(draw(100)); }

  std::string block(int depth) {
    std::string text;
    for (auto count = 1 + draw(4); count > 0; --count) text += statement(depth) + "\n";
    return text;
  }

  std::string function(int depth) {
    return "function() " + block(depth - 1) + "return " + number() + " end";
  }

  std::string functions(int depth) {
    std::string text = "{ ";
    for (auto count = 1 + draw(3); count > 0; --count) text += function(depth) + ", ";
    return text + "}";
  }

  std::string simple() {
    switch (draw(9)) {
      case 0: return "wf.echo 'fail'";
      case 1: return "wf.sleep(" + number() + ")";
      case 2: return "print(pcall(wf.signal, 's" + std::to_string(draw(3)) + "', { timeout = 5 }))";
      case 3: return "wf.signal 's" + std::to_string(draw(3)) + "'";
      case 4: return "pcall(wf.wait_event, { type = 'e', timeout = '1m' })";
      case 5: return "error('e" + number() + "', 0)";
      case 6: return "wf.undo(function() print 'undone' end)";
      case 7: return "print(wf.random(), wf.now(), wf.uuid())";
      default: return "wf.echo(" + number() + ")";
    }
  }

  std::string statement(int depth) {
    if (depth == 0 || draw(3) == 0) return simple();
    const auto f = function(depth);
    switch (draw(11)) {
      case 0: return "print(pcall(" + f + "))";
      case 1: return "wf.scope(" + f + ")";
      case 2: return "print(pcall(wf.scope, " + f + "))";
      case 3: return "local f" + number() + " = wf.async(" + f + ")";
      case 4: return "do local f = wf.async(" + f + ") " + simple() + " print(f:await()) end";
      case 5: return "do local f = wf.async(" + f + ") wf.sleep(1) f:cancel() end";
      case 6: return "wf.all(" + functions(depth) + draw_option() + ")";
      case 7: return "print(pcall(wf.any, " + functions(depth) + "))";
      case 8: return "wf.map({ 1, 2, 3 }, " + f + ", { limit = 2 })";
      case 9: return "wf.undo(" + f + ")";
      default: return "wf.retry({ attempts = 2, first = '1s' }, " + f + ")";
    }
  }

  std::string draw_option() { return draw(2) == 0 ? "" : ", { on_failure = 'wait' }"; }

  std::mt19937_64 dice_;
};

class Life {
 public:
  Life(const std::string& script, std::uint64_t seed) : engine_(script), dice_(seed) {}

  // Until the run has ended and all is undone, or undoing failed again and again.
  ScriptEngine& live(bool is_checked) {
    is_checked_ = is_checked;
    for (int rollbacks = 0; rollbacks < 4; ++rollbacks) {
      while (engine_.end().empty() && engine_.complaint().empty() && !engine_.open().empty())
        step();
      check_end();
      if (engine_.end().empty() || engine_.end() == "run.rolled_back") break;
      engine_.roll_back();
    }
    return engine_;
  }

 private:
  void step() {
    const auto open = engine_.open();
    const auto what = dice_() % 40;
    if (what == 0 && !is_cancelled_) {
      is_cancelled_ = true;
      engine_.cancel();
    } else if (what <= 1 && !is_rolled_back_) {
      is_rolled_back_ = true;
      if (what == 0) engine_.kill();
      engine_.roll_back();
    } else if (what == 2) {
      engine_.signal("s" + std::to_string(dice_() % 3));
    } else {
      engine_.settle(open[dice_() % open.size()]);
    }
    if (is_checked_) BOOST_REQUIRE((engine_.run().rebuilt() == engine_.run().transcript()));
  }

  void check_end() {
    const auto& end = engine_.end();
    BOOST_TEST(engine_.complaint() == "");
    BOOST_TEST(!end.empty(), "it waits for ever");
    const bool may_remain = end == "run.completed" || end == "run.rollback_failed";
    BOOST_TEST((engine_.undos().empty() || may_remain));
  }

  ScriptEngine engine_;
  std::mt19937_64 dice_;
  bool is_cancelled_ = false;
  bool is_rolled_back_ = false;
  bool is_checked_ = false;
};

BOOST_AUTO_TEST_SUITE(generated_branches)

BOOST_AUTO_TEST_CASE(decide_the_same_live_and_rebuilt) {
  for (const auto seed : seeds("AZWF_BRANCHES", 150)) {
    const auto script = workflow_of(Author(seed).body());
    BOOST_TEST_CONTEXT("seed " << seed << "\n" << script) {
      Life life(script, seed);
      auto& engine = life.live(true);
      BOOST_REQUIRE((engine.run().rebuilt(1) == engine.run().transcript()));
      BOOST_REQUIRE((engine.run().rebuilt(1 + seed % 7) == engine.run().transcript()));
      Life again(script, seed);
      BOOST_REQUIRE((again.live(false).run().transcript() == engine.run().transcript()));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
