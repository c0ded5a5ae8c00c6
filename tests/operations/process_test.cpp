// Programs run as asked, and only so: what they get, what they say, how they end.
#include <boost/test/unit_test.hpp>

#include "tests/operations/fixture.hpp"

namespace azwf::tests {

BOOST_FIXTURE_TEST_SUITE(process, Workshop)

BOOST_AUTO_TEST_CASE(true_succeeds) {
  const auto done = succeed("process.run", argv({"true"}));
  BOOST_TEST(integer_in(done.result, "exit") == 0);
  BOOST_TEST(text_in(done.result, "stdout") == "");
  BOOST_TEST(!boolean_in(done.result, "truncated"));
  BOOST_TEST(!done.output.has_value());
}

BOOST_AUTO_TEST_CASE(a_shell_runs_a_script) {
  const auto done = succeed("process.shell", script("echo $((6 * 7)); echo oh >&2"));
  BOOST_TEST(text_in(done.result, "stdout") == "42\n");
  BOOST_TEST(text_in(done.result, "stderr") == "oh\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
