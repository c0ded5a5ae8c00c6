// A host that is ended by a signal first writes on its page where its script was. It is told so
// before it is killed, and finds out itself when it crashes. What cannot be said is left unsaid.
#pragma once

#include <signal.h>

#include "adapters/script_host/page.hpp"
#include "engine/lua/watcher.hpp"

namespace azwf::script_host {

inline constexpr int end_yourself = SIGUSR1;

// One at a time; it lives as long as its process runs scripts.
class LastWords {
 public:
  explicit LastWords(Page& page);
  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;

  void speak_of(lua_State* main);
};

}  // namespace azwf::script_host
