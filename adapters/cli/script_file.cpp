// Nothing here touches a store: what is wrong with a script is known before a run exists.
#include "adapters/cli/script_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "adapters/catalog.hpp"
#include "adapters/cli/find_script.hpp"
#include "adapters/cli/text.hpp"
#include "engine/lua/lua_host.hpp"
#include "storage/memory/memory_blobs.hpp"

namespace azwf::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";  // some editors begin files with it

// Reads at most one byte more than is allowed: build_program then says what the limit is.
Result<std::string> read_text(const fs::path& path, const Limits& limits) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    return failure(ErrorKind::invalid, "not_a_file", path.string() + " is a folder",
                   "name the Lua file in it");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const auto reason = fs::exists(path, error) ? "it cannot be read" : "there is no such file";
    return failure(ErrorKind::not_found, "file_not_found", path.string() + ": " + reason,
                   "name the workflow's Lua file");
  }
  std::string text(limits.script_bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  return text;
}

class Modules {
 public:
  Modules(fs::path folder, const Limits& limits) : folder_(std::move(folder)), limits_(limits) {}

  Result<Source> operator()(std::string_view name) const {
    auto relative = std::string(name);
    std::ranges::replace(relative, '.', '/');
    for (const auto& candidate : {relative + ".lua", relative + "/init.lua"}) {
      const auto path = folder_ / candidate;
      std::error_code ignored;
      if (!fs::is_regular_file(path, ignored)) continue;
      if (!is_inside(path)) return outside(path);
      return Source{std::string(name), candidate, TRY(read_text(path, limits_))};
    }
    return failure(ErrorKind::not_found, "no_such_module",
                   fmt::format("there is no {0}.lua and no {0}/init.lua in {1}", relative,
                               folder_.empty() ? "." : folder_.string()),
                   "modules lie in the script's folder or below it");
  }

 private:
  // Links are followed before the answer is given.
  [[nodiscard]] bool is_inside(const fs::path& path) const {
    std::error_code error;
    const auto folder = fs::canonical(folder_.empty() ? "." : folder_, error);
    const auto place = fs::canonical(path, error);
    const auto [end, unused] = std::ranges::mismatch(folder, place);
    return !error && end == folder.end();
  }

  static std::unexpected<Error> outside(const fs::path& path) {
    return failure(ErrorKind::refused, "module_outside",
                   path.string() + " leads out of the script's folder", "copy the module into it");
  }

  fs::path folder_;
  const Limits& limits_;
};

// Errors about a source begin with its name: for the user's eyes, its whole path.
std::unexpected<Error> located(Error error, const fs::path& folder) {
  const auto name = error.message.substr(0, error.message.find_first_of(": "));
  std::error_code ignored;
  if (!folder.empty() && fs::is_regular_file(folder / name, ignored)) {
    error.message = (folder / error.message).string();
  }
  return std::unexpected(std::move(error));
}

}  // namespace

std::vector<OperationDescriptor> known_operations(const Limits& limits) {
  MemoryBlobStore blobs;
  return make_catalog({}, blobs, limits).descriptors();
}

Result<ScriptFile> read_script(const std::string& file, const Limits& limits) {
  const auto path = TRY(find_script(file));
  const auto folder = path.parent_path();
  Source main{"main", printable(path.filename().string()), TRY(read_text(path, limits))};
  auto program = make_program(std::move(main), Modules(folder, limits), limits);
  if (!program) return located(std::move(program).error(), folder);
  return ScriptFile{folder, *std::move(program)};
}

Result<Description> describe_script(const ScriptFile& script,
                                    std::map<std::string, std::string> arguments, bool check_params,
                                    script_host::HostAtHand& host) {
  auto description = describe_program(script.program, std::move(arguments), check_params, host);
  if (!description) return located(std::move(description).error(), script.folder);
  return description;
}

Result<std::shared_ptr<const Program>> make_program(Source main, const ModuleReader& read_module,
                                                    const Limits& limits) {
  auto program = TRY(
      build_program(std::move(main), read_module, wf_library(), known_operations(limits), limits));
  return std::make_shared<const Program>(std::move(program));
}

Result<Description> describe_program(std::shared_ptr<const Program> program,
                                     std::map<std::string, std::string> arguments,
                                     bool check_params, script_host::HostAtHand& host) {
  Packed no_values{""};
  Packer(no_values.bytes).map(0);
  return host.describe({.program = std::move(program),
                        .arguments = std::move(arguments),
                        .values = std::move(no_values),
                        .check_params = check_params});
}

Result<Description> describe_with_values(std::shared_ptr<const Program> program, Packed values,
                                         script_host::HostAtHand& host) {
  return host.describe({.program = std::move(program),
                        .arguments = {},
                        .values = std::move(values),
                        .check_params = true});
}

}  // namespace azwf::cli
