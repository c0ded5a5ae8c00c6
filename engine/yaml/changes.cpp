// Changes as scripts write them: { set = path, value = … }, { add = path, yaml = "…" },
// { remove = path }, { rename = path, to = "…" }. A path is a list of keys and places, or one key.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "engine/base/nearest.hpp"
#include "engine/yaml/yaml.hpp"

namespace azwf::yaml {
namespace {

constexpr std::array<std::string_view, 4> verbs = {"set", "add", "remove", "rename"};

std::unexpected<Error> bad_change(std::size_t number, std::string_view what) {
  return failure(ErrorKind::invalid, "bad_argument", fmt::format("change {}: {}", number, what));
}

// The fields of one change; which of them are there says what it is.
struct Fields {
  std::string_view verb;
  Packed path;
  std::optional<Packed> value;
  std::optional<Packed> yaml;
  std::optional<Packed> to;
};

Result<Fields> read_fields(Unpacker& unpacker, std::size_t number) {
  constexpr auto shape = "a table with set, add, remove or rename belongs there";
  Fields fields;
  if (TRY(unpacker.peek()) != PackedType::map) return bad_change(number, shape);
  for (auto size = TRY(unpacker.map()); size > 0; --size) {
    const auto name = TRY(unpacker.string());
    const Packed field{std::string(TRY(unpacker.value()))};
    if (name == "value") {
      fields.value = field;
    } else if (name == "yaml") {
      fields.yaml = field;
    } else if (name == "to") {
      fields.to = field;
    } else if (std::ranges::find(verbs, name) == verbs.end()) {
      const std::vector<std::string> known = {"set",   "add",  "remove", "rename",
                                              "value", "yaml", "to"};
      return bad_change(number, fmt::format("there is no field '{}'{}", name,
                                            did_you_mean(std::string(name), known)));
    } else if (!fields.verb.empty()) {
      return bad_change(number, "it has both " + std::string(fields.verb) + " and " +
                                    std::string(name) + "; each change is one table");
    } else {
      fields.verb = name;
      fields.path = field;
    }
  }
  if (fields.verb.empty()) return bad_change(number, shape);
  return fields;
}

std::unexpected<Error> bad_path() {
  return failure(ErrorKind::invalid, "bad_argument",
                 "a path is a list of keys and places: { \"models\", 1, \"name\" }, or one key");
}

Result<Change> read_change(Unpacker& unpacker, std::size_t number) {
  const auto fields = TRY(read_fields(unpacker, number));
  const auto path = path_of(fields.path);
  if (!path) return bad_change(number, path.error().message);
  const bool is_setting = fields.verb == "set" || fields.verb == "add";
  const bool is_renaming = fields.verb == "rename";
  if (is_setting != (fields.value.has_value() || fields.yaml.has_value())) {
    return bad_change(number, is_setting ? "needs `value` (wf.null for nothing) or `yaml`"
                                         : "has a value; only set and add take one");
  }
  if (is_renaming != fields.to.has_value()) {
    return bad_change(number,
                      is_renaming ? "needs `to`, the new key" : "has `to`; only rename does");
  }
  const auto is_text = [](const std::optional<Packed>& field) {
    return !field || Unpacker(field->bytes).peek() == PackedType::string;
  };
  if (!is_text(fields.yaml) || !is_text(fields.to)) {
    return bad_change(number, "`yaml` and `to` are texts");
  }
  if (fields.verb == "remove") return RemoveValue{*path};
  if (is_renaming) return RenameKey{*path, text_of(*fields.to)};
  if (fields.value && fields.yaml) return bad_change(number, "has both value and yaml");
  if (fields.yaml && text_of(*fields.yaml).empty())
    return bad_change(number, "its `yaml` is empty");
  return SetValue{*path, fields.value.value_or(Packed{}), fields.yaml ? text_of(*fields.yaml) : "",
                  fields.verb == "add"};
}

}  // namespace

Result<Path> path_of(const Packed& packed) {
  Unpacker unpacker(packed.bytes);
  const auto type = TRY(unpacker.peek());
  if (type == PackedType::string) return Path{std::string(TRY(unpacker.string()))};
  if (type != PackedType::array) return bad_path();
  Path path;
  for (auto size = TRY(unpacker.array()); size > 0; --size) {
    const auto part = TRY(unpacker.peek());
    if (part == PackedType::string) {
      path.emplace_back(std::string(TRY(unpacker.string())));
    } else if (part == PackedType::integer) {
      path.emplace_back(TRY(unpacker.integer()));
    } else {
      return bad_path();
    }
  }
  if (path.empty()) return bad_path();
  return path;
}

Result<std::vector<Change>> changes_of(const Packed& packed) {
  Unpacker unpacker(packed.bytes);
  if (TRY(unpacker.peek()) != PackedType::array) {
    return failure(ErrorKind::invalid, "bad_argument",
                   "a list of changes belongs there: { { set = path, value = … }, … }");
  }
  const auto count = TRY(unpacker.array());
  std::vector<Change> changes;
  for (std::size_t i = 1; i <= count; ++i) changes.push_back(TRY(read_change(unpacker, i)));
  return changes;
}

}  // namespace azwf::yaml
