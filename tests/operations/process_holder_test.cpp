// The engine or a supervisor dies without a word: the whole tree is gone before a step is tried
// again, and nobody else is touched.
#include <signal.h>

#include <boost/test/unit_test.hpp>

#include "adapters/operations/process/process_table.hpp"
#include "tests/operations/fixture.hpp"
#include "tests/operations/other_process.hpp"

namespace azwf::tests {

using process::ProcessMark;
using process::StepRecord;

namespace {

// The script's process, a child without the step's environment, a daemon in a session of its own,
// and one of those that does not heed SIGTERM: their numbers in the file `pids`.
constexpr const char* family =
    "echo $$ >> pids; "
    "env -i /bin/sh -c 'echo $$ >> pids; exec sleep 60' & "
    "(setsid sh -c 'echo $$ >> pids; exec sleep 60' > /dev/null 2>&1 &); "
    "(setsid sh -c 'trap \"\" TERM; echo $$ >> pids; sleep 60; sleep 60' > /dev/null 2>&1 &); "
    "wait";

struct Home : Workshop {
  [[nodiscard]] std::vector<int> pids() const { return numbers_in(home / "pids"); }
  bool is_family_up() {
    return eventually([&] { return pids().size() == 4; });
  }
  bool is_family_gone() {
    return eventually([&] { return std::ranges::all_of(pids(), is_gone); });
  }
  [[nodiscard]] std::filesystem::path lock_path() const { return work() / "r1" / "0.1.lock"; }
  [[nodiscard]] pid_t supervisor() const { return process::stat_of(pids()[0])->parent; }
  Result<void> make_sure_gone() {
    return catalog.find("process.run")->make_sure_gone(run, StepId{"0/1"});
  }
  // As a supervisor that was killed would have left it.
  void leave_record(const StepRecord& record) {
    std::filesystem::create_directories(lock_path().parent_path());
    const auto lock = process::take_free_lock(lock_path());
    BOOST_REQUIRE(lock);
    BOOST_REQUIRE(process::write_record(*lock, record));
  }
};

ProcessMark mark_of(pid_t pid) { return process::stat_of(pid)->mark; }

// While it lives, this process's one epoll takes no descriptor: what its number means is another
// file. Who waits on it already goes on waiting.
class NoMoreEvents {
 public:
  NoMoreEvents() {
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      std::error_code gone;
      const auto what = std::filesystem::read_symlink(entry.path(), gone);
      if (what == "anon_inode:[eventpoll]") number_ = std::stoi(entry.path().filename());
    }
    BOOST_REQUIRE(number_ >= 0);
    saved_ = process::FileDescriptor(dup(number_));
    BOOST_REQUIRE(dup2(STDERR_FILENO, number_) == number_);
  }
  ~NoMoreEvents() { dup2(saved_.get(), number_); }
  NoMoreEvents(const NoMoreEvents&) = delete;
  NoMoreEvents& operator=(const NoMoreEvents&) = delete;

