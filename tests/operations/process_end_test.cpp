// How programs end, and what is said about those that fail or never start.
#include <boost/test/unit_test.hpp>

#include <fstream>

#include "tests/operations/fixture.hpp"

namespace azwf::tests {

namespace {

std::filesystem::path make_file(const std::filesystem::path& path, std::string_view text,
                                bool is_executable) {
  std::ofstream(path) << text;
  using std::filesystem::perms;
  std::filesystem::permissions(path, is_executable ? perms::owner_all : perms::owner_read);
  return path;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(process_end, Workshop)

BOOST_AUTO_TEST_CASE(another_exit_status_fails_and_says_why) {
  const auto failed =
      fail("process.shell", script("echo out; echo first >&2; echo last >&2; exit 7"));
  BOOST_TEST(failed.error.code == "exit_7");
  BOOST_TEST(failed.error.message == "/bin/sh ended with exit status 7: last");
  BOOST_TEST(failed.retryable);
  BOOST_TEST(integer_in(failed.error.details, "exit") == 7);
  BOOST_TEST(text_in(failed.error.details, "stdout") == "out\n");
  BOOST_TEST(text_in(failed.error.details, "stderr") == "first\nlast\n");
}

BOOST_AUTO_TEST_CASE(what_counts_as_success_can_be_named) {
  const auto three = script("exit 3").integers("ok", {0, 3});
  BOOST_TEST(integer_in(succeed("process.shell", three).result, "exit") == 3);
  BOOST_TEST(fail("process.shell", script("exit 0").integers("ok", {3})).error.code == "exit_0");
}

BOOST_AUTO_TEST_CASE(every_exit_status_arrives) {
  for (const int status : {1, 2, 126, 127, 128, 137, 255}) {
    const auto failed = fail("process.shell", script("exit " + std::to_string(status)));
    BOOST_TEST(failed.error.code == "exit_" + std::to_string(status));
  }
}

BOOST_AUTO_TEST_CASE(a_signal_is_named) {
  const auto failed = fail("process.shell", script("echo x >&2; kill -KILL $$"));
  BOOST_TEST(failed.error.code == "signal_KILL");
  BOOST_TEST(failed.error.message == "/bin/sh was killed by SIGKILL: x");
  BOOST_TEST(text_in(failed.error.details, "signal") == "KILL");
  BOOST_TEST(field_of(failed.error.details, "exit").is_nil());
  BOOST_TEST(fail("process.shell", script("kill -SEGV $$")).error.code == "signal_SEGV");
}

BOOST_AUTO_TEST_CASE(a_missing_program_is_named_with_where_it_was_searched) {
  const auto failed = fail("process.run", argv({"no-such-program"}));
  BOOST_TEST(failed.error.code == "not_found");
  BOOST_TEST(failed.error.message ==
             "program not found: no-such-program (PATH=/usr/local/bin:/usr/bin:/bin)");
  BOOST_TEST(!failed.retryable);
  BOOST_TEST(fail("process.run", argv({"./nope"})).error.message ==
             "program not found: ./nope (seen from " + (home / "").string() + ")");
}

BOOST_AUTO_TEST_CASE(a_message_is_one_line_of_text) {
  BOOST_TEST(fail("process.run", argv({"no\nsuch\x1b[1m"}))
                 .error.message.starts_with("program not found: no such [1m (PATH="));
  BOOST_TEST(fail("process.shell", script("printf 'a\\tb\\377' >&2; exit 1")).error.message ==
             "/bin/sh ended with exit status 1: a b\uFFFD");
}

BOOST_AUTO_TEST_CASE(a_missing_interpreter_is_named) {
  const auto path = make_file(home / "tool", "#!/no/such/interpreter\n", true);
  const auto failed = fail("process.run", argv({path}));
  BOOST_TEST(failed.error.code == "not_found");
  BOOST_TEST(failed.error.message == "the interpreter of " + path.string() + " is missing");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_executed_is_named) {
  const auto text = make_file(home / "text", "no program", false);
  const auto failed = fail("process.run", argv({text}));
  BOOST_TEST(failed.error.code == "not_executable");
  BOOST_TEST(failed.error.message == "not executable: " + text.string());
  BOOST_TEST(!failed.retryable);
  // Without a first line that names an interpreter no shell is guessed.
  const auto plain = make_file(home / "plain", "echo x\n", true);
  BOOST_TEST(fail("process.run", argv({plain})).error.code == "not_executable");
}

BOOST_AUTO_TEST_CASE(a_missing_folder_is_named) {
  const auto failed = fail("process.run", argv({"true"}).text("cwd", "/no/such/folder"));
  BOOST_TEST(failed.error.code == "cwd_not_found");
  BOOST_TEST(failed.error.message ==
             "cannot enter the folder /no/such/folder: No such file or directory");
  BOOST_TEST(!failed.retryable);
}

BOOST_AUTO_TEST_CASE(what_no_process_can_be_given_is_refused) {
  const std::string with_nul("a\0b", 3);
  const auto message = [this](const Arguments& arguments) {
    const auto failed = fail("process.run", arguments);
    BOOST_TEST(failed.error.code == "invalid_argument");
    BOOST_TEST(!failed.retryable);
    return failed.error.message;
  };
  BOOST_TEST(message(argv({"echo", with_nul})) == "argv[2] contains a NUL byte");
  BOOST_TEST(message(argv({})) == "argv names no program");
  BOOST_TEST(message(argv({""})) == "argv names no program");
  BOOST_TEST(message(argv({"true"}).table("env", {{"A=B", "x"}})) ==
             "env: \"A=B\" cannot be the name of a variable");
  BOOST_TEST(message(argv({"true"}).table("env", {{"A", with_nul}})) ==
             "env.A contains a NUL byte");
  BOOST_TEST(message(argv({"true"}).table("env", {{"AZWF_STEP_KEY", "x"}})) ==
             "env: AZWF_STEP_KEY is set by the engine");
  BOOST_TEST(message(argv({"true"}).table("env", {{"AZWF_STEP_LOCK", "x"}})) ==
             "env: AZWF_STEP_LOCK is set by the engine");
}

BOOST_AUTO_TEST_CASE(too_many_arguments_fail_clearly) {
  const auto failed = fail("process.run", argv({"true", std::string(200'000, 'x')}));
  BOOST_TEST(failed.error.code == "start_failed");
  BOOST_TEST(failed.error.message == "cannot start /usr/bin/true: Argument list too long");
}

// An order no supervisor takes: the test of what is left when none came to work.
BOOST_AUTO_TEST_CASE(what_never_began_leaves_no_file) {
  const auto too_much = argv({"cat"}).text("stdin", std::string(9 << 20, 'x'));
  BOOST_TEST(fail("process.run", too_much).error.code == "start_failed");
  BOOST_TEST(std::filesystem::is_empty(work()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
