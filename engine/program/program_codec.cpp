// A program as the bytes that stand in the log. Invariant: canonical, so that the digest names the
// program and nothing else.
#include <algorithm>

#include "engine/base/digest.hpp"
#include "engine/program/program.hpp"

namespace azwf {
namespace {

void pack_source(Packer& packer, const Source& source) {
  packer.map(3);
  packer.string("name").string(source.name);
  packer.string("path").string(source.path);
  packer.string("text").binary(source.text);
}

void pack_sources(Packer& packer, std::string_view key, const std::vector<Source>& sources) {
  packer.string(key).array(sources.size());
  for (const auto& source : sources) pack_source(packer, source);
}

std::unexpected<Error> damaged(std::string what) {
  return failure(ErrorKind::damaged, "bad_program", "program bundle: " + std::move(what),
                 "run azwf doctor");
}

Result<void> expect_key(Unpacker& unpacker, std::string_view key) {
  if (TRY(unpacker.string()) == key) return {};
  return damaged("'" + std::string(key) + "' is missing");
}

Result<void> expect_map(Unpacker& unpacker, std::size_t size) {
  if (TRY(unpacker.map()) == size) return {};
  return damaged("a map of another size");
}

Result<Source> unpack_source(Unpacker& unpacker) {
  Source source;
  TRY_VOID(expect_map(unpacker, 3));
  TRY_VOID(expect_key(unpacker, "name"));
  source.name = TRY(unpacker.string());
  TRY_VOID(expect_key(unpacker, "path"));
  source.path = TRY(unpacker.string());
  TRY_VOID(expect_key(unpacker, "text"));
  source.text = TRY(unpacker.binary());
  return source;
}

Result<std::vector<Source>> unpack_sources(Unpacker& unpacker, std::string_view key) {
  TRY_VOID(expect_key(unpacker, key));
  std::vector<Source> sources;
  for (auto left = TRY(unpacker.array()); left > 0; --left) {
    sources.push_back(TRY(unpack_source(unpacker)));
  }
  return sources;
}

Result<std::vector<OperationDescriptor>> unpack_operations(Unpacker& unpacker) {
  TRY_VOID(expect_key(unpacker, "operations"));
  std::vector<OperationDescriptor> operations;
  for (auto left = TRY(unpacker.array()); left > 0; --left) {
    const Packed packed{std::string(TRY(unpacker.value()))};
    operations.push_back(TRY(unpack_descriptor(packed)));
  }
  return operations;
}

}  // namespace

const OperationDescriptor* Program::operation(std::string_view name) const {
  const auto found = std::ranges::lower_bound(operations, name, {}, &OperationDescriptor::name);
  return found != operations.end() && found->name == name ? &*found : nullptr;
}

std::string pack_program(const Program& program) {
  std::string bytes;
  Packer packer(bytes);
  packer.map(5);
  pack_sources(packer, "library", program.library);
  packer.string("main");
  pack_source(packer, program.main);
  pack_sources(packer, "modules", program.modules);
  packer.string("operations").array(program.operations.size());
  for (const auto& operation : program.operations) packer.packed(pack_descriptor(operation));
  packer.string("semantics").integer(program.semantics);
  return bytes;
}

Result<Program> unpack_program(std::string_view bytes) {
  Unpacker unpacker(bytes);
  Program program;
  TRY_VOID(expect_map(unpacker, 5));
  program.library = TRY(unpack_sources(unpacker, "library"));
  TRY_VOID(expect_key(unpacker, "main"));
  program.main = TRY(unpack_source(unpacker));
  program.modules = TRY(unpack_sources(unpacker, "modules"));
  program.operations = TRY(unpack_operations(unpacker));
  TRY_VOID(expect_key(unpacker, "semantics"));
  program.semantics = TRY(unpacker.integer());
  if (!unpacker.at_end()) return damaged("bytes after its end");
  if (program.semantics < 1 || program.semantics > current_semantics) {
    return failure(ErrorKind::damaged, "unknown_semantics",
                   "the program needs semantics " + std::to_string(program.semantics) +
                       ", this azwf knows up to " + std::to_string(current_semantics),
                   "use the newer azwf that started this run");
  }
  program.digest = sha256(bytes);
  return program;
}

}  // namespace azwf
