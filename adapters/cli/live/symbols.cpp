// Each takes one column, and none says by colour what it does not say by shape.
#include "adapters/cli/live/symbols.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>

namespace azwf::cli {

const Symbols& unicode_symbols() {
  static const Symbols symbols{
      .done = "✓",
      .failed = "✗",
      .active = "●",
      .waiting = "○",
      .again = "↻",
      .doubt = "?",
      .dropped = "-",
      .open_group = "▾",
      .folded_group = "▸",
      .log = "·",
      .event = "»",
      .rail = "│",
      .more = "⋮",
      .bar = "█",
      .failed_bar = "▒",
      .waiting_bar = "·",
      .spinner = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
  };
  return symbols;
}

const Symbols& ascii_symbols() {
  static const Symbols symbols{
      .done = "+",
      .failed = "x",
      .active = "*",
      .waiting = "o",
      .again = "~",
      .doubt = "?",
      .dropped = "-",
      .open_group = "v",
      .folded_group = ">",
      .log = ".",
      .event = "!",
      .rail = "|",
      .more = ":",
      .bar = "#",
      .failed_bar = "x",
      .waiting_bar = ".",
      .spinner = {"|", "/", "-", "\\"},
  };
  return symbols;
}

const Symbols& symbols_of_locale() {
  for (const auto* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    std::string locale(value);
    std::ranges::transform(locale, locale.begin(), [](unsigned char c) { return std::tolower(c); });
    const bool is_utf8 =
        locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
    return is_utf8 ? unicode_symbols() : ascii_symbols();
  }
  return ascii_symbols();
}

}  // namespace azwf::cli
