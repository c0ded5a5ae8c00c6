// Roots are recorded as they are today: absolute, and reached without symbolic links.
#include "adapters/cli/run_folders.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "adapters/cli/text.hpp"
#include "engine/base/text.hpp"

namespace azwf::cli {
namespace {

// The folder itself, whatever symbolic links are above it today: steps follow none to it. One that
// is a link is refused: which folder it means may change.
Result<std::string> real_root(const std::string& folder, const std::string& root) {
  std::error_code error;
  auto path = (std::filesystem::path(folder) / root).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  if (const auto target = std::filesystem::read_symlink(path, error); !error) {
    return failure(
        ErrorKind::invalid, "root_is_symlink",
        "the root " + printable(root) + " is a symbolic link to " + printable(target.string()),
        "name the folder it leads to");
  }
  const auto real = std::filesystem::weakly_canonical(path, error);
  if (root.empty() || error || !is_utf8(real.string())) {
    const auto why = error ? ": " + error.message() : "";
    return failure(ErrorKind::invalid, "bad_root",
                   "\"" + printable(root) + "\" cannot be a root" + why, "name a folder");
  }
  return real.has_filename() ? real.string() : real.parent_path().string();
}

}  // namespace

std::string working_folder() {
  std::error_code none;  // it was removed: steps that need it say so
  return std::filesystem::current_path(none).string();
}

Result<std::vector<std::string>> roots_of(std::vector<std::string> named,
                                          const std::vector<std::string>& added,
                                          const std::string& folder, const Limits& limits) {
  if (named.empty() && added.empty()) return named;
  if (named.empty()) named.push_back(folder);
  named.insert(named.end(), added.begin(), added.end());
  if (named.size() > limits.roots_max) {
    return failure(ErrorKind::invalid, "too_many_roots",
                   fmt::format("{} roots; a run has {} at most", named.size(), limits.roots_max),
                   "name a folder that holds several of them");
  }
  for (auto& root : named) root = TRY(real_root(folder, root));
  return named;
}

}  // namespace azwf::cli
