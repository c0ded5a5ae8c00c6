// A file of the working folder wins over a name: nothing that is installed changes what it means.
#include "adapters/cli/find_script.hpp"

#include <algorithm>

#include "adapters/cli/find_home.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/nearest.hpp"

namespace azwf::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* folder_name = "workflows";
constexpr const char* extension = ".lua";

// Empty when the system does not tell: then nothing is installed.
fs::path installed_workflows() {
  std::error_code error;
  const auto program = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path{} : program.parent_path().parent_path() / "share/azwf" / folder_name;
}

fs::path project_workflows() {
  std::error_code error;
  const auto here = fs::current_path(error);
  if (error) return {};
  const auto home = nearest_home(here);
  return (home.empty() ? here : home.parent_path()) / folder_name;
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

void add_scripts(const fs::path& folder, std::vector<std::string>& names, bool as_files) {
  std::error_code error;
  for (fs::directory_iterator each(folder, error); !error && each != fs::directory_iterator();
       each.increment(error)) {
    const auto path = each->path().filename();
    if (path.extension() == extension) names.push_back((as_files ? path : path.stem()).string());
  }
}

std::unexpected<Error> not_found(const std::string& name) {
  std::string looked;
  for (const auto& folder : workflow_folders()) {
    looked += (looked.empty() ? " in " : " or ") + folder.string();
  }
  auto known = workflow_names();
  add_scripts(".", known, true);
  return failure(ErrorKind::not_found, "file_not_found",
                 "there is no file " + printable(name) + ", and no workflow of that name" + looked,
                 meant_or(name, known, "name the workflow's Lua file"));
}

}  // namespace

std::vector<fs::path> workflow_folders() {
  std::vector<fs::path> folders;
  for (auto& folder : {project_workflows(), installed_workflows()}) {
    std::error_code ignored;
    if (!folder.empty() && fs::is_directory(folder, ignored)) folders.push_back(folder);
  }
  return folders;
}

std::vector<std::string> workflow_names() {
  std::vector<std::string> names;
  for (const auto& folder : workflow_folders()) add_scripts(folder, names, false);
  std::ranges::sort(names);
  const auto twice = std::ranges::unique(names);
  names.erase(twice.begin(), twice.end());
  return names;
}

Result<fs::path> find_script(const std::string& text) {
  const bool is_path = text.contains('/') || text.ends_with(extension);
  if (is_path || text.empty()) return fs::path(text);
  std::error_code ignored;
  if (fs::exists(text, ignored)) return fs::path(text);
  for (const auto& folder : workflow_folders()) {
    auto path = folder / (text + extension);
    if (is_file(path)) return path;
  }
  return not_found(text);
}

}  // namespace azwf::cli
