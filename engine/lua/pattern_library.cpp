// string.find, match, gmatch and gsub over the budgeted matcher, with the meaning of Lua 5.4's.
#include <algorithm>
#include <optional>
#include <string>

#include "engine/lua/context.hpp"
#include "engine/lua/pattern.hpp"
#include "engine/lua/string_library.hpp"
#include "engine/lua/text.hpp"

namespace azwf::lua {
namespace {

constexpr std::size_t substituted_bytes_max = 32 << 20;

Pattern::Charge charge_to(lua_State* L) {
  return [L](std::uint64_t steps) { context_of(L).budget.charge(L, steps); };
}

std::string_view checked_text(lua_State* L, int index) {
  luaL_checkstring(L, index);  // turns a number into a string in place
  return text_at(L, index);
}

// Where an initial position counts from: 1 is 0; negative ones count from the end.
std::size_t start_of(lua_Integer position, std::size_t size) {
  if (position > 0) return static_cast<std::size_t>(position) - 1;
  if (position == 0 || position < -static_cast<lua_Integer>(size)) return 0;
  return size - static_cast<std::size_t>(-position);
}

void push_capture(lua_State* L, const Pattern& pattern, int index) {
  const auto capture = pattern.capture(index);
  capture.position != 0 ? lua_pushinteger(L, capture.position) : push_text(L, capture.text);
}

// All captures; the whole match when there are none and `whole` is given.
int push_captures(lua_State* L, const Pattern& pattern, const std::string_view* whole) {
  const int count = pattern.capture_count();
  if (count == 0 && whole != nullptr) {
    push_text(L, *whole);
    return 1;
  }
  luaL_checkstack(L, count, "too many captures");
  for (int i = 0; i < count; ++i) push_capture(L, pattern, i);
  return count;
}

// Raises what a matcher refuses as a Lua error, below the trampoline.
template <int (*function)(lua_State*)> int with_pattern_errors(lua_State* L) {
  const char* what = nullptr;
  try {
    return function(L);
  } catch (const PatternError& error) {
    what = error.what;
  }
  return luaL_error(L, "%s", what);
}

int find_text(lua_State* L, bool wants_position) {
  const auto subject = checked_text(L, 1);
  auto wanted = checked_text(L, 2);
  auto start = start_of(luaL_optinteger(L, 3, 1), subject.size());
  if (start > subject.size()) {
    lua_pushnil(L);
    return 1;
  }
  if (wants_position && (lua_toboolean(L, 4) != 0 || has_no_specials(wanted))) {
    const auto found = find_plain(subject, wanted, start, charge_to(L));
    if (!found) return lua_pushnil(L), 1;
    lua_pushinteger(L, static_cast<lua_Integer>(*found) + 1);
    lua_pushinteger(L, static_cast<lua_Integer>(*found + wanted.size()));
    return 2;
  }
  const bool is_anchored = wanted.starts_with('^');
  if (is_anchored) wanted.remove_prefix(1);
  Pattern pattern(subject, wanted, charge_to(L));
  for (; start <= subject.size(); ++start) {
    if (const auto end = pattern.match_at(start)) {
      const auto whole = subject.substr(start, *end - start);
      if (!wants_position) return push_captures(L, pattern, &whole);
      lua_pushinteger(L, static_cast<lua_Integer>(start) + 1);
      lua_pushinteger(L, static_cast<lua_Integer>(*end));
      return 2 + push_captures(L, pattern, nullptr);
    }
    if (is_anchored) break;
  }
  lua_pushnil(L);
  return 1;
}

int find(lua_State* L) { return find_text(L, true); }
int match(lua_State* L) { return find_text(L, false); }

// The iterator of gmatch; its upvalues: subject, pattern, where to go on, end of the last match.
int next_match(lua_State* L) {
  const auto subject = text_at(L, lua_upvalueindex(1));
  auto start = static_cast<std::size_t>(lua_tointeger(L, lua_upvalueindex(3)));
  const auto last = lua_tointeger(L, lua_upvalueindex(4));
  Pattern pattern(subject, text_at(L, lua_upvalueindex(2)), charge_to(L));
  for (; start <= subject.size(); ++start) {
    const auto end = pattern.match_at(start);
    if (!end || static_cast<lua_Integer>(*end) == last) continue;
    lua_pushinteger(L, static_cast<lua_Integer>(*end));
    lua_copy(L, -1, lua_upvalueindex(3));
    lua_replace(L, lua_upvalueindex(4));
    const auto whole = subject.substr(start, *end - start);
    return push_captures(L, pattern, &whole);
  }
  return 0;
}

int gmatch(lua_State* L) {
  const auto subject = checked_text(L, 1);
  checked_text(L, 2);
  const auto start =
      std::min(start_of(luaL_optinteger(L, 3, 1), subject.size()), subject.size() + 1);
  lua_settop(L, 2);
  lua_pushinteger(L, static_cast<lua_Integer>(start));
  lua_pushinteger(L, -1);
  lua_pushcclosure(L, entry<with_pattern_errors<next_match>>, 4);
  return 1;
}

// One gsub call: subject at 1, replacement at 3.
class Substitution {
 public:
  Substitution(lua_State* L, std::string_view subject, Pattern& pattern)
      : L_(L), subject_(subject), pattern_(pattern) {}

