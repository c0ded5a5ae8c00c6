// Each kind of ban, shown a violation, and the look-alikes that are none.
#include <boost/test/unit_test.hpp>

#include "tests/tidy/fixture.hpp"

namespace azwf::tests::tidy {

namespace {

bool is_banned(const std::string& path, const std::string& text) {
  return !nothing_banned_is_used(tree_of({{path, text}})).empty();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bans)

BOOST_AUTO_TEST_CASE(name_the_line_and_the_replacement) {
  const Tree tree = tree_of({{"engine/run/a.cpp", "\nauto t = std::chrono::system_clock::now();"}});
  const Violations violations = nothing_banned_is_used(tree);
  BOOST_TEST(found(violations) == "engine/run/a.cpp:2");
  BOOST_TEST(violations.at(0).message.find("take a Clock") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(keep_time_chance_and_surroundings_out) {
  for (const std::string text :
       {"auto t = std::chrono::steady_clock::now();", "auto t = time(nullptr);",
        "return ::time(nullptr);", "gettimeofday(&tv, nullptr);", "std::random_device random;",
        "int r = std::rand();", "const char* home = getenv(\"HOME\");", "std::cout << 1;",
        "printf(\"x\");", "if (fork() == 0) {}", "execve(a, b, c);", "std::system(\"ls\");",
        "FILE* f = popen(\"ls\", \"r\");", "using  namespace  std;"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(is_banned("engine/runtime/a.cpp", text)); }
  }
}

BOOST_AUTO_TEST_CASE(forbid_sleeping_in_tests) {
  const std::string text = "std::this_thread::sleep_for(std::chrono::milliseconds(10));";
  BOOST_TEST(is_banned("tests/unit/a.cpp", text));
  BOOST_TEST(!is_banned("adapters/script_host/a.cpp", text));
}

BOOST_AUTO_TEST_CASE(end_at_home) {
  BOOST_TEST(!is_banned("adapters/system/clock.cpp", "return std::chrono::system_clock::now();"));
  BOOST_TEST(!is_banned("adapters/cli/main.cpp", "std::cout << getenv(\"AZWF_HOME\");"));
  BOOST_TEST(!is_banned("adapters/operations/process/a.cpp", "posix_spawn(a, b, c, d, e, f);"));
  BOOST_TEST(!is_banned("tests/crash/a.cpp", "if (fork() == 0) return;"));
}

BOOST_AUTO_TEST_CASE(do_not_mean_names_of_ours) {
  for (const std::string text :
       {"auto t = event.time();", "auto t = event->time();", "Timestamp time() const;",
        "std::optional<int> time(int);", "Time Frame::time() {", "azwf::clock::time(1);",
        "// time(nullptr)", "f(\"getenv(1)\");", "runtime(1);", "std::snprintf(a, 1, \"\");"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!is_banned("engine/runtime/a.cpp", text)); }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests::tidy
