// Arguments against a descriptor. The same check runs at the call in the script, for its message,
// and outside the host, because what a script host says is not trusted.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/nearest.hpp"
#include "engine/base/time_text.hpp"
#include "engine/operation/operation.hpp"

namespace azwf {
namespace {

constexpr std::size_t shown_bytes_max = 40;
constexpr double duration_seconds_max = 1e9;

std::string_view article_name(FieldType type) {
  switch (type) {
    case FieldType::any: return "any value";
    case FieldType::boolean: return "a boolean";
    case FieldType::integer: return "an integer";
    case FieldType::number: return "a number";
    case FieldType::string: return "a text (UTF-8)";
    case FieldType::bytes: return "a text or bytes";
    case FieldType::duration: return "a duration (\"30s\", \"10m\", or a number of seconds)";
    case FieldType::list: return "a list";
    case FieldType::table: return "a table with named fields";
  }
  return "a value";
}

std::string plural_name(FieldType type) {
  switch (type) {
    case FieldType::boolean: return "booleans";
    case FieldType::integer: return "integers";
    case FieldType::number: return "numbers";
    case FieldType::string: return "texts";
    case FieldType::list: return "lists";
    case FieldType::table: return "tables";
    case FieldType::duration: return "durations";
    default: return "values";
  }
}

std::string expected_of(const Field& field) {
  std::string text(article_name(field.type));
  const bool has_elements = field.type == FieldType::list || field.type == FieldType::table;
  if (has_elements && field.element != FieldType::any) text += " of " + plural_name(field.element);
  return text;
}

std::string shown(std::string_view text) {
  if (text.size() <= shown_bytes_max) return fmt::format("\"{}\"", text);
  return fmt::format("\"{}…\"", text.substr(0, shown_bytes_max));
}

// What is there, in words: `the integer 42`, `a list of 3`.
std::string found_text(std::string_view value) {
  Unpacker unpacker(value);
  switch (unpacker.peek().value_or(PackedType::nil)) {
    case PackedType::nil: return "nil";
    case PackedType::boolean: return unpacker.boolean().value_or(false) ? "true" : "false";
    case PackedType::integer: return fmt::format("the integer {}", unpacker.integer().value_or(0));
    case PackedType::number: return fmt::format("the number {}", unpacker.number().value_or(0));
    case PackedType::string: return "the text " + shown(unpacker.string().value_or(""));
    case PackedType::binary: return "bytes that are not UTF-8";
    case PackedType::array: return fmt::format("a list of {}", unpacker.array().value_or(0));
    case PackedType::map: return "a table with named fields";
  }
  return "something else";
}

std::string called(const OperationDescriptor& descriptor) {
  return descriptor.lua_name.empty() ? descriptor.name : "wf." + descriptor.lua_name;
}

std::unexpected<Error> bad_argument(const OperationDescriptor& descriptor, std::string what) {
  return failure(ErrorKind::invalid, "bad_argument", called(descriptor) + ": " + std::move(what),
                 "see the reference of " + called(descriptor));
}

bool fits(FieldType type, std::string_view value) {
  const auto there = Unpacker(value).peek().value_or(PackedType::nil);
  switch (type) {
    case FieldType::any: return true;
    case FieldType::boolean: return there == PackedType::boolean;
    case FieldType::integer: return there == PackedType::integer;
    case FieldType::number: return there == PackedType::number || there == PackedType::integer;
    case FieldType::string: return there == PackedType::string;
    case FieldType::bytes: return there == PackedType::string || there == PackedType::binary;
    case FieldType::duration: return duration_ms_of(value).has_value();
    case FieldType::list: return there == PackedType::array;
    case FieldType::table: return there == PackedType::map;
  }
  return false;
}

Result<void> check_elements(const OperationDescriptor& descriptor, const Field& field,
                            std::string_view value) {
  const bool is_table = field.type == FieldType::table;
  if ((!is_table && field.type != FieldType::list) || field.element == FieldType::any) return {};
  Unpacker unpacker(value);
  const auto size = is_table ? TRY(unpacker.map()) : TRY(unpacker.array());
  for (std::size_t i = 0; i < size; ++i) {
    const auto key = is_table ? TRY(unpacker.string()) : std::string_view();
    const auto element = TRY(unpacker.value());
    if (fits(field.element, element)) continue;
    const auto path =
        is_table ? fmt::format("{}.{}", field.name, key) : fmt::format("{}[{}]", field.name, i + 1);
    return bad_argument(descriptor, fmt::format("'{}' is {}; {} belongs there", path,
                                                found_text(element), article_name(field.element)));
  }
  return {};
}

Result<void> check_field(const OperationDescriptor& descriptor, const Field& field,
                         std::string_view value) {
  if (fits(field.type, value)) return check_elements(descriptor, field, value);
  return bad_argument(descriptor, fmt::format("'{}' is {}; {} belongs there", field.name,
                                              found_text(value), expected_of(field)));
}

std::unexpected<Error> unknown_field(const OperationDescriptor& descriptor, std::string_view key) {
  std::vector<std::string> known(policy_fields.begin(), policy_fields.end());
  for (const auto& field : descriptor.parameters) known.push_back(field.name);
  return bad_argument(
      descriptor, fmt::format("there is no field '{}'{}", key, did_you_mean_or_all(key, known)));
}

std::unexpected<Error> missing_field(const OperationDescriptor& descriptor,
                                     const Packed& arguments) {
  for (const auto& field : descriptor.parameters) {
    if (!field.required || !field_of(arguments, field.name).is_nil()) continue;
    return bad_argument(descriptor, fmt::format("'{}' is missing; {} belongs there", field.name,
                                                expected_of(field)));
  }
  return bad_argument(descriptor, "a field is missing");
}

}  // namespace

Result<std::int64_t> duration_ms_of(std::string_view packed_value) {
  Unpacker unpacker(packed_value);
  const auto type = TRY(unpacker.peek());
  if (type == PackedType::string) {
    if (const auto ms = duration_ms_from_text(TRY(unpacker.string()))) return *ms;
  } else if (type == PackedType::integer || type == PackedType::number) {
    const auto seconds = TRY(unpacker.number());
    if (seconds >= 0 && seconds <= duration_seconds_max) return std::llround(seconds * 1'000);
  }
  return failure(ErrorKind::invalid, "bad_duration",
                 found_text(packed_value) + " is not a duration",
                 "write \"500ms\", \"30s\", \"10m\", \"1h30m\", \"2d\", or a number of seconds");
}

Result<void> check_arguments(const OperationDescriptor& descriptor, const Packed& arguments) {
  Unpacker unpacker(arguments.bytes);
  if (unpacker.peek().value_or(PackedType::nil) != PackedType::map) {
    return bad_argument(descriptor, "its arguments are a table with named fields");
  }
  std::string_view last;
  std::size_t required_count = 0;
  for (auto left = TRY(unpacker.map()); left > 0; --left) {
    const auto key = TRY(unpacker.string());
    if (!last.empty() && key <= last) return bad_argument(descriptor, "fields are not in order");
    last = key;
    const auto value = TRY(unpacker.value());
    const auto field = std::ranges::find(descriptor.parameters, key, &Field::name);
    if (field == descriptor.parameters.end()) return unknown_field(descriptor, key);
    if (value == "\xc0") continue;  // nil: not given
    TRY_VOID(check_field(descriptor, *field, value));
    required_count += field->required ? 1 : 0;
  }
  const auto wanted = std::ranges::count(descriptor.parameters, true, &Field::required);
  if (required_count == static_cast<std::size_t>(wanted)) return {};
  return missing_field(descriptor, arguments);
}

}  // namespace azwf
