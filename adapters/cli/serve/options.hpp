// What azwf serve can be told, by flags, environment and configuration file. One list of keys says
// all there is: from it the file is read, the sample file and the help pages are written, and a
// running server tells what a changed file changes.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/zeromq/endpoint.hpp"
#include "engine/access/role.hpp"
#include "engine/base/limits.hpp"

namespace azwf::cli {

struct ServeOptions {
  std::string home;  // empty: found as every command finds it
  std::vector<zeromq::Endpoint> listen;
  std::optional<Role> in_clear;  // what peers may do that come without a key, on loopback only
  bool begin_queued = true;
  std::chrono::milliseconds stop_within{20'000};
  Limits limits;
};

// Where the value of a key is kept; its type says how it is written.
using OptionField =
    std::variant<std::string ServeOptions::*, std::vector<zeromq::Endpoint> ServeOptions::*,
                 std::optional<Role> ServeOptions::*, bool ServeOptions::*,
                 std::chrono::milliseconds ServeOptions::*, std::size_t Limits::*>;

// When a changed value counts, for a server that reads its file again.
enum class TakesEffect { at_once, at_start };

struct OptionKey {
  std::string_view name;   // "stop_within"; as a variable AZWF_STOP_WITHIN, as a flag --stop-within
  std::string_view value;  // "DURATION"
  std::string_view summary;  // one line
  OptionField field;
  TakesEffect takes_effect = TakesEffect::at_start;
  std::uint64_t min = 0;  // of numbers, and of durations in milliseconds
  std::uint64_t max = UINT64_MAX;
  std::string_view sample = {};  // for the sample file, where the default says nothing
};

std::span<const OptionKey> option_keys();
std::string variable_of(const OptionKey& key);  // "AZWF_STOP_WITHIN"
std::string flag_of(const OptionKey& key);      // "--stop-within"

// What somebody gave a key, and where: "azwf.yaml:3", "--listen".
struct GivenValue {
  std::vector<std::string> texts;
  std::string where;
};
// Error{invalid} says where, and what belongs there.
Result<void> set_option(ServeOptions& options, const OptionKey& key, const GivenValue& given);
// As the file would have it.
std::string option_text(const ServeOptions& options, const OptionKey& key);
void copy_option(const ServeOptions& from, ServeOptions& to, const OptionKey& key);

}  // namespace azwf::cli
