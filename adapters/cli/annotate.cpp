// An operation becomes a class of its arguments, a class of its result, and a function.
#include "adapters/cli/annotate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "adapters/cli/operation_help.hpp"
#include "scripts/library.hpp"

namespace azwf::cli {
namespace {

std::string type_of(FieldType type, FieldType element) {
  switch (type) {
    case FieldType::any: return "any";
    case FieldType::boolean: return "boolean";
    case FieldType::integer: return "integer";
    case FieldType::number: return "number";
    case FieldType::string:
    case FieldType::bytes: return "string";
    case FieldType::duration: return "wf.Duration";
    case FieldType::list: return type_of(element, FieldType::any) + "[]";
    case FieldType::table:
      return element == FieldType::any ? "table"
                                       : "table<string, " + type_of(element, FieldType::any) + ">";
  }
  return "any";
}

const Field* positional_of(const OperationDescriptor& operation) {
  const auto found = std::ranges::find(operation.parameters, operation.positional, &Field::name);
  return found == operation.parameters.end() ? nullptr : &*found;
}

std::string field_line(std::string_view name, bool is_optional, const std::string& type,
                       std::string_view summary) {
  return fmt::format("---@field {}{} {} {}\n", name, is_optional ? "?" : "", type, summary);
}

// What may be given by position is not asked for by name.
std::string arguments_class(const OperationDescriptor& operation, const std::string& name) {
  auto text = "---@class " + name + " : wf.StepOptions\n";
  const auto* positional = positional_of(operation);
  for (const auto& field : operation.parameters) {
    const bool is_optional = !field.required || &field == positional;
    text += field_line(field.name, is_optional, type_of(field.type, field.element), field.summary);
  }
  if (positional != nullptr) {
    const bool is_list = positional->type == FieldType::list;
    const auto type = is_list ? type_of(positional->element, FieldType::any)
                              : type_of(positional->type, positional->element);
    text += field_line("[integer]", false, type, "the same as `" + positional->name + "`");
  }
  return text + "\n";
}

std::string result_class(const OperationDescriptor& operation, const std::string& name) {
  auto text = "---@class " + name + "\n";
  for (const auto& field : operation.result) {
    text += field_line(field.name, false, type_of(field.type, field.element), field.summary);
  }
  return text + "\n";
}

std::string function_of(const OperationDescriptor& operation, const std::string& name,
                        const std::string& arguments, const std::string& result) {
  const auto* positional = positional_of(operation);
  auto text = "---" + operation.summary +
              "\n---Unless named otherwise: " + policy_text(operation.policy) + "\n---@async\n";
  const bool needs_none = std::ranges::none_of(operation.parameters, &Field::required);
  text += fmt::format("---@param arguments{} {}", needs_none ? "?" : "", arguments);
  if (positional != nullptr) {
    const bool is_list = positional->type == FieldType::list;
    text += "|" + (is_list ? type_of(positional->element, FieldType::any)
                           : type_of(positional->type, positional->element));
  }
  text += "\n";
  if (!operation.result.empty()) text += "---@return " + result + "\n";
  return text + "function " + name + "(arguments) end\n";
}

// "wf.files" of "wf.files.read", described once.
std::string table_of(const std::string& name, std::set<std::string>& described) {
  const auto table = name.substr(0, name.rfind('.'));
  if (!described.insert(table).second) return "";
  return table_of(table, described) + "\n---@class " + table + "\n" + table + " = {}\n";
}

}  // namespace

std::string annotations_with(std::span<const OperationDescriptor> operations) {
  std::string text(scripts::annotations());
  text +=
      "\n-- Operations "
      "--------------------------------------------------------------------------------------"
      "\n";
  std::set<std::string> described{"wf"};
  for (const auto& operation : operations) {
    if (operation.lua_name.empty()) continue;
    const auto name = "wf." + operation.lua_name;
    const auto arguments = name + ".Arguments";
    const auto result = name + ".Result";
    text += table_of(name, described) + "\n" + arguments_class(operation, arguments);
    if (!operation.result.empty()) text += result_class(operation, result);
    text += function_of(operation, name, arguments, result);
  }
  return text;
}

std::string all_annotations() { return annotations_with(offered_operations()); }

}  // namespace azwf::cli
