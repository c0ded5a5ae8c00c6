// YAML as wf.yaml has it: text as values and back, and text edited in place. Invariants: a value
// has the type the core schema of YAML 1.2 gives it (1.0 is a float, "007" a text); an edited text
// reads as what was asked for, and every line that was not concerned is as it was, byte by byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/limits.hpp"
#include "engine/base/packed.hpp"

namespace azwf::yaml {

// `as_written`: the text that stands there, without quotes: "1.10". A null is null either way.
enum class Scalars { typed, as_written };

// One document. Error{invalid} names line and column: no duplicate keys, no merge keys, no tags of
// its own, aliases followed within the limit of nodes.
Result<Packed> packed_of_yaml(std::string_view text, const Limits& limits,
                              Scalars scalars = Scalars::typed);

// In block style, members in the order of the packed map. Error{invalid}: bytes that are no text.
Result<std::string> yaml_of(const Packed& value);

// A key of a map, or the place in a list, from 1.
using PathPart = std::variant<std::string, std::int64_t>;
using Path = std::vector<PathPart>;
// As scripts write it: a packed list of keys and places, or one key.
Result<Path> path_of(const Packed& packed);

// What stands at a path, or nothing. Only that must be what a value can hold, not the rest of the
// document. Error{invalid} as above; also when a key that is missing may come by a merge key.
Result<std::optional<Packed>> value_at(std::string_view text, const Path& path,
                                       const Limits& limits, Scalars scalars = Scalars::typed);
Result<bool> has_value_at(std::string_view text, const Path& path, const Limits& limits);

struct SetValue {  // with the maps above it, where they are missing
  Path path;
  Packed value;
  std::string fragment;       // YAML text to take instead of `value`, comments and all; or empty
  bool only_missing = false;  // leaves what is there
};
struct RemoveValue {  // with its comments; nothing there is no error
  Path path;
};
struct RenameKey {  // nothing there is no error
  Path path;
  std::string to;
};
using Change = std::variant<SetValue, RemoveValue, RenameKey>;

// As scripts write them: a packed list of { set|add|remove|rename = path, value|yaml|to = … }.
Result<std::vector<Change>> changes_of(const Packed& packed);

// Error{invalid} "cannot_edit" names line and column of what cannot be edited safely, and why.
Result<std::string> edit_yaml(std::string_view text, const std::vector<Change>& changes,
                              const Limits& limits);

}  // namespace azwf::yaml
