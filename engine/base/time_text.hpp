// Times and durations as text: RFC 3339 in UTC with microseconds, and "1h30m", "500ms".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/strong.hpp"

namespace azwf {

std::string to_text(Timestamp time);                  // 2026-01-31T08:15:30.123456Z
std::string duration_text(std::int64_t duration_us);  // 1.2s, 3m05s: for people
// The longest duration there is: about 31 years, so that no sum of a time and durations overflows.
inline constexpr std::int64_t duration_ms_max = 1'000'000'000'000;
// "250ms", "30s", "10m", "1h30m", "2d"; nothing when it is none of these.
std::optional<std::int64_t> duration_ms_from_text(std::string_view text);

}  // namespace azwf
