// Times and durations to text and back, by calendar arithmetic alone: no clock, no zone, no locale.
#include "engine/base/time_text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace azwf {

std::string to_text(Timestamp time) {
  const std::chrono::sys_time<std::chrono::microseconds> instant{
      std::chrono::microseconds{time.us}};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{instant - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::string duration_text(std::int64_t duration_us) {
  const auto ms = duration_us / 1'000;
  if (ms < 1'000) return fmt::format("{}ms", ms);
  if (ms < 60'000) return fmt::format("{}.{}s", ms / 1'000, ms % 1'000 / 100);
  const auto seconds = ms / 1'000;
  if (seconds < 3'600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}h{:02}m", seconds / 3'600, seconds % 3'600 / 60);
}

namespace {

std::optional<std::int64_t> unit_ms(std::string_view unit) {
  if (unit == "ms") return 1;
  if (unit == "s") return 1'000;
  if (unit == "m") return 60'000;
  if (unit == "h") return 3'600'000;
  if (unit == "d") return 86'400'000;
  return {};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<std::int64_t> duration_ms_from_text(std::string_view text) {
  constexpr std::int64_t number_max = 1'000'000'000;
  if (text.empty()) return {};
  std::int64_t total_ms = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto digits = at;
    std::int64_t number = 0;
    for (; at < text.size() && is_digit(text[at]) && number < number_max; ++at) {
      number = number * 10 + (text[at] - '0');
    }
    const auto letters = at;
    while (at < text.size() && !is_digit(text[at])) ++at;
    const auto unit = unit_ms(text.substr(letters, at - letters));
    if (letters == digits || !unit) return {};
    total_ms += number * *unit;
    if (total_ms > duration_ms_max) return {};
  }
  return total_ms;
}

}  // namespace azwf
