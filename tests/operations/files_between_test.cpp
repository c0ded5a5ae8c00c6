// What happens between two system calls of a change: its process is killed there, it is told to
// stop, somebody else comes and goes.
#include <boost/test/unit_test.hpp>

#include <cerrno>

#include "tests/operations/between_calls.hpp"
#include "tests/operations/files_fixture.hpp"

namespace azwf::tests {

namespace fs = std::filesystem;

namespace {

struct Between : FurnishedWorkshop {
  // An attempt that changes nothing from its `last`th call on; then the next attempt, to its end.
  // Whether there were so many calls.
  bool kill_and_resume(const FilesCall& change, int last, Packed* result) {
    const auto step = std::make_shared<Witness>();
    bool is_killed = false;
    {
      const BetweenCalls between(
          [last](std::string_view, int number) { return number < last ? 0 : EIO; });
      begin(step, change.operation, change.arguments);
      step->await();
      is_killed = BetweenCalls::calls() >= last;
    }
    BOOST_REQUIRE(step->progressed.size() == 1);
    const auto outcome = again(change.operation, change.arguments, step->progressed[0]);
    const auto* failed = std::get_if<Failed>(&outcome);
    BOOST_REQUIRE_MESSAGE(failed == nullptr, (failed ? failed->error.message : ""));
    *result = std::get<Succeeded>(outcome).result;
    return is_killed;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(files_between_calls, Between)

BOOST_AUTO_TEST_CASE(killed_before_any_call_the_next_attempt_ends_the_same) {
  const auto before = everything();
  for (const auto& change_case : changes()) {
    const auto first = change(change_case.operation, change_case.arguments);
    const auto after = everything();
    undo(first);
    bool is_killed = true;
    for (int last = 1; is_killed; ++last) {
      BOOST_TEST_CONTEXT(change_case.operation << " killed before call " << last) {
        Packed result;
        is_killed = kill_and_resume(change_case, last, &result);
        BOOST_TEST((result == first));
        BOOST_TEST(everything() == after);
        undo(result);
        BOOST_TEST(everything() == before);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(killed_before_any_call_an_undo_ends_the_same) {
  const auto before = everything();
  for (const auto& change_case : changes()) {
    bool is_killed = true;
    for (int last = 1; is_killed; ++last) {
      BOOST_TEST_CONTEXT(change_case.operation << " its undo killed before call " << last) {
        const auto back = inverse_of(change(change_case.operation, change_case.arguments));
        Packed undone;
        is_killed = kill_and_resume(back, last, &undone);
        BOOST_TEST(everything() == before);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_folder_has_its_mode_when_it_has_its_name) {
  std::string modes;
  const BetweenCalls between([&](std::string_view, int) {
    for (const std::string name : {"p", "p/d"}) {
      if (is_there(name)) modes += mode_of(name) + " ";
    }
    return 0;
  });
  change("files.mkdir", path("p/d").flag("parents").text("mode", "750"));
  BOOST_TEST(!modes.empty());
  BOOST_TEST(!modes.contains("700"), modes);
}

BOOST_AUTO_TEST_CASE(folders_above_may_be_made_by_somebody_else_meanwhile) {
  const BetweenCalls between([&](std::string_view call, int) {
    if (call == "renameat2") fs::create_directory(home / "p");
    return 0;
  });
  change("files.mkdir", path("p/d").flag("parents"));
  BOOST_TEST(is_there("p/d"));
}

BOOST_AUTO_TEST_CASE(told_to_stop_halfway_an_undone_move_goes_on_to_its_end) {
  const auto before = everything();
  const auto back = inverse_of(change("files.move", from("a").text("to", "b")));
  const auto step = std::make_shared<Witness>();
  const BetweenCalls between([&](std::string_view call, int) {
    if (call == "renameat2") step->ask_to_stop(StopReason::cancel);
    return 0;
  });
  begin(step, back.operation, back.arguments);
  BOOST_TEST(std::holds_alternative<Succeeded>(step->await()));
  BOOST_TEST(everything() == before);
}

BOOST_AUTO_TEST_CASE(what_came_and_went_meanwhile_does_not_count_as_written) {
  bool is_met = false;
  const BetweenCalls between([&](std::string_view call, int) {
    return call == "renameat2" && !std::exchange(is_met, true) ? EEXIST : 0;
  });
  BOOST_TEST(code_of("files.write", path("new").text("content", "new")) == "");
  BOOST_TEST(get("new") == "new");
}

BOOST_AUTO_TEST_CASE(what_came_meanwhile_and_stays_is_not_replaced) {
  const BetweenCalls between([&](std::string_view call, int) {
    if (call == "renameat2") put("new", "another's");
    return 0;
  });
  BOOST_TEST(code_of("files.write", path("new").text("content", "new")) == "changed_meanwhile");
  BOOST_TEST(get("new") == "another's");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
