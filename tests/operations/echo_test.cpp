// debug.echo answers what it was given, whatever it is.
#include <boost/test/unit_test.hpp>

#include "tests/operations/fixture.hpp"

namespace azwf::tests {

BOOST_FIXTURE_TEST_SUITE(echo, Workshop)

BOOST_AUTO_TEST_CASE(it_answers_before_it_returns) {
  const auto step = begin("debug.echo", Arguments().table("value", {{"a", "1"}}));
  BOOST_REQUIRE(step->finishes() == 1);
  BOOST_TEST(text_in(std::get<Succeeded>(step->await()).result, "a") == "1");
}

BOOST_AUTO_TEST_CASE(nothing_is_an_answer) {
  BOOST_TEST(succeed("debug.echo", Arguments()).result.is_nil());
}

BOOST_AUTO_TEST_CASE(it_fails_on_request) {
  const auto failed = fail("debug.echo", Arguments().text("fail", "broken").text("value", "why"));
  BOOST_TEST(failed.error.code == "broken");
  BOOST_TEST(text_of(failed.error.details) == "why");
  BOOST_TEST(failed.retryable);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
