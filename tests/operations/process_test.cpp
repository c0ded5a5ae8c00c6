// Programs run as asked and only so: arguments, environment, folder and standard input arrive as
// they were given, and nothing of the engine comes with them.
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "tests/operations/fixture.hpp"

namespace azwf::tests {

BOOST_FIXTURE_TEST_SUITE(process, Workshop)

BOOST_AUTO_TEST_CASE(a_program_that_says_nothing_succeeds) {
  const auto done = succeed("process.run", argv({"true"}));
  BOOST_TEST(integer_in(done.result, "exit") == 0);
  BOOST_TEST(text_in(done.result, "stdout") == "");
  BOOST_TEST(text_in(done.result, "stderr") == "");
  BOOST_TEST(!boolean_in(done.result, "truncated"));
  BOOST_TEST(!done.output.has_value());
}

BOOST_AUTO_TEST_CASE(arguments_arrive_untouched) {
  const std::vector<std::string> given{
      "$HOME `ls` $(ls) * ; true && x", "a  b", "'\"\\", "x\ny", "", "-n", "~", "ä€"};
  std::vector<std::string> all{"printf", "<%s>"};
  std::string expected;
  for (const auto& each : given) {
    all.push_back(each);
    expected += "<" + each + ">";
  }
  BOOST_TEST(text_in(succeed("process.run", argv(all)).result, "stdout") == expected);
}

BOOST_AUTO_TEST_CASE(only_wf_shell_has_a_shell) {
  const auto done = succeed("process.shell", script("echo $((6 * 7)); echo oh >&2"));
  BOOST_TEST(text_in(done.result, "stdout") == "42\n");
  BOOST_TEST(text_in(done.result, "stderr") == "oh\n");
  BOOST_TEST(fail("process.run", argv({"echo $((6 * 7))"})).error.code == "not_found");
}

BOOST_AUTO_TEST_CASE(the_environment_is_what_was_named) {
  setenv("AZWF_TEST_INHERITED", "1", 1);
  const auto lock = [this](int step) {
    return "AZWF_STEP_LOCK=" + (work() / "r1" / ("0." + std::to_string(step))).string() + ".lock\n";
  };
  const auto bare = succeed("process.run", argv({"/usr/bin/env"}));
  BOOST_TEST(text_in(bare.result, "stdout") ==
             "AZWF_STEP_KEY=key-r1-0/1\n" + lock(1) + "PATH=/usr/local/bin:/usr/bin:/bin\n");

  const auto named =
      succeed("process.run", argv({"/usr/bin/env"}).table("env", {{"PATH", "/x"}, {"A", "1 = 2"}}));
  BOOST_TEST(text_in(named.result, "stdout") ==
             "A=1 = 2\nAZWF_STEP_KEY=key-r1-0/2\n" + lock(2) + "PATH=/x\n");
}

BOOST_AUTO_TEST_CASE(a_program_is_searched_in_the_path_it_gets) {
  const auto found = argv({"env"}).table("env", {{"PATH", "/nowhere:/usr/bin"}});
  BOOST_TEST(text_in(succeed("process.run", found).result, "stdout").contains("PATH=/nowhere"));
  const auto failed = fail("process.run", argv({"env"}).table("env", {{"PATH", "/nowhere"}}));
  BOOST_TEST(failed.error.code == "not_found");
}

BOOST_AUTO_TEST_CASE(it_runs_in_the_folder_named) {
  const auto folder_name = std::filesystem::canonical(home).string();
  const auto by_default = succeed("process.run", argv({"pwd"}));
  BOOST_TEST(text_in(by_default.result, "stdout") == folder_name + "\n");
  std::filesystem::create_directory(home / "sub");
  const auto relative = succeed("process.run", argv({"pwd"}).text("cwd", "sub"));
  BOOST_TEST(text_in(relative.result, "stdout") == folder_name + "/sub\n");
  const auto absolute = succeed("process.run", argv({"pwd"}).text("cwd", "/"));
  BOOST_TEST(text_in(absolute.result, "stdout") == "/\n");
}

BOOST_AUTO_TEST_CASE(standard_input_is_what_was_given) {
  BOOST_TEST(text_in(succeed("process.run", argv({"cat"})).result, "stdout") == "");
  const std::string lines = "one\n\ttwo\nthree without end";
  const auto done = succeed("process.run", argv({"cat"}).text("stdin", lines));
  BOOST_TEST(text_in(done.result, "stdout") == lines);
}

BOOST_AUTO_TEST_CASE(standard_input_may_be_large_and_unread) {
  const std::string large(900'000, 'x');
  const auto counted = succeed("process.run", argv({"wc", "-c"}).text("stdin", large));
  BOOST_TEST(text_in(counted.result, "stdout") == "900000\n");
  succeed("process.run", argv({"true"}).text("stdin", large));
}

BOOST_AUTO_TEST_CASE(a_program_sees_three_descriptors) {
  const auto open = succeed("process.shell", script("ls /proc/$$/fd"));
  BOOST_TEST(text_in(open.result, "stdout") == "0\n1\n2\n");
}

BOOST_AUTO_TEST_CASE(no_signal_is_blocked_or_ignored) {
  const auto done = succeed("process.run", argv({"grep", "Sig[BI]", "/proc/self/status"}));
  unsigned long blocked = 1;
  unsigned long ignored = 1;
  std::sscanf(text_in(done.result, "stdout").c_str(), "SigBlk: %lx SigIgn: %lx", &blocked,
              &ignored);
  BOOST_TEST(blocked == 0U);
  BOOST_TEST((ignored & 0x7fffffff) == 0U);  // 32 and 33 are the C library's own
}

BOOST_AUTO_TEST_CASE(the_umask_is_kept) {
  const auto before = umask(027);
  Workshop inner;  // the nursery takes it from its engine
  const auto done = inner.succeed("process.shell", script("umask"));
  umask(before);
  BOOST_TEST(text_in(done.result, "stdout") == "0027\n");
}

BOOST_AUTO_TEST_CASE(a_finished_step_leaves_nothing_in_the_folder) {
  succeed("process.shell", script("echo x"));
  fail("process.shell", script("exit 1"));
  fail("process.run", argv({"/nowhere/x"}));
  succeed("process.run", argv({"seq", "1", "20000"}));
  stop(begin("process.run", argv({"sleep", "60"})), StopReason::cancel);
  BOOST_TEST(std::filesystem::is_empty(work()));
}

BOOST_AUTO_TEST_CASE(names_of_runs_and_steps_lead_nowhere_else) {
  run.text = "../../x/../" + std::string(1, '\0') + "y";
  begin("process.shell", script("echo x; sleep 60"));
  BOOST_TEST(eventually(
      [&] { return std::filesystem::exists(work() / "%2e.%2f..%2fx%2f..%2f%00y" / "0.1.1.out"); }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
