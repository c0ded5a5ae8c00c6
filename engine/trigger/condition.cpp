// A table all of whose names are comparisons is one; any other table names what is nested.
#include "engine/trigger/condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <compare>
#include <vector>

#include "engine/base/check.hpp"
#include "engine/trigger/short_text.hpp"

namespace azwf {
namespace {

using Fields = std::vector<std::pair<std::string, Packed>>;

constexpr std::array<std::string_view, 5> comparisons{"ge", "gt", "le", "lt", "ne"};

PackedType type_of(const Packed& value) {
  return Unpacker(value.bytes).peek().value_or(PackedType::nil);
}

Fields fields_of(const Packed& map) {
  Fields fields;
  Unpacker unpacker(map.bytes);
  const auto size = unpacker.map();
  for (std::size_t i = 0; size && i < *size; ++i) {
    const auto name = unpacker.string();
    const auto value = unpacker.value();
    if (!name || !value) break;
    fields.emplace_back(*name, Packed{std::string(*value)});
  }
  return fields;
}

bool is_comparison(const Fields& fields) {
  return !fields.empty() && std::ranges::all_of(fields, [](const auto& field) {
    return std::ranges::find(comparisons, field.first) != comparisons.end();
  });
}

bool is_number(PackedType type) {
  return type == PackedType::integer || type == PackedType::number;
}

// Numbers by their value, texts bytewise; nothing else has an order.
std::partial_ordering compare(const Packed& one, const Packed& other) {
  const auto left = type_of(one);
  const auto right = type_of(other);
  if (left == PackedType::integer && right == PackedType::integer) {
    return *Unpacker(one.bytes).integer() <=> *Unpacker(other.bytes).integer();
  }
  if (is_number(left) && is_number(right)) {
    return *Unpacker(one.bytes).number() <=> *Unpacker(other.bytes).number();
  }
  if (left == PackedType::string && right == PackedType::string) {
    return text_of(one) <=> text_of(other);
  }
  return one == other ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
}

bool holds(std::string_view comparison, const Packed& value, const Packed& wanted) {
  const auto order = compare(value, wanted);
  if (comparison == "gt") return order > 0;
  if (comparison == "ge") return order >= 0;
  if (comparison == "lt") return order < 0;
  if (comparison == "le") return order <= 0;
  return order != 0;
}

bool is_any_of(const Packed& list, const Packed& value) {
  Unpacker unpacker(list.bytes);
  const auto size = unpacker.array();
  for (std::size_t i = 0; size && i < *size; ++i) {
    const auto each = unpacker.value();
    if (each && compare(value, Packed{std::string(*each)}) == 0) return true;
  }
  return false;
}

std::string unmet_below(const std::string& prefix, const Packed& where, const Packed& data);

std::string unmet_at(const std::string& path, const Packed& wanted,
                     const std::optional<Packed>& value) {
  const auto fields = type_of(wanted) == PackedType::map ? fields_of(wanted) : Fields{};
  if (!value) return fmt::format("the event has no {}", path);
  const auto differs = [&](std::string_view what) {
    return fmt::format("{} is {}, not {}{}", path, short_text(*value), what, short_text(wanted));
  };
  if (type_of(wanted) == PackedType::array)
    return is_any_of(wanted, *value) ? "" : differs("one of ");
  if (type_of(wanted) != PackedType::map) return compare(*value, wanted) == 0 ? "" : differs("");
  if (!is_comparison(fields)) return unmet_below(path + ".", wanted, *value);
  for (const auto& [comparison, bound] : fields) {
    if (holds(comparison, *value, bound)) continue;
    return fmt::format("{} is {}, not {} {}", path, short_text(*value), comparison,
                       short_text(bound));
  }
  return {};
}

std::string unmet_below(const std::string& prefix, const Packed& where, const Packed& data) {
  for (const auto& [path, wanted] : fields_of(where)) {
    auto what = unmet_at(prefix + path, wanted, value_at_path(data, path));
    if (!what.empty()) return what;
  }
  return {};
}

std::unexpected<Error> bad_condition(std::string what) {
  return failure(ErrorKind::invalid, "bad_trigger", std::move(what));
}

}  // namespace

std::optional<Packed> value_at_path(const Packed& data, std::string_view path) {
  const auto fields = fields_of(data);
  const auto at = [&](std::string_view name) -> const Packed* {
    const auto found = std::ranges::find(fields, name, &Fields::value_type::first);
    return found == fields.end() ? nullptr : &found->second;
  };
  if (const auto* whole = at(path)) return *whole;
  for (auto dot = path.find('.'); dot != path.npos; dot = path.find('.', dot + 1)) {
    const auto* outer = at(path.substr(0, dot));
    if (outer == nullptr) continue;
    if (auto inner = value_at_path(*outer, path.substr(dot + 1))) return inner;
  }
  return std::nullopt;
}

Result<void> check_where(const Packed& where) {
  if (type_of(where) != PackedType::map) {
    return bad_condition("'where' is no table of fields and what they must be");
  }
  for (const auto& [name, wanted] : fields_of(where)) {
    if (name.empty()) return bad_condition("'where' has a field without a name");
    if (type_of(wanted) != PackedType::map) continue;
    const auto fields = fields_of(wanted);
    if (fields.empty()) return bad_condition(fmt::format("'where.{}' asks for nothing", name));
    const bool has_any =
        std::ranges::any_of(fields, [](const auto& field) { return is_comparison({field}); });
    if (has_any && !is_comparison(fields)) {
      return bad_condition(fmt::format(
          "'where.{}' has comparisons (ge, gt, le, lt, ne) and other names, too", name));
    }
    if (!has_any) TRY_VOID(check_where(wanted));
  }
  return {};
}

std::string unmet(const Packed& where, const Packed& data) {
  return AZWF_PLANTED(102) ? "" : unmet_below("", where, data);
}

}  // namespace azwf
