// What cannot be seen, the value of a call or a variable, fits everywhere.
#include "adapters/cli/check/types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "adapters/cli/text.hpp"
#include "engine/base/nearest.hpp"
#include "engine/base/time_text.hpp"

namespace azwf::cli::check {

using Kind = Type::Kind;

namespace {

constexpr std::size_t shown_bytes_max = 40;
constexpr std::string_view by_position = "[integer]";
constexpr std::string_view duration = "wf.Duration";

bool is_integer(std::string_view number) {
  const bool is_hexadecimal = number.starts_with("0x") || number.starts_with("0X");
  return number.find_first_of(is_hexadecimal ? ".pP" : ".eE") == number.npos;
}

// In words, what stands there.
std::string shown(const Node& node) {
  switch (node.kind) {
    case NodeKind::nothing: return "nil";
    case NodeKind::truth: return std::string(node.text);
    case NodeKind::number: return "the number " + std::string(node.text);
    case NodeKind::literal:
      return "the text \"" + printable(node.text.substr(0, shown_bytes_max)) +
             (node.text.size() > shown_bytes_max ? "…\"" : "\"");
    case NodeKind::function: return "a function";
    case NodeKind::table: return "a table";
    default: return "a value";
  }
}

// Whether what stands there shows of which type it is.
bool is_spelled_out(const Node& node) {
  return node.kind == NodeKind::nothing || node.kind == NodeKind::truth ||
         node.kind == NodeKind::number || node.kind == NodeKind::literal ||
         node.kind == NodeKind::function || node.kind == NodeKind::table;
}

// The last of several values may be any number of them.
bool may_be_several(const Node& node) {
  return node.is(NodeKind::call) || node.is(NodeKind::method) || node.is(NodeKind::rest);
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    all += (i == 0 ? "" : i + 1 == texts.size() ? " or " : ", ") + texts[i];
  }
  return all;
}

// Holds one value of a call after the other against its type.
class Fitter {
 public:
  Fitter(const Types& types, std::string function)
      : types_(types), function_(std::move(function)) {}

  // What is wrong with the value, which is called `path` in messages; empty for nothing.
  std::vector<Misfit> fit(const Node& given, const Union& wanted, const std::string& path) const {
    const auto& node = bare(given);
    if (!is_spelled_out(node)) return {};
    std::vector<Misfit> least{refused(node, wanted, path)};
    bool is_inside = false;
    for (const auto& type : alternatives(wanted)) {
      auto misfits = fit_one(node, type, path);
      if (!misfits) continue;
      if (misfits->empty()) return {};
      if (!is_inside || misfits->size() < least.size()) least = *std::move(misfits);
      is_inside = true;
    }
    return least;
  }

  Misfit misfit(const Node& where, std::string code, const std::string& what,
                std::string hint = "") const {
    return {&where, std::move(code), function_ + ": " + what, std::move(hint)};
  }

  // The class's fields, those of the classes it is made from included.
  std::vector<const AnnotatedPart*> fields_of(const Annotation& annotation) const {
    std::vector<const AnnotatedPart*> fields;
    for (const auto* of = &annotation; of != nullptr; of = types_.find(of->parent)) {
      for (const auto& field : of->fields) fields.push_back(&field);
    }
    return fields;
  }

 private:
  // Aliases are what they stand for; durations are told by their name.
  std::vector<Type> alternatives(const Union& wanted) const {
    std::vector<Type> all;
    for (const auto& type : wanted) {
      const auto* alias = type.kind == Kind::named ? types_.find(type.name) : nullptr;
      if (alias != nullptr && !alias->type.empty() && type.name != duration) {
        for (auto& each : alternatives(read_type(alias->type))) all.push_back(std::move(each));
      } else {
        all.push_back(type);
      }
    }
    return all;
  }

  Misfit refused(const Node& node, const Union& wanted, const std::string& path) const {
    const auto what = path.empty() ? shown(node) + " is given" : "'" + path + "' is " + shown(node);
    return misfit(node, "bad_argument", what, described(wanted) + " belongs there");
  }