 private:
  int number_ = -1;
  process::FileDescriptor saved_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(process_holder, Home)

BOOST_AUTO_TEST_CASE(a_killed_engine_takes_the_tree_along) {
  OtherEngine engine(home, family);
  BOOST_REQUIRE(is_family_up());
  engine.kill();
  BOOST_TEST(is_family_gone());
  BOOST_TEST(eventually([&] { return !std::filesystem::exists(lock_path()); }));
}

BOOST_AUTO_TEST_CASE(the_next_engine_waits_until_the_tree_is_gone) {
  OtherEngine engine(home, family);
  BOOST_REQUIRE(is_family_up());
  const auto all = pids();
  engine.kill();
  BOOST_TEST(make_sure_gone().has_value());
  BOOST_TEST(std::ranges::all_of(all, is_gone));
  BOOST_TEST(!std::filesystem::exists(lock_path()));
}

BOOST_AUTO_TEST_CASE(a_killed_supervisor_is_stood_in_for_by_its_engine) {
  const auto step = begin("process.shell", script("echo printed; " + std::string(family)));
  BOOST_REQUIRE(is_family_up());
  const auto all = pids();
  kill(supervisor(), SIGKILL);
  const auto& lost = std::get<Lost>(step->await());
  BOOST_TEST(lost.why == "the program's supervisor was killed");
  BOOST_TEST(blob(lost.output) == "printed\n");
  BOOST_TEST(std::ranges::all_of(all, is_gone));
  BOOST_TEST(std::filesystem::is_empty(work()));
}

BOOST_AUTO_TEST_CASE(a_killed_supervisor_is_stood_in_for_by_the_next_engine) {
  OtherEngine engine(home, family);
  BOOST_REQUIRE(is_family_up());
  const auto all = pids();
  engine.signal(SIGSTOP);  // so that it cannot tidy up itself
  kill(supervisor(), SIGKILL);
  engine.kill();
  BOOST_TEST(!is_gone(all[0]));
  BOOST_TEST(make_sure_gone().has_value());
  BOOST_TEST(std::ranges::all_of(all, is_gone));
  BOOST_TEST(!std::filesystem::exists(lock_path()));
}

BOOST_AUTO_TEST_CASE(a_supervisor_told_to_end_by_somebody_ends_its_tree) {
  const auto step = begin("process.shell", script(family));
  BOOST_REQUIRE(is_family_up());
  const auto all = pids();
  kill(supervisor(), SIGTERM);
  BOOST_TEST(std::get<Failed>(step->await()).error.code == "signal_TERM");
  BOOST_TEST(std::ranges::all_of(all, is_gone));
}

BOOST_AUTO_TEST_CASE(a_killed_nursery_is_replaced) {
  succeed("process.run", argv({"true"}));
  std::vector<ProcessMark> born;  // its supervisors are gone a moment after they have reported
  BOOST_REQUIRE(eventually([&] { return (born = process::descendants_of(getpid())).size() == 1; }));
  kill(born[0].pid, SIGKILL);
  BOOST_REQUIRE(eventually([&] { return is_gone(born[0].pid); }));
  succeed("process.run", argv({"true"}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_awaited_is_not_begun) {
  const NoMoreEvents none;
  const auto failed = fail("process.shell", script("sleep 60"));
  BOOST_TEST(failed.error.code == "start_failed");
  BOOST_TEST(failed.retryable);
  BOOST_TEST(process::descendants_of(getpid()).empty());  // not even a nursery
  BOOST_TEST(std::filesystem::is_empty(work()));
}

BOOST_AUTO_TEST_CASE(there_being_nothing_is_fine) { BOOST_TEST(make_sure_gone().has_value()); }

BOOST_AUTO_TEST_CASE(a_supervisor_killed_before_it_began_left_nothing) {
  leave_record({process::machine_identity(), "/a.lock", {999'999, 1}, {}});
  BOOST_TEST(make_sure_gone().has_value());
  BOOST_TEST(!std::filesystem::exists(lock_path()));
}

BOOST_AUTO_TEST_CASE(a_number_given_to_another_process_is_not_touched) {
  const OtherProcess bystander({"/bin/sleep", "60"}, {});
  const auto mark = mark_of(bystander.pid());
  leave_record({process::machine_identity(), "/a.lock", mark, {mark.pid, mark.start - 1}});
  BOOST_TEST(make_sure_gone().has_value());
  BOOST_TEST(!is_gone(bystander.pid()));
}

BOOST_AUTO_TEST_CASE(a_record_of_another_boot_is_only_removed) {
  const OtherProcess bystander({"/bin/sleep", "60"}, {"AZWF_STEP_LOCK=/a.lock"});
  const auto mark = mark_of(bystander.pid());
  leave_record({"another boot", "/a.lock", mark, mark});
  BOOST_TEST(make_sure_gone().has_value());
  BOOST_TEST(!is_gone(bystander.pid()));
  BOOST_TEST(!std::filesystem::exists(lock_path()));
}

BOOST_AUTO_TEST_CASE(the_lock_of_another_step_is_not_ours) {
  const OtherProcess bystander({"/bin/sleep", "60"},
                               {"AZWF_STEP_LOCK=/a.lock.lock", "X=AZWF_STEP_LOCK=/a.lock"});
  leave_record({process::machine_identity(), "/a.lock", {999'999, 1}, {999'998, 1}});
  BOOST_TEST(make_sure_gone().has_value());
  BOOST_TEST(!is_gone(bystander.pid()));
}

BOOST_AUTO_TEST_CASE(what_was_not_cleaned_up_must_be_before_the_next_attempt) {
  leave_record({process::machine_identity(), "/a.lock", {999'999, 1}, {}});
  const auto failed = fail("process.run", argv({"true"}));  // the same step: 0/1
  BOOST_TEST(failed.error.code == "step_busy");
  BOOST_TEST(failed.retryable);
  steps = 0;
  BOOST_TEST(make_sure_gone().has_value());
  succeed("process.run", argv({"true"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
