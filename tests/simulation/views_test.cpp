// Views and the log they were folded from: those of another are noticed, however far they reach.
#include <boost/test/unit_test.hpp>

#include "engine/view/projector.hpp"
#include "engine/view/run_list.hpp"
#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

// A store in which runs of two commits each have ended.
class Story {
 public:
  explicit Story(std::initializer_list<const char*> runs) : sim(options()) {
    sim.open();
    for (const auto* run : runs) {
      sim.start("a", run);
      sim.drive();
    }
    BOOST_REQUIRE(sim.broken_promise().empty());
  }

  std::vector<std::string> listed() {
    std::vector<std::string> names;
    const auto runs = list_runs(sim.views(), {}).value();
    for (const auto& run : runs) names.push_back(run.run.text);
    std::ranges::sort(names);
    return names;
  }

  Sim sim;

 private:
  static SimOptions options() {
    SimOptions options;
    options.plans = {{"a", [](const auto& seen) { return sequence(seen, 1, {}); }}};
    return options;
  }
};

using Names = std::vector<std::string>;

void copy(ViewStore& from, ViewStore& to) {
  ViewBatch batch;
  BOOST_REQUIRE(to.clear());
  BOOST_REQUIRE(from.scan("", "", [&](std::string_view key, std::string_view value) {
    batch.emplace(key, value);
    return true;
  }));
  BOOST_REQUIRE(to.apply(batch, from.checkpoint().value()));
}

void check_folded_anew(Story& ours, Story& theirs, const Names& runs) {
  copy(theirs.sim.views(), ours.sim.views());
  BOOST_REQUIRE(ours.listed() != runs);
  const auto reached = catch_up(ours.sim.views(), ours.sim.log());
  BOOST_REQUIRE(reached);
  BOOST_TEST((*reached == ours.sim.views().checkpoint().value()));
  BOOST_TEST(ours.listed() == runs);
  BOOST_TEST(ours.sim.views_broken() == "");
}

BOOST_AUTO_TEST_SUITE(views)

BOOST_AUTO_TEST_CASE(those_of_another_log_are_folded_anew) {
  Story ours({"a", "b"});
  Story longer({"x", "y", "z"});
  Story as_long({"x", "y"});
  Story shorter({"x"});
  for (auto* theirs : {&longer, &as_long, &shorter}) check_folded_anew(ours, *theirs, {"a", "b"});
}

BOOST_AUTO_TEST_CASE(those_of_another_past_of_this_log_are_folded_anew) {
  Story ours({"a", "b"});
  Story parted({"a", "c"});
  check_folded_anew(ours, parted, {"a", "b"});
}

BOOST_AUTO_TEST_CASE(those_of_an_earlier_moment_are_kept) {
  Story ours({"a", "b"});
  Story earlier({"a"});
  copy(earlier.sim.views(), ours.sim.views());
  BOOST_REQUIRE(
      ours.sim.views().apply({{"mark", "kept"}}, earlier.sim.views().checkpoint().value()));
  BOOST_REQUIRE(catch_up(ours.sim.views(), ours.sim.log()));
  BOOST_TEST(ours.listed() == (Names{"a", "b"}));
  BOOST_TEST(ours.sim.views().get("mark").value().value_or("") == "kept");
}

BOOST_AUTO_TEST_CASE(a_refused_group_leaves_them_where_they_stand) {
  Story ours({"a", "b"});
  const auto before = ours.sim.views().checkpoint().value();
  ours.sim.crash();
  ours.sim.open();
  ours.sim.faults().next({Fault::refused});
  ours.sim.start("a", "c");
  ours.sim.drive();
  BOOST_TEST(ours.sim.story({"c"}) == "");
  BOOST_TEST((ours.sim.views().checkpoint().value() == before));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
