// Reads the types of LuaCATS as far as this project's annotations use them; what it does not know
// may be anything.
#include <array>
#include <utility>

#include "adapters/cli/check/types.hpp"

namespace azwf::cli::check {
namespace {

using Kind = Type::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 10> simple_names{{
    {"any", Kind::any},
    {"nil", Kind::nothing},
    {"boolean", Kind::boolean},
    {"number", Kind::number},
    {"integer", Kind::integer},
    {"string", Kind::text},
    {"function", Kind::function},
    {"fun", Kind::function},
    {"table", Kind::table},
    {"lightuserdata", Kind::any},
}};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Union read() {
    Union all;
    do {
      for (auto& each : alternative()) all.push_back(std::move(each));
    } while (accept('|'));
    return all;
  }

 private:
  bool accept(char c) {
    while (text_.starts_with(' ')) text_.remove_prefix(1);
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::string_view take_until(std::string_view ends) {
    const auto end = std::min(text_.find_first_of(ends), text_.size());
    const auto taken = text_.substr(0, end);
    text_.remove_prefix(end);
    return taken;
  }

  // Passes over what is in brackets, the opening one being taken.
  void skip_brackets() {
    for (int depth = 1; depth > 0 && !text_.empty(); text_.remove_prefix(1)) {
      if (std::string_view("({<").contains(text_.front())) ++depth;
      if (std::string_view(")}>").contains(text_.front())) --depth;
    }
  }

  Union alternative() {
    auto types = element();
    while (text_.starts_with("[]")) {
      text_.remove_prefix(2);
      types = {{.kind = Kind::list, .name = {}, .of = std::move(types)}};
    }
    return types;
  }

  Union element() {
    if (accept('(')) {
      auto types = read();
      accept(')');
      return types;
    }
    if (accept('"')) {
      Type word{.kind = Kind::word, .name = std::string(take_until("\"")), .of = {}};
      accept('"');
      return {std::move(word)};
    }
    if (accept('{')) {
      skip_brackets();
      return {{.kind = Kind::table, .name = {}, .of = {}}};
    }
    return {named(std::string(take_until("|[]()<>{}, ")))};
  }

  Type named(std::string name) {
    if (name == "table" && accept('<')) return map();
    if (name == "fun") skip_signature();
    for (const auto& [known, kind] : simple_names) {
      if (name == known) return {.kind = kind, .name = {}, .of = {}};
    }
    return {.kind = Kind::named, .name = std::move(name), .of = {}};
  }

  Type map() {
    read();
    accept(',');
    Type type{.kind = Kind::map, .name = {}, .of = read()};
    accept('>');
    return type;
  }

  // A function's results belong to it: they end where the text does, or a bracket.
  void skip_signature() {
    if (accept('(')) skip_brackets();
    if (accept(':')) take_until(")>|");
  }

  std::string_view text_;
};

}  // namespace

Union read_type(std::string_view text) { return Reader(text).read(); }

}  // namespace azwf::cli::check
