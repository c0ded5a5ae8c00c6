// Lua puts before a text where one of the innermost functions stands: which one is up to `error`.
#include "engine/lua/error_places.hpp"

#include <fmt/format.h>

#include "engine/lua/context.hpp"

namespace azwf::lua {
namespace {

constexpr int levels_max = 20;
constexpr std::size_t places_max = 10'000;
constexpr std::size_t prefix_bytes_max = 100;  // Lua cuts names of chunks at 60

// Whether the text begins like "a:1: ", as most that have no place do not.
bool may_have_place(std::string_view text) {
  const auto end = text.substr(0, prefix_bytes_max).find(": ");
  return end != text.npos && end > 0 && text[end - 1] >= '0' && text[end - 1] <= '9';
}

}  // namespace

void ErrorPlaces::note(lua_State* L, int index) {
  const auto text = text_at(L, index);
  if (!may_have_place(text)) return;
  lua_Debug frame;
  for (int level = 0; level < levels_max && lua_getstack(L, level, &frame) == 1; ++level) {
    lua_getinfo(L, "Sl", &frame);
    const auto prefix = fmt::format("{}:{}: ", frame.short_src, frame.currentline);
    if (text.starts_with(prefix)) return note(prefix);
  }
}

void ErrorPlaces::note(std::string_view prefix) {
  if (!prefix.empty() && prefixes_.size() < places_max) prefixes_.emplace(prefix);
}

std::string_view ErrorPlaces::before(std::string_view text) const {
  std::size_t start = 0;
  for (auto end = text.find(": "); end != text.npos; end = text.find(": ", end + 2)) {
    if (end - start > prefix_bytes_max) break;
    if (prefixes_.contains(text.substr(start, end + 2 - start))) start = end + 2;
  }
  return start == 0 ? std::string_view() : text.substr(0, start - 2);
}

int note_error_place(lua_State* L) {
  context_of(L).error_places.note(L, -1);
  return 1;
}

}  // namespace azwf::lua
