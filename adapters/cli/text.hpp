// Small helpers for what people read: names, columns, lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cli/columns.hpp"
#include "adapters/json/characters.hpp"
#include "engine/base/strong.hpp"

namespace azwf::cli {

// Safe to show on a terminal: control characters are written as \x1b, those that turn the direction
// of writing as \u202e, lines end with \n.
std::string printable(std::string_view text);
// The first line, with "…" when more follows. Tabs are blanks: each takes a column.
std::string first_line(std::string_view text);
std::vector<std::string_view> lines_of(std::string_view text);
std::string indented(std::string_view text);                         // every line by two columns
std::string size_text(std::uint64_t bytes);                          // 512 B, 1.5 KiB
std::string count_text(std::uint64_t count, std::string_view noun);  // "1 event", "2 events"

std::string short_time(Timestamp time);     // 2026-01-31 08:15:30, in UTC
std::string short_time_ms(Timestamp time);  // the same with .123

}  // namespace azwf::cli
