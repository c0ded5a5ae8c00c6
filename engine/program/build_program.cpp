// Collects a program: the script, every module it names, the library and the operations it may
// call. Invariant: what a run can load is decided here, once; nothing is looked up later.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>

#include "engine/base/digest.hpp"
#include "engine/base/nearest.hpp"
#include "engine/program/program.hpp"
#include "engine/program/require_scan.hpp"

namespace azwf {
namespace {

Result<void> check_size(const Source& source, const Limits& limits) {
  if (source.text.size() <= limits.script_bytes_max) return {};
  return failure(ErrorKind::invalid, "script_too_large",
                 fmt::format("{} has {} bytes, {} are allowed", source.path, source.text.size(),
                             limits.script_bytes_max),
                 "move data into files that steps read");
}

bool is_module_name(std::string_view name, const Limits& limits) {
  if (name.empty() || name.size() > limits.name_bytes_max) return false;
  if (name.front() == '.' || name.back() == '.') return false;
  if (name.find("..") != name.npos) return false;
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

class Builder {
 public:
  Builder(Program& program, const ModuleReader& read_module, const Limits& limits)
      : program_(program), read_module_(read_module), limits_(limits) {}

  Result<void> follow_all() {
    TRY_VOID(follow(program_.main));
    while (!unread_.empty()) {
      const auto source = std::move(unread_.front());
      unread_.pop_front();
      TRY_VOID(follow(source));
    }
    for (auto& [name, source] : modules_) program_.modules.push_back(std::move(source));
    return {};
  }

 private:
  Result<void> follow(const Source& source) {
    TRY_VOID(check_size(source, limits_));
    for (const auto& required : required_modules(source.text)) {
      auto found = find(required.name);
      if (found) continue;
      auto& error = found.error();
      error.message = fmt::format("{}:{}: require \"{}\": {}", source.path, required.line,
                                  required.name, error.message);
      return std::unexpected(std::move(error));
    }
    return {};
  }

  Result<void> find(const std::string& name) {
    if (name == "wf" || name.starts_with("wf.")) return find_in_library(name);
    if (modules_.contains(name)) return {};
    if (!is_module_name(name, limits_)) {
      return failure(ErrorKind::invalid, "bad_module_name", "this is no module name",
                     "write names as \"folder.module\": letters, digits, '_', '-' and '.'");
    }
    if (modules_.size() >= limits_.script_modules_max) {
      return failure(ErrorKind::invalid, "too_many_modules",
                     fmt::format("{} modules are loaded already", modules_.size()),
                     "join some of them");
    }
    auto source = TRY(read_module_(name));
    source.name = name;
    unread_.push_back(source);
    modules_.emplace(name, std::move(source));
    return {};
  }

  [[nodiscard]] Result<void> find_in_library(const std::string& name) const {
    std::vector<std::string> known = {"wf"};
    for (const auto& source : program_.library) known.push_back(source.name);
    if (std::ranges::find(known, name) != known.end()) return {};
    return failure(ErrorKind::not_found, "no_such_module",
                   "the wf library has no such module" + did_you_mean(name, known),
                   "module names that begin with \"wf.\" belong to the library");
  }

  Program& program_;
  const ModuleReader& read_module_;
  const Limits& limits_;
  std::map<std::string, Source> modules_;
  std::deque<Source> unread_;
};

}  // namespace

Result<Program> build_program(Source main, const ModuleReader& read_module,
                              std::span<const Source> library,
                              std::vector<OperationDescriptor> operations, const Limits& limits) {
  Program program;
  program.main = std::move(main);
  program.main.name = "main";
  program.library.assign(library.begin(), library.end());
  std::ranges::sort(program.library, {}, &Source::name);
  program.operations = std::move(operations);
  std::ranges::sort(program.operations, {}, &OperationDescriptor::name);
  TRY_VOID(Builder(program, read_module, limits).follow_all());
  program.digest = sha256(pack_program(program));
  return program;
}

}  // namespace azwf
