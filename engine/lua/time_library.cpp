// Calendar arithmetic is our own (std::chrono), so that no time zone or locale of the process
// shows.
#include "engine/lua/time_library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <string>

#include "engine/lua/context.hpp"
#include "engine/lua/suspend.hpp"

namespace azwf::lua {
namespace {

namespace chrono = std::chrono;

constexpr std::array<std::string_view, 7> weekday_names = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> month_names = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::uint64_t conversion_instructions = 50;
constexpr unsigned bytes_per_instruction_shift = 4;
constexpr std::int64_t seconds_max = 253'402'300'799;  // the end of the year 9999

struct Calendar {
  explicit Calendar(std::int64_t unix_seconds) {
    const chrono::sys_seconds instant{chrono::seconds{unix_seconds}};
    const auto day = chrono::floor<chrono::days>(instant);
    const chrono::year_month_day date{day};
    const chrono::hh_mm_ss clock{instant - day};
    year = static_cast<int>(date.year());
    month = static_cast<int>(static_cast<unsigned>(date.month()));
    month_day = static_cast<int>(static_cast<unsigned>(date.day()));
    hour = static_cast<int>(clock.hours().count());
    minute = static_cast<int>(clock.minutes().count());
    second = static_cast<int>(clock.seconds().count());
    week_day = static_cast<int>(chrono::weekday{day}.c_encoding());
    const auto january_first = chrono::sys_days{date.year() / chrono::January / 1};
    year_day = static_cast<int>((day - january_first).count()) + 1;
  }

