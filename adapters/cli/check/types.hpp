// Types as the annotations write them, and whether a value that a script spells out can be of one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/cli/annotations.hpp"
#include "adapters/cli/check/syntax.hpp"

namespace azwf::cli::check {

// One alternative of a type.
struct Type {
  enum class Kind {
    any,
    nothing,
    boolean,
    number,
    integer,
    text,
    function,
    table,  // any table
    list,   // `of` are its elements
    map,    // `of` are its values
    word,   // this text: `name`
    named   // a class or an alias: `name`
  };
  Kind kind = Kind::any;
  std::string name;
  std::vector<Type> of;
};
using Union = std::vector<Type>;

// "string|number", "(string|integer)[]", "table<string, wf.Param>", "fun(a: any): boolean".
Union read_type(std::string_view text);

struct Misfit {
  const Node* where = nullptr;
  std::string code;
  std::string message;
  std::string hint;
};

// What is said of `wf` as values are held against it.
class Types {
 public:
  explicit Types(std::vector<Annotation> annotations);

  [[nodiscard]] const Annotation* find(std::string_view name) const;
  [[nodiscard]] const std::vector<Annotation>& all() const { return all_; }
  // Everything in the call that the function cannot take.
  [[nodiscard]] std::vector<Misfit> misfits_of_call(const Annotation& function,
                                                    const Node& call) const;

 private:
  std::vector<Annotation> all_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace azwf::cli::check
