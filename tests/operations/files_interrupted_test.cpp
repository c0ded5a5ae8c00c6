// Attempts that are killed: whatever the first one had done, the second one ends the same, and what
// it offers as the inverse still puts back what was there before the first.
#include <boost/test/unit_test.hpp>

#include "engine/base/digest.hpp"
#include "tests/operations/files_fixture.hpp"

namespace azwf::tests {

namespace fs = std::filesystem;

namespace {

// Its notes will not be durable.
class Unheard : public Witness {
 public:
  void progress(Packed, std::function<void(bool)> then) override { then(false); }
};

struct Interrupted : FurnishedWorkshop {
  // The result, and what was noted before anything was changed.
  std::pair<Packed, Packed> change_noted(const FilesCall& change) {
    const auto step = begin(change.operation, change.arguments);
    const auto result = std::get<Succeeded>(step->await()).result;
    BOOST_REQUIRE(step->progressed.size() == 1);
    return {result, step->progressed[0]};
  }

  Packed again_result(const FilesCall& change, const Packed& note) {
    const auto outcome = again(change.operation, change.arguments, note);
    const auto* failed = std::get_if<Failed>(&outcome);
    BOOST_REQUIRE_MESSAGE(failed == nullptr, (failed ? failed->error.message : ""));
    return std::get<Succeeded>(outcome).result;
  }

  std::string code_again(const FilesCall& change, const Packed& note) {
    const auto outcome = again(change.operation, change.arguments, note);
    const auto* failed = std::get_if<Failed>(&outcome);
    return failed == nullptr ? "" : failed->error.code;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(interrupted_files, Interrupted)

BOOST_AUTO_TEST_CASE(killed_after_the_change_the_next_attempt_says_the_same) {
  const auto before = everything();
  for (const auto& change : changes()) {
    BOOST_TEST_CONTEXT(change.operation << " " << steps) {
      const auto [result, note] = change_noted(change);
      const auto after = everything();
      BOOST_TEST((again_result(change, note) == result));
      BOOST_TEST(everything() == after);
      undo(result);
      BOOST_TEST(everything() == before);
    }
  }
}

BOOST_AUTO_TEST_CASE(killed_before_the_change_the_next_attempt_makes_it) {
  const auto before = everything();
  for (const auto& change : changes()) {
    BOOST_TEST_CONTEXT(change.operation << " " << steps) {
      const auto [result, note] = change_noted(change);
      const auto after = everything();
      undo(result);
      --steps;  // again() is of the step that changed it
      BOOST_TEST((again_result(change, note) == result));
      BOOST_TEST(everything() == after);
      undo(result);
      BOOST_TEST(everything() == before);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_somebody_wrote_meanwhile_stays) {
  const FilesCall change{"files.write", path("a").text("content", "new")};
  const auto [result, note] = change_noted(change);
  put("a", "edited");
  BOOST_TEST(code_again(change, note) == "changed_meanwhile");
  BOOST_TEST(get("a") == "edited");

  const FilesCall move{"files.move", from("b").text("to", "c")};
  const auto [moved, moving] = change_noted(move);
  put("c", "edited");
  BOOST_TEST(code_again(move, moving) == "changed_meanwhile");
  put("b", "another");
  BOOST_TEST(code_again(move, moving) == "changed_meanwhile");
  BOOST_TEST(get("c") == "edited");
}

BOOST_AUTO_TEST_CASE(undoing_is_interrupted_at_every_step) {
  const auto before = everything();
  const FilesCall move{"files.move", from("a").text("to", "b")};
  const auto moved = change_noted(move).first;
  const auto after = everything();
  const auto back = inverse_of(moved);
  const auto [undone, note] = change_noted(back);
  BOOST_TEST((again_result(back, note) == undone));  // killed at its end
  BOOST_TEST(everything() == before);
  fs::remove(home / "b");  // killed after renaming, before putting back what was replaced
  BOOST_TEST((again_result(back, note) == undone));
  BOOST_TEST(everything() == before);
  fs::rename(home / "a", home / "b");  // killed before it began
  BOOST_TEST(everything() == after);
  BOOST_TEST((again_result(back, note) == undone));
  BOOST_TEST(everything() == before);
}

BOOST_AUTO_TEST_CASE(what_a_killed_attempt_left_beside_the_file_goes) {
  const FilesCall change{"files.write", path("a").text("content", "new")};
  const auto before = everything();
  const auto [result, note] = change_noted(change);
  undo(result);
  --steps;
  const auto key = "key-" + run.text + "-0/" + std::to_string(steps);
  put(".azwf-" + to_hex(sha256(key)).substr(0, 16), "half");
  BOOST_TEST(everything() != before);
  again_result(change, note);
  undo(result);
  BOOST_TEST(everything() == before);
}

BOOST_AUTO_TEST_CASE(without_a_durable_note_nothing_is_changed) {
  const auto before = everything();
  for (const auto& change : changes()) {
    const auto witness = std::make_shared<Unheard>();
    begin(witness, change.operation, change.arguments);
    const auto stopped = std::get<Stopped>(witness->await());
    BOOST_TEST(!stopped.begun);
    BOOST_TEST(everything() == before);
  }
}

BOOST_AUTO_TEST_CASE(a_note_that_is_damaged_is_an_error) {
  const FilesCall change{"files.write", path("a").text("content", "new")};
  BOOST_TEST(code_again(change, packed_integer(5)) == "invalid_argument");
  BOOST_TEST(get("a") == "one");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