  // Appends what replaces the match; the match itself when the replacement is false or nil.
  void add(std::size_t start, std::size_t end) {
    const auto whole = subject_.substr(start, end - start);
    const int type = lua_type(L_, 3);
    if (type == LUA_TFUNCTION || type == LUA_TTABLE) {
      add_computed(whole, type == LUA_TFUNCTION);
    } else {
      add_template(whole);
    }
    check_size();
  }

  void add_char(std::size_t at) {
    result_ += subject_[at];
    check_size();
  }
  void add_rest(std::size_t from) { result_ += subject_.substr(std::min(from, subject_.size())); }
  [[nodiscard]] const std::string& result() const { return result_; }

 private:
  void check_size() const {
    if (result_.size() > substituted_bytes_max) luaL_error(L_, "gsub: the text is too long");
  }

  void add_computed(std::string_view whole, bool is_function) {
    const CannotSuspend guard(L_, "a gsub callback");
    if (is_function) {
      lua_pushvalue(L_, 3);
      lua_call(L_, push_captures(L_, pattern_, &whole), 1);
    } else {
      push_first(whole);
      lua_gettable(L_, 3);
    }
    if (lua_toboolean(L_, -1) == 0) {
      result_ += whole;
    } else if (lua_isstring(L_, -1) != 0) {
      std::size_t size = 0;
      const char* const text = lua_tolstring(L_, -1, &size);
      result_.append(text, size);
    } else {
      luaL_error(L_, "invalid replacement value (a %s)", luaL_typename(L_, -1));
    }
    lua_settop(L_, 4);
  }

  void push_first(std::string_view whole) {
    pattern_.capture_count() == 0 ? push_text(L_, whole) : push_capture(L_, pattern_, 0);
  }

  void add_template(std::string_view whole) {
    const auto text = text_at(L_, 3);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '%') {
        result_ += text[i];
        continue;
      }
      const char next = ++i < text.size() ? text[i] : '\0';
      if (next == '%') {
        result_ += '%';
      } else if (next == '0') {
        result_ += whole;
      } else if (next >= '1' && next <= '9') {
        add_capture(next - '1', whole);
      } else {
        luaL_error(L_, "invalid use of '%%' in replacement string");
      }
    }
  }

  void add_capture(int index, std::string_view whole) {
    if (index == 0 && pattern_.capture_count() == 0) {
      result_ += whole;
      return;
    }
    if (index >= pattern_.capture_count()) {
      luaL_error(L_, "invalid capture index %%%d in replacement string", index + 1);
    }
    const auto capture = pattern_.capture(index);
    result_ += capture.position != 0 ? std::to_string(capture.position) : std::string(capture.text);
  }

  lua_State* L_;
  std::string_view subject_;
  Pattern& pattern_;
  std::string result_;
};

void check_replacement(lua_State* L) {
  const int type = lua_type(L, 3);
  const bool is_text = type == LUA_TNUMBER || type == LUA_TSTRING;
  luaL_argexpected(L, is_text || type == LUA_TTABLE || type == LUA_TFUNCTION, 3,
                   "string/function/table");
  if (is_text) checked_text(L, 3);
}

int gsub(lua_State* L) {
  const auto subject = checked_text(L, 1);
  auto wanted = checked_text(L, 2);
  check_replacement(L);
  const auto count_max = luaL_optinteger(L, 4, LUA_MAXINTEGER);
  lua_settop(L, 4);
  const bool is_anchored = wanted.starts_with('^');
  if (is_anchored) wanted.remove_prefix(1);
  Pattern pattern(subject, wanted, charge_to(L));
  Substitution substitution(L, subject, pattern);
  lua_Integer count = 0;
  std::size_t at = 0;
  std::optional<std::size_t> last;
  while (count < count_max && at <= subject.size()) {
    const auto end = pattern.match_at(at);
    if (end && end != last) {
      ++count;
      substitution.add(at, *end);
      at = *end;
      last = end;
    } else if (at < subject.size()) {
      substitution.add_char(at++);
    } else {
      break;
    }
    if (is_anchored) break;
  }
  substitution.add_rest(at);
  context_of(L).budget.charge(L, substitution.result().size() / 16);
  push_text(L, substitution.result());
  lua_pushinteger(L, count);
  return 2;
}

}  // namespace

void add_pattern_functions(lua_State* L) {
  set_function(L, "find", entry<with_pattern_errors<find>>);
  set_function(L, "gmatch", entry<with_pattern_errors<gmatch>>);
  set_function(L, "gsub", entry<with_pattern_errors<gsub>>);
  set_function(L, "match", entry<with_pattern_errors<match>>);
}

}  // namespace azwf::lua
