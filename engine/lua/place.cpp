// Chunks are named "@path" for user modules and "=wf/x.lua" for the library (compiled.cpp), which
// is how the frames are told apart.
#include "engine/lua/place.hpp"

#include <fmt/format.h>

#include "engine/lua/context.hpp"

namespace azwf::lua {
namespace {

constexpr std::size_t traceback_lines_max = 30;

bool find_user_frame(lua_State* L, PlaceView& place) {
  lua_Debug frame;
  for (int level = 0; lua_getstack(L, level, &frame) == 1; ++level) {
    lua_getinfo(L, "Sl", &frame);
    if (frame.source[0] != '@' || frame.currentline < 0) continue;
    place.module = {frame.source + 1, frame.srclen - 1};
    place.line = frame.currentline;
    return true;
  }
  return false;
}

std::string frame_text(const lua_Debug& frame) {
  auto text =
      fmt::format("{}:{}", std::string_view(frame.source + 1, frame.srclen - 1), frame.currentline);
  if (frame.what != std::string_view("Lua")) return text;
  return text + " in " + (frame.name == nullptr ? "a function" : frame.name);
}

}  // namespace

PlaceView place_view_of(lua_State* L) {
  PlaceView place;
  if (find_user_frame(L, place)) return place;
  const auto& threads = context_of(L).threads;
  for (auto thread = threads.rbegin(); thread != threads.rend(); ++thread) {
    if (*thread != L && find_user_frame(*thread, place)) return place;
  }
  const auto& begun = context_of(L).branch().place;
  return {begun.module, begun.line};
}

ScriptPlace place_of(lua_State* L) {
  const auto place = place_view_of(L);
  return {std::string(place.module), place.line};
}

PlaceView place_now(lua_State* main) {
  auto* const running = context_of(main).budget.running();
  return running == nullptr ? PlaceView{} : place_view_of(running);
}

std::string place_prefix(const ScriptPlace& place) {
  return place.module.empty() ? "" : fmt::format("{}:{}: ", place.module, place.line);
}

std::vector<std::string> traceback(lua_State* L) {
  std::vector<std::string> lines;
  lua_Debug frame;
  for (int level = 0; lua_getstack(L, level, &frame) == 1; ++level) {
    if (lines.size() >= traceback_lines_max) break;
    lua_getinfo(L, "Sln", &frame);
    if (frame.source[0] != '@' || frame.currentline < 0) continue;
    lines.push_back(frame_text(frame));
  }
  return lines;
}

}  // namespace azwf::lua
