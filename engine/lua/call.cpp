// Splits a call into arguments and policy. A parameter of the operation wins over a policy field of
// the same name.
#include "engine/lua/call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/policy.hpp"
#include "engine/lua/table_keys.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

EmptyTable empty_as(FieldType type) {
  if (type == FieldType::table) return EmptyTable::as_map;
  return type == FieldType::list ? EmptyTable::as_list : EmptyTable::as_marked;
}

class CallReader {
 public:
  CallReader(lua_State* L, const OperationDescriptor& descriptor)
      : L_(L), descriptor_(descriptor), limits_(context_of(L).limits) {
    request_.operation = descriptor.name;
    request_.policy = descriptor.policy;
  }

  StepRequested read() {
    arguments_ = &request_.arguments.bytes;
    arguments_->clear();
    const int count = lua_gettop(L_);
    if (count > 1) {
      refuse("takes one table with named fields, or one value; this call passes " +
             std::to_string(count) + " values");
    }
    const bool is_table = count == 1 && lua_type(L_, 1) == LUA_TTABLE;
    if (is_table) sort_keys();
    is_lone_ = count == 1 && !is_table;
    write();
    check();
    return std::move(request_);
  }

 private:
  [[nodiscard]] std::string function() const { return "wf." + descriptor_.lua_name; }

  [[noreturn]] void refuse(const std::string& what) {
    raise(L_, "bad_argument", function() + " " + what);
  }

  [[nodiscard]] const Field* parameter(std::string_view name) const {
    const auto found = std::ranges::find(descriptor_.parameters, name, &Field::name);
    return found == descriptor_.parameters.end() ? nullptr : &*found;
  }

  // Policy fields are read at once, the others by name later, in order of their names.
  void sort_keys() {
    const auto keys = keys_of(L_, 1);
    positional_count_ = keys.integer_count;
    if (!keys.other_kind.empty()) {
      refuse(fmt::format("has {} as a key in its table", keys.other_kind));
    }
    for (const auto key : keys.texts) sort_key(key);
  }

  void sort_key(std::string_view key) {
    if (parameter(key) != nullptr || !is_policy_field(key)) return names_.push_back(key);
    push_text(L_, key);
    lua_rawget(L_, 1);
    read_policy_field(L_, function(), key, request_);
    lua_pop(L_, 1);
  }

  void write() {
    if (positional_count_ > 0 || is_lone_) add_positional();
    std::ranges::sort(names_);
    Packer(*arguments_).map(names_.size());
    for (const auto name : names_) {
      Packer(*arguments_).string(name);
      const auto* const field = parameter(name);
      if (name == positional_) {
        write_positional(*field);
        continue;
      }
      push_text(L_, name);
      lua_rawget(L_, 1);
      write_top(name, empty_as(field == nullptr ? FieldType::any : field->type));
    }
  }

  void add_positional() {
    const auto& name = descriptor_.positional;
    if (name.empty()) refuse("takes named fields only: " + function() + "{ field = value }");
    if (std::ranges::find(names_, name) != names_.end()) {
      refuse(fmt::format("is given '{}' twice: by name and by position", name));
    }
    positional_ = name;
    names_.push_back(positional_);
  }

  void write_positional(const Field& field) {
    const bool is_list = field.type == FieldType::list;
    const auto count = is_lone_ ? 1 : positional_count_;
    if (is_list) Packer(*arguments_).array(static_cast<std::size_t>(count));
    if (!is_list && count > 1) {
      refuse(fmt::format("takes one value by position ('{}'); this call passes {}", field.name,
                         count));
    }
    for (std::int64_t i = 1; i <= count; ++i) {
      is_lone_ ? lua_pushvalue(L_, 1) : static_cast<void>(lua_rawgeti(L_, 1, i));
      if (lua_isnil(L_, -1)) refuse(fmt::format("has nil where its value {} belongs", i));
      const auto path = is_list ? fmt::format("{}[{}]", field.name, i) : field.name;
      write_top(path, EmptyTable::as_marked);
    }
  }

  // Writes the value on top of the stack and takes it off.
  void write_top(std::string_view path, EmptyTable empty) {
    if (const auto problem = pack_value(L_, -1, limits_, *arguments_, empty)) {
      raise(L_, "bad_argument",
            fmt::format("{}: '{}{}' {}", function(), path, problem->path, problem->what));
    }
    lua_pop(L_, 1);
  }

  void check() {
    if (arguments_->size() > limits_.value_bytes_max) {
      refuse(fmt::format("is given arguments larger than {} bytes", limits_.value_bytes_max));
    }
    const auto checked = check_arguments(descriptor_, request_.arguments);
    if (!checked) raise(L_, checked.error().code, checked.error().message);
  }

  lua_State* L_;
  const OperationDescriptor& descriptor_;
  const Limits& limits_;
  StepRequested request_;
  std::string* arguments_ = nullptr;
  std::vector<std::string_view> names_;  // stay valid: the table holds them
  std::string_view positional_;
  std::int64_t positional_count_ = 0;
  bool is_lone_ = false;
};

}  // namespace

StepRequested read_call(lua_State* L, const OperationDescriptor& descriptor) {
  return CallReader(L, descriptor).read();
}

}  // namespace azwf::lua
