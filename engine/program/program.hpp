// A program: a script with every module it loads, the `wf` library included, the semantics version
// and the operations it was loaded with; pinned by the digest of its bundle's bytes.
// Invariant: a run of any age finishes or replays from its program alone.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/limits.hpp"
#include "engine/base/packed.hpp"
#include "engine/base/result.hpp"
#include "engine/base/strong.hpp"
#include "engine/operation/operation.hpp"

namespace azwf {

// The version of everything that shapes decisions: binding, `pairs`, sort, number formats, wf.json,
// rules. A binary keeps the old ones.
inline constexpr std::int64_t current_semantics = 1;

struct Source {
  std::string name;  // "main" for the script itself; a module's name as `require` gives it
  std::string path;  // as the user wrote it, for messages
  std::string text;

  bool operator==(const Source&) const = default;
};

struct Program {
  Digest digest;  // sha256 of pack_program(program)
  std::int64_t semantics = current_semantics;
  Source main;
  std::vector<Source> modules;                  // sorted by name
  std::vector<Source> library;                  // the `wf` library, sorted by name
  std::vector<OperationDescriptor> operations;  // sorted by name

  [[nodiscard]] const OperationDescriptor* operation(std::string_view name) const;
};

// Canonical bytes of the bundle, without the digest; and back, with the digest of `bytes`.
std::string pack_program(const Program& program);
Result<Program> unpack_program(std::string_view bytes);

// Reads a module's text: its path as shown to users, or Error{not_found} with the places looked at.
using ModuleReader = std::function<Result<Source>(std::string_view module_name)>;

// Builds the program of `main`: follows every `require "name"` with a literal name, through modules
// too. Errors name script and line.
Result<Program> build_program(Source main, const ModuleReader& read_module,
                              std::span<const Source> library,
                              std::vector<OperationDescriptor> operations, const Limits& limits);

}  // namespace azwf
