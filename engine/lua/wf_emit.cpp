// Names and sizes are checked here, so that what reaches the log is an event others can match.
#include "engine/lua/wf_emit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/nearest.hpp"
#include "engine/base/text.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/suspend.hpp"
#include "engine/lua/table_keys.hpp"
#include "engine/lua/values.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf::lua {
namespace {

[[noreturn]] void refuse(lua_State* L, const std::string& what) {
  raise(L, "bad_argument", "wf.emit: " + what);
}

std::string read_type(lua_State* L) {
  const auto type = text_at(L, 1);
  if (!is_type_name(type) || type.size() > context_of(L).limits.name_bytes_max) {
    refuse(L,
           "the event's type is a name like \"release.shipped\": letters, digits, '.', '_', '-'");
  }
  if (is_reserved_type(type)) {
    refuse(L, fmt::format("types that begin with \"{}.\" are the engine's own",
                          type.substr(0, type.find('.'))));
  }
  return std::string(type);
}

void read_subject(lua_State* L, EventEmitted& event) {
  const auto subject = text_at(L, -1);
  const auto bytes_max = context_of(L).limits.name_bytes_max;
  if (lua_type(L, -1) != LUA_TSTRING || subject.size() > bytes_max || !is_utf8(subject)) {
    refuse(L, fmt::format("'subject' is a text of at most {} bytes", bytes_max));
  }
  event.subject = subject;
}

void read_data(lua_State* L, EventEmitted& event) {
  event.data.bytes.clear();
  const auto& limits = context_of(L).limits;
  if (const auto problem = pack_value(L, -1, limits, event.data.bytes)) {
    refuse(L, fmt::format("'data{}' {}", problem->path, problem->what));
  }
}

void read_options(lua_State* L, EventEmitted& event) {
  const auto keys = keys_of(L, 2);
  if (keys.integer_count > 0 || !keys.other_kind.empty()) {
    refuse(L, "what follows the type is {subject =, data =}");
  }
  for (const auto key : keys.texts) {
    push_text(L, key);
    lua_rawget(L, 2);
    if (key == "subject") {
      read_subject(L, event);
    } else if (key == "data") {
      read_data(L, event);
    } else {
      const std::vector<std::string> known = {"data", "subject"};
      refuse(L, fmt::format("there is no field '{}'{}", key, did_you_mean_or_all(key, known)));
    }
    lua_pop(L, 1);
  }
}

}  // namespace

int emit_event(lua_State* L) {
  require_running(L, "wf.emit");
  EventEmitted event{.type = read_type(L)};
  if (lua_gettop(L) > 2)
    refuse(L, "takes a type and one table: wf.emit(type, {subject =, data =})");
  if (!lua_isnoneornil(L, 2)) {
    if (lua_type(L, 2) != LUA_TTABLE) refuse(L, "what follows the type is {subject =, data =}");
    read_options(L, event);
  }
  context_of(L).decide(L, std::move(event));
  return 0;
}

int fail_run(lua_State* L) {
  const auto code = text_at(L, 1);
  const auto message = text_at(L, 2);
  const auto code_bytes_max = context_of(L).limits.name_bytes_max;
  const bool is_sound = !code.empty() && code.size() <= code_bytes_max && !message.empty();
  if (!is_sound || lua_gettop(L) > 3) {
    raise(L, "bad_argument", "wf.fail takes a code, a message, and details if there are any");
  }
  StepError error{std::string(code), std::string(message), {}};
  if (!lua_isnoneornil(L, 3)) {
    lua_settop(L, 3);
    error.details.bytes.clear();
    const auto& limits = context_of(L).limits;
    if (const auto problem = pack_value(L, 3, limits, error.details.bytes)) {
      raise(L, "bad_argument",
            fmt::format("wf.fail: 'details{}' {}", problem->path, problem->what));
    }
  }
  raise(L, error);
}

}  // namespace azwf::lua
