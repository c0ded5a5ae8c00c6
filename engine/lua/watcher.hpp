// Told where a script is while it runs, by a host that may have to say so after the script's end.
#pragma once

#include <cstdint>
#include <string_view>

struct lua_State;

namespace azwf::lua {

struct PlaceView {
  std::string_view module;  // empty: none
  std::int64_t line = 0;
};
// Where the state's script is. Takes no memory and no lock: for signal handlers of a process that
// is about to end.
PlaceView place_now(lua_State* main);

class Watcher {
 public:
  virtual ~Watcher() = default;
  // From now on this state runs scripts; null: none does.
  virtual void runs(lua_State* main) = 0;
  // A further delivery of the request is given to the script.
  virtual void delivery_begins() = 0;
  // Now and then: the line of the user's own file that is being run. Must be quick.
  virtual void at(PlaceView place) = 0;
};

}  // namespace azwf::lua