  std::string described(const Union& wanted) const {
    std::vector<std::string> texts;
    for (const auto& type : alternatives(wanted)) {
      if (type.kind != Kind::nothing) texts.push_back(described(type));
    }
    return joined(texts);
  }

  std::string described(const Type& type) const {
    switch (type.kind) {
      case Kind::any: return "any value";
      case Kind::nothing: return "nil";
      case Kind::boolean: return "true or false";
      case Kind::number: return "a number";
      case Kind::integer: return "an integer";
      case Kind::text: return "a text";
      case Kind::function: return "a function";
      case Kind::table: return "a table";
      case Kind::list: return "a list";
      case Kind::map: return "a table with named fields";
      case Kind::word: return "\"" + type.name + "\"";
      case Kind::named: return described_by_name(type.name);
    }
    return "another value";
  }

  std::string described_by_name(const std::string& name) const {
    if (name == duration) return "a duration (\"30s\", \"10m\", or a number of seconds)";
    const auto* annotation = types_.find(name);
    const bool has_fields = annotation != nullptr && !fields_of(*annotation).empty();
    if (has_fields) return "a table with named fields";
    return "a " + name + " (" + joined(makers_of(name)) + ")";
  }

  // The functions that return it.
  std::vector<std::string> makers_of(const std::string& name) const {
    std::vector<std::string> makers;
    for (const auto& each : types_.all()) {
      if (!each.results.empty() && each.results.front().type == name) makers.push_back(each.name);
    }
    return makers;
  }

  // Nothing when it is of another type altogether; else what is wrong inside.
  std::optional<std::vector<Misfit>> fit_one(const Node& node, const Type& type,
                                             const std::string& path) const {
    const auto only = [](bool fits) -> std::optional<std::vector<Misfit>> {
      return fits ? std::optional(std::vector<Misfit>{}) : std::nullopt;
    };
    switch (type.kind) {
      case Kind::any: return only(true);
      case Kind::nothing: return only(node.is(NodeKind::nothing));
      case Kind::boolean: return only(node.is(NodeKind::truth));
      case Kind::number: return only(node.is(NodeKind::number));
      case Kind::integer: return only(node.is(NodeKind::number) && is_integer(node.text));
      case Kind::text: return only(node.is(NodeKind::literal));
      case Kind::function: return only(node.is(NodeKind::function));
      case Kind::table: return only(node.is(NodeKind::table));
      case Kind::word: return only(node.is(NodeKind::literal) && node.text == type.name);
      case Kind::list:
      case Kind::map:
        if (!node.is(NodeKind::table)) return std::nullopt;
        return fit_elements(node, type, path);
      case Kind::named: return fit_named(node, type.name, path);
    }
    return std::nullopt;
  }

  std::optional<std::vector<Misfit>> fit_named(const Node& node, const std::string& name,
                                               const std::string& path) const {
    if (name == duration) {
      const bool is_text = node.is(NodeKind::literal);
      const bool fits = is_text ? !node.is_plain || duration_ms_from_text(node.text).has_value()
                                : node.is(NodeKind::number);
      return fits ? std::optional(std::vector<Misfit>{}) : std::nullopt;
    }
    const auto* annotation = types_.find(name);
    if (annotation == nullptr) return std::vector<Misfit>{};
    if (!node.is(NodeKind::table) || fields_of(*annotation).empty()) return std::nullopt;
    return fit_class(node, *annotation, path);
  }

  std::vector<Misfit> fit_elements(const Node& node, const Type& type,
                                   const std::string& path) const {
    std::vector<Misfit> all;
    std::size_t number = 0;
    for (const auto* entry : node.parts) {
      const bool has_key = entry->parts.size() == 2;
      const bool is_named = has_key && entry->part(0).is(NodeKind::literal);
      if (is_named && type.kind == Kind::list) {
        all.push_back(misfit(
            *entry, "unknown_argument",
            fmt::format("a list is taken here, which has no field '{}'", entry->part(0).text)));
        continue;
      }
      const auto key = is_named ? "." + std::string(entry->part(0).text)
                                : "[" + (has_key ? "…" : std::to_string(++number)) + "]";
      std::ranges::move(fit(entry->last(), type.of, path + key), std::back_inserter(all));
    }
    return all;
  }

