// Writers that are killed for real: this program, started again as a writer, and ended by SIGKILL.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <random>

#include "storage/open.hpp"
#include "tests/contract/log_steps.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

constexpr auto home_variable = "AZWF_TEST_HOME";
constexpr int answers_file = 3;

struct Answer {
  std::uint64_t number;
  std::uint64_t position;
};

BOOST_AUTO_TEST_SUITE(kill)

// Not a test: the writer. Tells each answer through a pipe.
BOOST_AUTO_TEST_CASE(writer, *boost::unit_test::disabled()) {
  const char* home = std::getenv(home_variable);
  if (home == nullptr) return;
  ManualClock clock;
  const auto store = open_for_writing({home}, clock, {}).value();
  std::uint64_t number = last_position(*store.log).value().value;
  for (;;) {
    std::vector<Proposal> group;
    for (int i = 0; i < 3; ++i) {
      ++number;
      group.push_back(proposal(number, "run/" + std::to_string(number % 5), AnyRevision{}));
    }
    const auto answers = store.log->append(group);
    for (std::size_t i = 0; i < group.size(); ++i) {
      const Answer answer{number - 2 + i, committed(answers[i]).value};
      if (::write(answers_file, &answer, sizeof answer) != sizeof answer) return;
    }
  }
}

class Writer {
 public:
  explicit Writer(const Home& home) {
    int ends[2];
    BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], answers_file);
    const auto variable = std::string(home_variable) + "=" + home.path.string();
    std::string arguments[] = {"test_contract", "--run_test=kill/writer", "--log_level=nothing",
                               "--report_level=no"};
    char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(),
                    arguments[3].data(), nullptr};
    std::string environment = variable;
    char* envp[] = {environment.data(), nullptr};
    BOOST_REQUIRE(::posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr, argv, envp) == 0);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    answers_ = ends[0];
  }
  ~Writer() { ::close(answers_); }

  std::optional<Answer> next() {
    Answer answer{};
    if (::read(answers_, &answer, sizeof answer) != sizeof answer) return {};
    return answer;
  }
  void kill() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

 private:
  pid_t pid_ = 0;
  int answers_ = -1;
};

BOOST_AUTO_TEST_CASE(a_killed_writer_loses_nothing_it_answered) {
  const std::uint64_t seed = 4'711;
  std::mt19937_64 random(seed);
  const TemporaryFolder folder;
  const Home home{folder.path() / "home"};
  ManualClock clock;
  std::map<std::uint64_t, std::uint64_t> answered;  // proposal to position
  for (int round = 0; round < 8; ++round) {
    Writer writer(home);
    for (auto count = random() % 60; count > 0; --count) {
      if (const auto answer = writer.next()) answered[answer->number] = answer->position;
    }
    writer.kill();
    while (const auto answer = writer.next()) answered[answer->number] = answer->position;
    const auto store = open_for_writing(home, clock, {}).value();
    const auto all = commits(*store.log);
    for (const auto& [number, position] : answered) {
      BOOST_REQUIRE(position <= all.size());
      BOOST_TEST((all[position - 1].leaf.proposal == proposal_id(number)));
    }
    BOOST_TEST(all.size() <= answered.size() + 3 * static_cast<std::size_t>(round + 1));
  }
  BOOST_TEST(answered.size() > 50);
}

BOOST_AUTO_TEST_CASE(a_second_process_is_told_who_holds_the_store) {
  const TemporaryFolder folder;
  const Home home{folder.path() / "home"};
  ManualClock clock;
  Writer writer(home);
  BOOST_REQUIRE(writer.next());
  BOOST_TEST(open_for_writing(home, clock, {}).error().code == "held");
  std::filesystem::remove(home.store() / "LOCK");
  BOOST_TEST(open_for_writing(home, clock, {}).error().code == "held");
  const auto reader = open_for_reading(home).value();
  BOOST_TEST(last_position(*reader.log).value().value >= 1);
  writer.kill();
  BOOST_TEST(open_for_writing(home, clock, {}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
