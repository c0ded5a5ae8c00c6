// Times and durations as text.
#include "engine/base/time_text.hpp"

#include <boost/test/unit_test.hpp>

namespace azwf::tests {
namespace {

BOOST_AUTO_TEST_SUITE(time_text)

BOOST_AUTO_TEST_CASE(times_are_rfc_3339_in_utc) {
  const std::pair<std::int64_t, const char*> times[] = {
      {0, "1970-01-01T00:00:00.000000Z"},
      {-1, "1969-12-31T23:59:59.999999Z"},
      {951'782'399'000'001, "2000-02-28T23:59:59.000001Z"},
      {951'782'400'000'000, "2000-02-29T00:00:00.000000Z"},
      {1'769'847'330'123'456, "2026-01-31T08:15:30.123456Z"},
      {4'107'542'400'000'000, "2100-03-01T00:00:00.000000Z"},
  };
  for (const auto& [us, text] : times) BOOST_TEST(to_text(Timestamp{us}) == text);
}

BOOST_AUTO_TEST_CASE(durations_are_short_for_people) {
  const std::pair<std::int64_t, const char*> durations[] = {
      {0, "0ms"},
      {999'999, "999ms"},
      {1'000'000, "1.0s"},
      {59'999'999, "59.9s"},
      {60'000'000, "1m00s"},
      {185'000'000, "3m05s"},
      {3'599'999'999, "59m59s"},
      {3'600'000'000, "1h00m"},
      {90'000'000'000, "25h00m"},
  };
  for (const auto& [us, text] : durations) BOOST_TEST(duration_text(us) == text);
}

BOOST_AUTO_TEST_CASE(durations_are_read) {
  const std::pair<const char*, std::int64_t> durations[] = {
      {"250ms", 250},       {"0s", 0},           {"30s", 30'000},   {"10m", 600'000},
      {"1h30m", 5'400'000}, {"2d", 172'800'000}, {"1m1ms", 60'001}, {"007s", 7'000},
  };
  for (const auto& [text, ms] : durations) BOOST_TEST(duration_ms_from_text(text).value() == ms);
}

BOOST_AUTO_TEST_CASE(what_is_no_duration_is_not_read) {
  for (const auto* text :
       {"", "5", "s", "5 s", "-5s", "5S", "1h30", "5sec", "1.5s", "ms5", "5s "}) {
    BOOST_TEST(!duration_ms_from_text(text), text);
  }
  BOOST_TEST(!duration_ms_from_text("99999999999d"));
  std::string endless;
  for (int i = 0; i < 1'000; ++i) endless += "999999999d";
  BOOST_TEST(!duration_ms_from_text(endless));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
