// Each line is a decision: part of the history, and replayed like any other.
#include "engine/lua/wf_log.hpp"

#include <fmt/format.h>

#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/missing_names.hpp"
#include "engine/lua/suspend.hpp"
#include "engine/lua/text.hpp"

namespace azwf::lua {
namespace {

int log_text(lua_State* L, const char* function, std::string_view level) {
  require_running(L, function);
  push_joined(L, 1);
  auto& context = context_of(L);
  auto text = readable_text(std::string(text_at(L, -1)));
  if (text.size() > context.limits.log_bytes_max) {
    raise(L, "bad_argument",
          fmt::format("a line of the log has at most {} bytes; this has {}",
                      context.limits.log_bytes_max, text.size()));
  }
  context.decide(L, RunLogged{std::string(level), std::move(text)});
  return 0;
}

int log_debug(lua_State* L) { return log_text(L, "wf.log.debug", "debug"); }
int log_info(lua_State* L) { return log_text(L, "wf.log.info", "info"); }
int log_warn(lua_State* L) { return log_text(L, "wf.log.warn", "warn"); }
int log_error(lua_State* L) { return log_text(L, "wf.log.error", "error"); }

}  // namespace

int log_print(lua_State* L) { return log_text(L, "print", "info"); }

void add_log(lua_State* L) {
  lua_createtable(L, 0, 4);
  set_function(L, "debug", entry<log_debug>);
  set_function(L, "info", entry<log_info>);
  set_function(L, "warn", entry<log_warn>);
  set_function(L, "error", entry<log_error>);
  refuse_missing_names(L, "log");
  lua_setfield(L, -2, "log");
}

}  // namespace azwf::lua
