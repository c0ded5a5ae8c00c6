// The repository as tidy sees it: files in memory, so that every rule can be tried on a tree that a
// test made up.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace azwf::tests::tidy {

struct File {
  std::string path;  // from the repository root, with forward slashes
  std::string text;
  std::string code;  // C++ only: the text without comments and literals (see code_of)

  File(std::string path, std::string text);

  [[nodiscard]] bool is_header() const { return path.ends_with(".hpp"); }
  [[nodiscard]] bool is_cpp() const { return is_header() || path.ends_with(".cpp"); }
  [[nodiscard]] bool is_lua() const { return path.ends_with(".lua"); }
};

struct Tree {
  std::vector<File> files;
  std::vector<std::string> top_level;  // names of folders (with a closing slash) and of files
};

struct Violation {
  std::string path;
  std::size_t line = 0;  // 0: the file or folder as a whole
  std::string message;
};

using Violations = std::vector<Violation>;

// Reads every text file below `root`; build folders, hidden folders and binary files are left out.
Tree read_tree(const std::filesystem::path& root);

std::vector<std::string_view> lines_of(std::string_view text);

// Whether `path` is `folder` or lies below it.
bool is_under(std::string_view path, std::string_view folder);
bool is_under_any(std::string_view path, const std::vector<std::string_view>& folders);

}  // namespace azwf::tests::tidy
