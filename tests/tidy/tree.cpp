// Reads the repository; the only part of tidy that knows the disk.
#include "tests/tidy/tree.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "tests/tidy/code.hpp"

namespace azwf::tests::tidy {

namespace {

bool is_left_out(const std::filesystem::path& folder) {
  const std::string name = folder.filename().string();
  return name == "build" || name.starts_with("build-") || name == "__pycache__" ||
         (name.starts_with(".") && name != ".ci");
}

// What git and CMake leave at the top of a working copy.
bool is_generated(std::string_view path) {
  return path == ".git" || path == "compile_commands.json" || path == "CMakeUserPresets.json";
}

void read_file(const std::filesystem::path& root, const std::filesystem::path& path, Tree& tree) {
  std::string name = path.lexically_relative(root).generic_string();
  if (is_generated(name)) return;
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  const bool is_binary = text.find('\0') != std::string::npos;
  if (!is_binary) tree.files.emplace_back(std::move(name), std::move(text));
}

}  // namespace

File::File(std::string path_, std::string text_) : path(std::move(path_)), text(std::move(text_)) {
  if (is_cpp()) code = code_of(text);
}

Tree read_tree(const std::filesystem::path& root) {
  Tree tree;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    tree.top_level.push_back(entry.path().filename().string() + (entry.is_directory() ? "/" : ""));
  }
  std::filesystem::recursive_directory_iterator entries(root), end;
  for (; entries != end; ++entries) {
    if (entries->is_directory() && is_left_out(entries->path())) {
      entries.disable_recursion_pending();
    } else if (entries->is_regular_file()) {
      read_file(root, entries->path(), tree);
    }
  }
  std::ranges::sort(tree.files, {}, &File::path);
  return tree;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool is_under(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

bool is_under_any(std::string_view path, const std::vector<std::string_view>& folders) {
  return std::ranges::any_of(folders, [&](std::string_view f) { return is_under(path, f); });
}

}  // namespace azwf::tests::tidy
