// How many columns of a terminal a text takes, and cutting it to what there is.
#pragma once

#include <string>
#include <string_view>

namespace azwf::cli {

// Columns a text takes: 2 for wide characters, 0 for those that join others, none for the colours
// of Style. What is not UTF-8 takes a column for each byte.
std::size_t width_of(std::string_view text);
// Filled up with blanks.
std::string padded(std::string_view text, std::size_t width);
// At most `columns`; what was cut ends with "…". For text without colours.
std::string clipped(std::string_view text, std::size_t columns);

// A line of what a program printed, as it would stand on a terminal: without its colours and other
// escape sequences, after the last carriage return, tabs as blanks. Printable.
std::string plain_line(std::string_view printed);

}  // namespace azwf::cli