  int year, month, month_day, hour, minute, second;
  int week_day;  // from 0, Sunday
  int year_day;  // from 1
};

std::int64_t current_seconds(lua_State* L, const char* what) {
  require_running(L, what);
  return chrono::floor<chrono::seconds>(chrono::microseconds{context_of(L).now.us}).count();
}

std::int64_t checked_seconds(lua_State* L, std::int64_t unix_seconds) {
  if (unix_seconds < -62'135'596'800 || unix_seconds > seconds_max) {
    luaL_error(L, "the time is out of range (years 1 to 9999)");
  }
  return unix_seconds;
}

std::int64_t table_field(lua_State* L, const char* key, std::int64_t otherwise, bool is_required) {
  lua_getfield(L, 1, key);
  if (lua_isnil(L, -1)) {
    if (is_required) luaL_error(L, "field '%s' missing in date table", key);
    lua_pop(L, 1);
    return otherwise;
  }
  int is_integer = 0;
  const auto value = lua_tointegerx(L, -1, &is_integer);
  if (is_integer == 0) luaL_error(L, "field '%s' is not an integer", key);
  if (value < -1'000'000'000 || value > 1'000'000'000) {
    luaL_error(L, "field '%s' is out-of-bound", key);
  }
  lua_pop(L, 1);
  return value;
}

// Months, days and smaller units may be out of their ranges, and carry over.
std::int64_t table_seconds(lua_State* L) {
  const auto year_field = table_field(L, "year", 0, true);
  const auto month_field = table_field(L, "month", 0, true) - 1;
  const auto day_field = table_field(L, "day", 0, true);
  const auto hour_field = table_field(L, "hour", 12, false);
  const auto minute_field = table_field(L, "min", 0, false);
  const auto second_field = table_field(L, "sec", 0, false);
  const auto carried = month_field >= 0 ? month_field / 12 : -((11 - month_field) / 12);
  const auto whole_year = year_field + carried;
  if (whole_year < 1 || whole_year > 9999) luaL_error(L, "field 'year' is out-of-bound");
  const auto month_of_year = static_cast<unsigned>(month_field - carried * 12 + 1);
  const chrono::sys_days first{chrono::year{static_cast<int>(whole_year)} /
                               chrono::month{month_of_year} / 1};
  const auto total = chrono::seconds{first.time_since_epoch()}.count() + (day_field - 1) * 86'400 +
                     hour_field * 3'600 + minute_field * 60 + second_field;
  return checked_seconds(L, total);
}

// os.time([table])
int time(lua_State* L) {
  if (lua_isnoneornil(L, 1)) {
    lua_pushinteger(L, current_seconds(L, "os.time()"));
    return 1;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_pushinteger(L, table_seconds(L));
  return 1;
}

int iso_weekday(const Calendar& c) { return c.week_day == 0 ? 7 : c.week_day; }

struct IsoWeek {
  int year;
  int week;
};

IsoWeek iso_week(const Calendar& c) {
  const int week = (c.year_day - iso_weekday(c) + 10) / 7;
  const auto weeks_in = [](int of_year) {
    const chrono::year year{of_year};
    const auto first_day = chrono::weekday{chrono::sys_days{year / chrono::January / 1}};
    const auto january_first = first_day.c_encoding();
    const bool is_long = january_first == 4 || (january_first == 3 && year.is_leap());
    return is_long ? 53 : 52;
  };
  if (week < 1) return {c.year - 1, weeks_in(c.year - 1)};
  if (week > weeks_in(c.year)) return {c.year + 1, 1};
  return {c.year, week};
}

std::string convert(lua_State* L, const Calendar& c, std::int64_t unix_seconds, char letter) {
  const auto weekday_name = weekday_names[static_cast<std::size_t>(c.week_day)];
  const auto month_name = month_names[static_cast<std::size_t>(c.month - 1)];
  const int hour12 = c.hour % 12 == 0 ? 12 : c.hour % 12;
  switch (letter) {
    case '%': return "%";
    case 'A': return std::string(weekday_name);
    case 'B': return std::string(month_name);
    case 'D':
    case 'x': return fmt::format("{:02}/{:02}/{:02}", c.month, c.month_day, c.year % 100);
    case 'F': return fmt::format("{}-{:02}-{:02}", c.year, c.month, c.month_day);
    case 'G': return fmt::format("{}", iso_week(c).year);
    case 'H': return fmt::format("{:02}", c.hour);
    case 'I': return fmt::format("{:02}", hour12);
    case 'M': return fmt::format("{:02}", c.minute);
    case 'R': return fmt::format("{:02}:{:02}", c.hour, c.minute);
    case 'S': return fmt::format("{:02}", c.second);
    case 'T':
    case 'X': return fmt::format("{:02}:{:02}:{:02}", c.hour, c.minute, c.second);
    case 'V': return fmt::format("{:02}", iso_week(c).week);
    case 'Y': return fmt::format("{}", c.year);
    case 'Z': return "UTC";
    case 'a': return std::string(weekday_name.substr(0, 3));
    case 'b':
    case 'h': return std::string(month_name.substr(0, 3));
    case 'c':
      return fmt::format("{} {} {:2} {:02}:{:02}:{:02} {}", weekday_name.substr(0, 3),
                         month_name.substr(0, 3), c.month_day, c.hour, c.minute, c.second, c.year);
    case 'd': return fmt::format("{:02}", c.month_day);
    case 'e': return fmt::format("{:2}", c.month_day);
    case 'j': return fmt::format("{:03}", c.year_day);
    case 'm': return fmt::format("{:02}", c.month);
    case 'n': return "\n";
    case 'p': return c.hour < 12 ? "AM" : "PM";
    case 's': return fmt::format("{}", unix_seconds);
    case 't': return "\t";
    case 'u': return fmt::format("{}", iso_weekday(c));
    case 'w': return fmt::format("{}", c.week_day);
    case 'y': return fmt::format("{:02}", c.year % 100);
    case 'z': return "+0000";
    default: luaL_error(L, "invalid conversion specifier '%%%c'", letter); return {};
  }
}

void set_integer(lua_State* L, const char* key, int value) {
  lua_pushinteger(L, value);
  lua_setfield(L, -2, key);
}

void push_calendar(lua_State* L, const Calendar& c) {
  lua_createtable(L, 0, 9);
  set_integer(L, "year", c.year);
  set_integer(L, "month", c.month);
  set_integer(L, "day", c.month_day);
  set_integer(L, "hour", c.hour);
  set_integer(L, "min", c.minute);
  set_integer(L, "sec", c.second);
  set_integer(L, "yday", c.year_day);
  set_integer(L, "wday", c.week_day + 1);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "isdst");
}

// Before the text is made: it lies outside the script's memory until it is whole.
void charge_format(lua_State* L, std::string_view format) {
  const auto conversions = static_cast<std::uint64_t>(std::ranges::count(format, '%'));
  context_of(L).budget.charge(
      L, conversions * conversion_instructions + (format.size() >> bytes_per_instruction_shift));
}

// os.date([format [, time]]): always UTC, with or without "!".
int date(lua_State* L) {
  std::string_view format = luaL_optstring(L, 1, "%c");
  const auto unix_seconds = lua_isnoneornil(L, 2) ? current_seconds(L, "os.date()")
                                                  : checked_seconds(L, luaL_checkinteger(L, 2));
  const Calendar calendar(unix_seconds);
  if (format.starts_with('!')) format.remove_prefix(1);
  if (format.starts_with("*t")) return push_calendar(L, calendar), 1;
  charge_format(L, format);
  std::string text;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      text += format[i];
    } else {
      const char letter = ++i < format.size() ? format[i] : '\0';
      text += convert(L, calendar, unix_seconds, letter);
    }
  }
  push_text(L, text);
  return 1;
}

// os.clock(): seconds since the run began, by the facts' times.
int clock(lua_State* L) {
  require_running(L, "os.clock()");
  const auto& context = context_of(L);
  lua_pushnumber(L, static_cast<double>(context.now.us - context.started.us) / 1e6);
  return 1;
}

int time_difference(lua_State* L) {
  lua_pushnumber(L, luaL_checknumber(L, 1) - luaL_checknumber(L, 2));
  return 1;
}

}  // namespace

int time_now(lua_State* L) {
  require_running(L, "wf.now()");
  lua_pushnumber(L, static_cast<double>(context_of(L).now.us) / 1e6);
  return 1;
}

void add_time_library(lua_State* L) {
  lua_createtable(L, 0, 4);
  set_function(L, "clock", entry<clock>);
  set_function(L, "date", entry<date>);
  set_function(L, "difftime", entry<time_difference>);
  set_function(L, "time", entry<time>);
  lua_setfield(L, -2, "os");
}

}  // namespace azwf::lua
