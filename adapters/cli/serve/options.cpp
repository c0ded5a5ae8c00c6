// Each type of value is read, written and copied in one place; a key is one entry of the list.
#include "adapters/cli/serve/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <type_traits>

#include "adapters/cli/text.hpp"
#include "engine/base/time_text.hpp"

namespace azwf::cli {
namespace {

using std::chrono::milliseconds;
using enum TakesEffect;

const std::vector<OptionKey> table = {
    {"home", "DIR", "the store; in a file, relative to that file's folder", &ServeOptions::home,
     at_start, 0, 0, "/srv/app/.azwf"},
    {"listen", "[URL, …]",
     "where it is reached besides the socket in the store's folder: ipc://PATH, tcp://HOST:PORT "
     "(the live stream is at PATH.live, and at the next port)",
     &ServeOptions::listen, at_start, 0, 64, "[ipc:///run/azwf/bus, \"tcp://127.0.0.1:7440\"]"},
    {"in_clear", "ROLE",
     "what peers may do that come over tcp:// without a key, on loopback only: none, read, emit, "
     "operate, admin",
     &ServeOptions::in_clear},
    {"begin_queued", "true|false", "whether runs that were queued are begun at the start",
     &ServeOptions::begin_queued},
    {"stop_within", "DURATION",
     "how long an orderly end may take; then it ends at once, and its steps are tried again",
     &ServeOptions::stop_within, at_once, 100, 86'400'000},
    {"steps", "N", "steps that are performed at a time; others wait for their turn",
     &Limits::attempts_in_flight_max, at_once, 1, 10'000},
    {"steps_per_run", "N", "the same, of one run", &Limits::attempts_in_flight_per_run_max, at_once,
     1, 10'000},
    {"clients", "N", "commands that may be connected at a time", &Limits::holder_clients_max,
     at_start, 1, 10'000},
    {"script_hosts", "N", "processes for scripts; 0: one less than there are processors",
     &Limits::script_hosts_max, at_start, 0, 1'000},
    {"idle_runs", "N", "runs kept in memory while they wait; the others are loaded when they go on",
     &Limits::idle_runs_max, at_start, 1, 1'000'000},
    {"free_space_reserve_bytes", "N", "with less free space than this, no new work is taken on",
     &Limits::free_space_reserve_bytes, at_start, 0, std::uint64_t{1} << 50U},
};

std::unexpected<Error> bad_value(const OptionKey& key, const GivenValue& given,
                                 const std::string& wanted) {
  std::string texts;
  for (const auto& text : given.texts) texts += (texts.empty() ? "" : ", ") + printable(text);
  return failure(ErrorKind::invalid, "bad_option",
                 fmt::format("{}: {} cannot be \"{}\"", given.where, key.name, texts), wanted);
}

// A key of one value.
Result<std::string> only_text(const OptionKey& key, const GivenValue& given) {
  if (given.texts.size() == 1) return given.texts.front();
  return bad_value(key, given, "one value belongs there, no list");
}

Result<void> check_range(std::uint64_t number, const OptionKey& key, const GivenValue& given,
                         const std::string& wanted) {
  if (number >= key.min && number <= key.max) return {};
  return bad_value(key, given, wanted);
}

Result<void> read(std::string& value, const OptionKey& key, const GivenValue& given) {
  value = TRY(only_text(key, given));
  if (!value.empty() && !value.contains('\0')) return {};
  return bad_value(key, given, "a path belongs there");
}

Result<void> read(std::vector<zeromq::Endpoint>& value, const OptionKey& key,
                  const GivenValue& given) {
  value.clear();
  TRY_VOID(
      check_range(given.texts.size(), key, given, fmt::format("{} at most belong there", key.max)));
  for (const auto& text : given.texts) {
    auto endpoint = zeromq::parse_endpoint(text, zeromq::Use::listen);
    if (!endpoint) {
      endpoint.error().message = given.where + ": " + endpoint.error().message;
      return std::unexpected(endpoint.error());
    }
    value.push_back(*std::move(endpoint));
  }
  return {};
}

Result<void> read(std::optional<Role>& value, const OptionKey& key, const GivenValue& given) {
  const auto text = TRY(only_text(key, given));
  value = role_from_text(text);
  if (value || text == "none") return {};
  return bad_value(key, given, "none, read, emit, operate or admin belongs there");
}

Result<void> read(bool& value, const OptionKey& key, const GivenValue& given) {
  const auto text = TRY(only_text(key, given));
  value = text == "true";
  if (value || text == "false") return {};
  return bad_value(key, given, "true or false belongs there");
}

Result<void> read(milliseconds& value, const OptionKey& key, const GivenValue& given) {
  const auto duration_ms = duration_ms_from_text(TRY(only_text(key, given)));
  const auto wanted = fmt::format("a duration from {}ms to {}h belongs there: 500ms, 30s, 2m",
                                  key.min, key.max / 3'600'000);
  if (!duration_ms || *duration_ms < 0) return bad_value(key, given, wanted);
  value = milliseconds(*duration_ms);
  return check_range(static_cast<std::uint64_t>(*duration_ms), key, given, wanted);
}

Result<void> read(std::size_t& value, const OptionKey& key, const GivenValue& given) {
  const auto text = TRY(only_text(key, given));
  const auto wanted = fmt::format("a number from {} to {} belongs there", key.min, key.max);
  const auto* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stopped != end) return bad_value(key, given, wanted);
  return check_range(value, key, given, wanted);
}

std::string write(const std::string& value) { return value; }
std::string write(std::optional<Role> value) {
  return value ? std::string(to_text(*value)) : "none";
}
std::string write(bool value) { return value ? "true" : "false"; }
std::string write(std::size_t value) { return std::to_string(value); }
std::string write(milliseconds value) {
  if (value.count() % 1'000 == 0) return fmt::format("{}s", value.count() / 1'000);
  return fmt::format("{}ms", value.count());
}
std::string write(const std::vector<zeromq::Endpoint>& value) {
  std::string text;
  for (const auto& endpoint : value) {
    text += (text.empty() ? "\"" : ", \"") + endpoint.url + "\"";
  }
  return "[" + text + "]";
}

// What holds the value: the options themselves, or the limits among them.
template <class T> auto& owner_of(auto& options, T ServeOptions::*) { return options; }
template <class T> auto& owner_of(auto& options, T Limits::*) { return options.limits; }

std::string mapped(std::string_view name, auto map) {
  std::string text(name);
  std::ranges::transform(text, text.begin(), map);
  return text;
}

}  // namespace

std::span<const OptionKey> option_keys() { return table; }

std::string variable_of(const OptionKey& key) {
  return "AZWF_" +
         mapped(key.name, [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
}

std::string flag_of(const OptionKey& key) {
  return "--" + mapped(key.name, [](char c) { return c == '_' ? '-' : c; });
}

Result<void> set_option(ServeOptions& options, const OptionKey& key, const GivenValue& given) {
  return std::visit([&](auto field) { return read(owner_of(options, field).*field, key, given); },
                    key.field);
}

std::string option_text(const ServeOptions& options, const OptionKey& key) {
  return std::visit([&](auto field) { return write(owner_of(options, field).*field); }, key.field);
}

void copy_option(const ServeOptions& from, ServeOptions& to, const OptionKey& key) {
  std::visit([&](auto field) { owner_of(to, field).*field = owner_of(from, field).*field; },
             key.field);
}

}  // namespace azwf::cli
