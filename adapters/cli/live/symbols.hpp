// The marks before lines of a tree: of Unicode, or of ASCII where the terminal's locale is not
// UTF-8.
#pragma once

#include <string_view>
#include <vector>

namespace azwf::cli {

struct Symbols {
  std::string_view done;
  std::string_view failed;
  std::string_view active;  // where nothing turns
  std::string_view waiting;
  std::string_view again;  // it is tried again
  std::string_view doubt;
  std::string_view dropped;
  std::string_view open_group;
  std::string_view folded_group;
  std::string_view log;
  std::string_view event;
  std::string_view rail;  // before what was printed
  std::string_view more;  // there is more than is shown
  std::string_view bar;   // of a time line: an attempt that went well or goes on
  std::string_view failed_bar;
  std::string_view waiting_bar;
  std::vector<std::string_view> spinner;
};

const Symbols& unicode_symbols();
const Symbols& ascii_symbols();
// As LC_ALL, LC_CTYPE or LANG say.
const Symbols& symbols_of_locale();

}  // namespace azwf::cli
