// Descriptors as canonical bytes. Invariant: every field of OperationDescriptor is written, map
// keys in bytewise order, so that the same descriptor always gives the same bytes.
#include <algorithm>
#include <array>

#include "engine/operation/operation.hpp"

namespace azwf {
namespace {

constexpr std::array<std::string_view, 9> type_names = {
    "any", "boolean", "integer", "number", "string", "bytes", "duration", "list", "table"};
constexpr std::array<std::string_view, 4> interrupt_names = {"retry", "fail", "ask", "check"};

void pack_fields(Packer& packer, const std::vector<Field>& fields) {
  packer.array(fields.size());
  for (const auto& field : fields) {
    packer.map(5);
    packer.string("element").string(name_of(field.element));
    packer.string("name").string(field.name);
    packer.string("required").boolean(field.required);
    packer.string("summary").string(field.summary);
    packer.string("type").string(name_of(field.type));
  }
}

void pack_policy(Packer& packer, const StepPolicy& policy) {
  packer.map(4);
  packer.string("on_interrupt");
  packer.string(interrupt_names[static_cast<std::size_t>(policy.on_interrupt)]);
  packer.string("repeatable").boolean(policy.repeatable);
  packer.string("retry").map(4);
  packer.string("attempts").integer(policy.retry.attempts);
  packer.string("factor").number(policy.retry.factor);
  packer.string("first_ms").integer(policy.retry.first_ms);
  packer.string("max_ms").integer(policy.retry.max_ms);
  packer.string("timeout_ms").integer(policy.timeout_ms);
}

std::unexpected<Error> damaged(std::string what) {
  return failure(ErrorKind::damaged, "bad_descriptor", "operation descriptor: " + std::move(what),
                 "run azwf doctor");
}

Result<void> expect_key(Unpacker& unpacker, std::string_view key) {
  const auto found = TRY(unpacker.string());
  if (found == key) return {};
  return damaged("'" + std::string(found) + "' where '" + std::string(key) + "' belongs");
}

Result<void> expect_map(Unpacker& unpacker, std::size_t size) {
  if (TRY(unpacker.map()) == size) return {};
  return damaged("a map of another size");
}

Result<std::string> text_after(Unpacker& unpacker, std::string_view key) {
  TRY_VOID(expect_key(unpacker, key));
  return std::string(TRY(unpacker.string()));
}

Result<std::int64_t> integer_after(Unpacker& unpacker, std::string_view key) {
  TRY_VOID(expect_key(unpacker, key));
  return unpacker.integer();
}

Result<bool> boolean_after(Unpacker& unpacker, std::string_view key) {
  TRY_VOID(expect_key(unpacker, key));
  return unpacker.boolean();
}

template <class Enum>
Result<Enum> choice_after(Unpacker& unpacker, std::string_view key, const auto& names) {
  const auto name = TRY(text_after(unpacker, key));
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return damaged("unknown " + std::string(key) + " '" + name + "'");
  return static_cast<Enum>(found - names.begin());
}

Result<std::vector<Field>> fields_after(Unpacker& unpacker, std::string_view key) {
  TRY_VOID(expect_key(unpacker, key));
  std::vector<Field> fields(TRY(unpacker.array()));
  for (auto& field : fields) {
    TRY_VOID(expect_map(unpacker, 5));
    field.element = TRY(choice_after<FieldType>(unpacker, "element", type_names));
    field.name = TRY(text_after(unpacker, "name"));
    field.required = TRY(boolean_after(unpacker, "required"));
    field.summary = TRY(text_after(unpacker, "summary"));
    field.type = TRY(choice_after<FieldType>(unpacker, "type", type_names));
  }
  return fields;
}

Result<StepPolicy> policy_after(Unpacker& unpacker, std::string_view key) {
  StepPolicy policy;
  TRY_VOID(expect_key(unpacker, key));
  TRY_VOID(expect_map(unpacker, 4));
  policy.on_interrupt = TRY(choice_after<OnInterrupt>(unpacker, "on_interrupt", interrupt_names));
  policy.repeatable = TRY(boolean_after(unpacker, "repeatable"));
  TRY_VOID(expect_key(unpacker, "retry"));
  TRY_VOID(expect_map(unpacker, 4));
  const auto attempts = TRY(integer_after(unpacker, "attempts"));
  if (attempts < 1 || attempts > UINT32_MAX) return damaged("attempts out of range");
  policy.retry.attempts = static_cast<std::uint32_t>(attempts);
  TRY_VOID(expect_key(unpacker, "factor"));
  policy.retry.factor = TRY(unpacker.number());
  policy.retry.first_ms = TRY(integer_after(unpacker, "first_ms"));
  policy.retry.max_ms = TRY(integer_after(unpacker, "max_ms"));
  policy.timeout_ms = TRY(integer_after(unpacker, "timeout_ms"));
  return policy;
}

}  // namespace

std::string_view name_of(FieldType type) { return type_names[static_cast<std::size_t>(type)]; }

Packed pack_descriptor(const OperationDescriptor& descriptor) {
  Packed packed{""};
  Packer packer(packed.bytes);
  packer.map(7);
  packer.string("lua_name").string(descriptor.lua_name);
  packer.string("name").string(descriptor.name);
  packer.string("parameters");
  pack_fields(packer, descriptor.parameters);
  packer.string("policy");
  pack_policy(packer, descriptor.policy);
  packer.string("positional").string(descriptor.positional);
  packer.string("result");
  pack_fields(packer, descriptor.result);
  packer.string("summary").string(descriptor.summary);
  return packed;
}

Result<OperationDescriptor> unpack_descriptor(const Packed& packed) {
  Unpacker unpacker(packed.bytes);
  OperationDescriptor descriptor;
  TRY_VOID(expect_map(unpacker, 7));
  descriptor.lua_name = TRY(text_after(unpacker, "lua_name"));
  descriptor.name = TRY(text_after(unpacker, "name"));
  descriptor.parameters = TRY(fields_after(unpacker, "parameters"));
  descriptor.policy = TRY(policy_after(unpacker, "policy"));
  descriptor.positional = TRY(text_after(unpacker, "positional"));
  descriptor.result = TRY(fields_after(unpacker, "result"));
  descriptor.summary = TRY(text_after(unpacker, "summary"));
  if (!unpacker.at_end()) return damaged("bytes after its end");
  return descriptor;
}

}  // namespace azwf
