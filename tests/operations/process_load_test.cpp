// Many programs at once cost no threads, and none leaves a descriptor, a child or a file behind.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "adapters/operations/process/process_table.hpp"
#include "tests/operations/fixture.hpp"

namespace azwf::tests {

namespace {

std::ptrdiff_t count_entries(const std::filesystem::path& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), {});
}
std::ptrdiff_t thread_count() { return count_entries("/proc/self/task"); }
std::ptrdiff_t descriptor_count() { return count_entries("/proc/self/fd"); }

bool is_zombie_below_us(pid_t pid) {
  const auto stat = process::stat_of(pid);
  return stat && stat->parent == getpid() && stat->is_dead();
}

// A fifo that programs wait at until it is opened from this side.
struct Gate {
  explicit Gate(std::filesystem::path where) : path(std::move(where)) {
    BOOST_REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  }
  void let_pass() const {
    const int end = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (end >= 0) close(end);
  }
  std::filesystem::path path;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(process_load, Workshop)

BOOST_AUTO_TEST_CASE(two_hundred_at_once_need_no_threads) {
  constexpr int count = 200;
  const Gate gate(home / "gate");
  succeed("process.run", argv({"true"}));
  const auto threads = thread_count();

  std::vector<StepPtr> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(begin("process.shell", script("echo > up-$$; read line < gate; echo $$")));
  }
  const auto up = [&] {
    return std::ranges::count_if(std::filesystem::directory_iterator(home), [](const auto& entry) {
      return entry.path().filename().string().starts_with("up-");
    });
  };
  BOOST_TEST(eventually([&] { return up() == count; }));
  BOOST_TEST(thread_count() == threads);
  BOOST_TEST(eventually([&] {
    gate.let_pass();
    return std::ranges::all_of(all, [](const StepPtr& step) { return step->finishes() == 1; });
  }));
  for (const auto& step : all) {
    const auto& done = std::get<Succeeded>(step->await());
    BOOST_TEST(std::filesystem::exists(
        home / ("up-" + std::to_string(std::stoi(text_in(done.result, "stdout"))))));
  }
}

BOOST_AUTO_TEST_CASE(nothing_accumulates) {
  const auto round = [this] {
    std::vector<StepPtr> all;
    for (int i = 0; i < 20; ++i) {
      all.push_back(begin("process.run", argv({"seq", "1", "9000"})));
      all.push_back(begin("process.run", argv({"no-such-program"})));
      all.push_back(begin("process.run", argv({"sleep", "60"})));
      all.back()->ask_to_stop(StopReason::cancel);
    }
    for (const auto& step : all) step->await();
  };
  round();
  const auto descriptors = descriptor_count();
  round();
  BOOST_TEST(eventually([&] { return descriptor_count() <= descriptors; }));
  BOOST_TEST(std::ranges::none_of(process::all_processes(), is_zombie_below_us));
  // The nursery alone; its supervisors are gone a moment after they have reported.
  BOOST_TEST(eventually([] { return process::descendants_of(getpid()).size() == 1; }));
  BOOST_TEST(std::filesystem::is_empty(work()));
}

BOOST_AUTO_TEST_CASE(an_engine_that_has_ended_leaves_nothing) {
  const auto threads = thread_count();
  const auto descriptors = descriptor_count();
  {
    Workshop inner;
    inner.succeed("process.run", argv({"true"}));
  }
  BOOST_TEST(thread_count() == threads);
  BOOST_TEST(descriptor_count() == descriptors);
  BOOST_TEST(eventually([] { return process::descendants_of(getpid()).empty(); }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
