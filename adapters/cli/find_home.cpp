// Goes upwards from the working folder, and stops at the border of its file system: what lies
// beyond a mount may belong to somebody else.
#include "adapters/cli/find_home.hpp"

#include <sys/stat.h>

#include <cstdlib>

namespace azwf::cli {
namespace {

constexpr const char* home_name = ".azwf";

// The file system a path is on; nothing when there is no such path.
std::optional<dev_t> device_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status.st_dev;
}

bool is_folder(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

// What the user named, by option or environment; empty when neither.
std::filesystem::path named_home(const Invocation& invocation) {
  if (const auto option = invocation.find("--home")) return *option;
  const auto* const variable = std::getenv("AZWF_HOME");
  return variable == nullptr ? "" : variable;
}

Result<Home> find(const Invocation& invocation, bool may_make) {
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  if (error) {
    return failure(ErrorKind::not_found, "no_folder",
                   "the working folder is gone: " + error.message(), "cd to one that is there");
  }
  if (invocation.has("--home") && invocation.text("--home").empty()) {
    return failure(ErrorKind::invalid, "bad_home", "--home needs a folder");
  }
  const auto named = named_home(invocation);
  auto path = named.empty() ? nearest_home(here) : named;
  if (path.empty() && may_make) path = home_name;
  if (path.empty()) {
    return failure(ErrorKind::not_found, "no_store",
                   "there is no store: no .azwf in " + here.string() + " or above",
                   "azwf run FILE makes one here; --home DIR names another");
  }
  if (std::filesystem::exists(path, error) && !is_folder(path)) {
    return failure(ErrorKind::invalid, "bad_home", path.string() + " is no folder",
                   "name the folder that holds the store, or is to hold it");
  }
  if (!may_make && !is_folder(path)) {
    return failure(ErrorKind::not_found, "no_store", "there is no store " + path.string(),
                   "name the folder that holds it with --home or AZWF_HOME");
  }
  const Home home{std::filesystem::absolute(path).lexically_normal()};
  if (!named.empty() && !is_folder(home.store()) && is_folder(path / home_name)) {
    return failure(ErrorKind::not_found, "no_store", "there is no store in " + path.string(),
                   "did you mean " + (path / home_name).string() + "?");
  }
  return home;
}

}  // namespace

std::filesystem::path nearest_home(const std::filesystem::path& start) {
  const auto device = device_of(start);
  for (auto folder = start;; folder = folder.parent_path()) {
    if (device_of(folder) != device) return {};
    const auto home = folder / home_name;
    if (is_folder(home)) return home;
    if (!folder.has_relative_path()) return {};
  }
}

Result<Home> home_for_writing(const Invocation& invocation) { return find(invocation, true); }

Result<Home> home_for_reading(const Invocation& invocation) { return find(invocation, false); }

}  // namespace azwf::cli
