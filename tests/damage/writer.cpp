// The plan goes to the writer in its environment, the answers come through a pipe.
#include "tests/damage/writer.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <cstdlib>

#include "engine/audit/verify_log.hpp"
#include "engine/base/digest.hpp"
#include "engine/event/append.hpp"
#include "storage/open.hpp"
#include "tests/support/events.hpp"
#include "tests/support/manual_clock.hpp"

namespace azwf::tests {
namespace {

constexpr int answers_file = 3;
constexpr std::uint64_t group_size = 3;
constexpr std::size_t data_bytes = 2'000;  // so that tables are flushed now and then

std::string variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

Proposal numbered(std::uint64_t number, const BlobRef& blob) {
  auto made = proposal(number, "run/" + std::to_string(number % 5), AnyRevision{});
  made.events[0].data = packed_string(to_hex(blob.digest) + std::string(data_bytes, 'x'));
  return made;
}

void write_for_ever(const Store& store) {
  auto number = last_position(*store.log).value().value;
  for (;;) {
    std::vector<Proposal> group;
    for (std::uint64_t i = 0; i < group_size; ++i) {
      ++number;
      group.push_back(numbered(number, put_blob(*store.blobs, blob_of(number)).value()));
    }
    const auto answers = store.log->append(group);
    for (std::size_t i = 0; i < group.size(); ++i) {
      const auto* committed = std::get_if<Committed>(&answers[i]);
      if (committed == nullptr) std::_Exit(6);
      const WriterAnswer answer{number - group_size + 1 + i, committed->position.value};
      if (::write(answers_file, &answer, sizeof answer) != sizeof answer) return;
    }
  }
}

BOOST_AUTO_TEST_SUITE(process)

// Not a test: the writer.
BOOST_AUTO_TEST_CASE(writer, *boost::unit_test::disabled()) {
  const Home home{variable("AZWF_TEST_HOME")};
  if (home.path.empty()) return;
  DiskPlan plan{.folder = home.path, .at = std::stoull(variable("AZWF_TEST_AT"))};
  if (plan.at > 0) plan.then = DiskPlan::Then::end_process;
  plan.lies = variable("AZWF_TEST_LIES") == "1";
  plan_disk(plan);
  ManualClock clock;
  auto store = open_for_writing(home, clock, {});
  if (!store) std::_Exit(5);
  write_for_ever(*store);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

Writer::Writer(const Home& home, const DiskPlan& plan) {
  int ends[2];
  BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], answers_file);
  std::string words[] = {"test_damage", "--run_test=process/writer", "--log_level=nothing",
                         "--report_level=no"};
  char* argv[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
  std::string variables[] = {"AZWF_TEST_HOME=" + home.path.string(),
                             "AZWF_TEST_AT=" + std::to_string(plan.at),
                             std::string("AZWF_TEST_LIES=") + (plan.lies ? "1" : "0")};
  char* envp[] = {variables[0].data(), variables[1].data(), variables[2].data(), nullptr};
  BOOST_REQUIRE(::posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr, argv, envp) == 0);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  answers_ = ends[0];
}

Writer::~Writer() {
  kill();
  ::close(answers_);
}

std::optional<WriterAnswer> Writer::next() {
  WriterAnswer answer{};
  if (::read(answers_, &answer, sizeof answer) != sizeof answer) return {};
  return answer;
}

std::vector<WriterAnswer> Writer::arrived() {
  std::vector<WriterAnswer> all;
  ::fcntl(answers_, F_SETFL, O_NONBLOCK);
  while (const auto answer = next()) all.push_back(*answer);
  ::fcntl(answers_, F_SETFL, 0);
  return all;
}

void Writer::kill() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  wait();
}

int Writer::wait() {
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string blob_of(std::uint64_t number) { return "blob " + std::to_string(number); }

std::string missing_from(const Home& home, const std::vector<WriterAnswer>& answered) {
  const auto store = open_for_reading(home);
  if (!store)
    return answered.empty() && store.error().kind == ErrorKind::not_found ? ""
                                                                          : store.error().message;
  const auto report = verify_log(*store->log);
  if (!report || !report->problem.empty()) return report ? report->problem : report.error().message;
  std::vector<ProposalId> found;
  const auto cursor = store->log->read({}).value();
  while (const auto commit = cursor->next().value()) found.push_back(commit->leaf.proposal);
  for (const auto& [number, position] : answered) {
    const auto what = "commit " + std::to_string(number) + " at " + std::to_string(position);
    if (position > found.size() || found[position - 1] != proposal_id(number)) return what;
    const auto blob = get_blob(*store->blobs, sha256(blob_of(number)), 99);
    if (!blob || *blob != blob_of(number)) return "blob of " + what;
  }
  return "";
}

}  // namespace azwf::tests