  std::vector<Misfit> fit_class(const Node& node, const Annotation& annotation,
                                const std::string& path) const {
    const auto fields = fields_of(annotation);
    std::vector<Misfit> all;
    std::set<std::string_view> given;
    bool is_open = false;  // there are keys that cannot be seen
    for (const auto* entry : node.parts) {
      const bool has_key = entry->parts.size() == 2;
      const bool is_seen = !has_key || entry->part(0).is(NodeKind::literal);
      is_open |= !is_seen;
      if (!is_seen) continue;
      const auto name = has_key ? entry->part(0).text : by_position;
      given.insert(name);
      std::ranges::move(fit_field(*entry, name, fields, path), std::back_inserter(all));
    }
    const bool has_slip = std::ranges::find(all, "unknown_argument", &Misfit::code) != all.end();
    for (const auto* field : fields) {
      if (is_open || has_slip || field->is_optional || given.contains(field->name)) continue;
      if (field->name == by_position) continue;
      all.push_back(misfit(node, "missing_argument",
                           fmt::format("'{}' is missing", joined_path(path, field->name)),
                           described(read_type(field->type)) + " belongs there"));
    }
    return all;
  }

  std::vector<Misfit> fit_field(const Node& entry, std::string_view name,
                                const std::vector<const AnnotatedPart*>& fields,
                                const std::string& path) const {
    const auto found = std::ranges::find(fields, name, &AnnotatedPart::name);
    if (found != fields.end()) {
      auto wanted = read_type((*found)->type);
      if ((*found)->is_optional) wanted.push_back({.kind = Kind::nothing, .name = {}, .of = {}});
      return fit(entry.last(), wanted, name == by_position ? "[…]" : joined_path(path, name));
    }
    if (name == by_position) {
      return {misfit(entry, "unknown_argument", "takes named fields only: { field = value }")};
    }
    std::vector<std::string> known;
    for (const auto* field : fields) known.push_back(field->name);
    const auto meant = nearest_name(name, known);
    return {misfit(entry, "unknown_argument",
                   fmt::format("there is no field '{}'", joined_path(path, name)),
                   meant.empty() ? "" : "did you mean '" + meant + "'?")};
  }

  // Of the table a call takes, fields go by their own names.
  static std::string joined_path(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : path + "." + std::string(name);
  }

  const Types& types_;
  std::string function_;
};

}  // namespace

Types::Types(std::vector<Annotation> annotations) : all_(std::move(annotations)) {
  for (std::size_t i = 0; i < all_.size(); ++i) by_name_.emplace(all_[i].name, i);
}

const Annotation* Types::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &all_[found->second];
}

std::vector<Misfit> Types::misfits_of_call(const Annotation& function, const Node& call) const {
  const Fitter fitter(*this, function.name);
  std::vector<Misfit> all;
  const auto count = call.parts.size() - 1;
  const bool is_open = count > 0 && may_be_several(call.last());
  for (std::size_t i = 0; i < function.params.size(); ++i) {
    const auto& param = function.params[i];
    if (param.name == "...") break;
    auto wanted = read_type(param.type);
    if (param.is_optional) wanted.push_back({.kind = Kind::nothing, .name = {}, .of = {}});
    if (i < count) {
      const auto& given = call.part(i + 1);
      const bool is_table = bare(given).is(NodeKind::table);
      std::ranges::move(fitter.fit(given, wanted, is_table ? "" : param.name),
                        std::back_inserter(all));
    } else if (!is_open && !param.is_optional && wanted.front().kind != Kind::any) {
      all.push_back(fitter.misfit(call, "missing_argument", "'" + param.name + "' is missing",
                                  "usage: " + function.usage));
    }
  }
  return all;
}

}  // namespace azwf::cli::check
