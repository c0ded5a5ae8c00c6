// What a reader may rely on: where things are, that every file and folder says what it is, and that
// nothing speaks of the machine it was written on.
#include <algorithm>
#include <set>

#include "tests/tidy/code.hpp"
#include "tests/tidy/rules.hpp"

namespace azwf::tests::tidy {

namespace {

constexpr std::size_t readme_lines_max = 40;

std::string_view first_line_of(const File& file) {
  for (const std::string_view line : lines_of(file.text)) {
    if (!line.empty() && !line.starts_with("#!")) return line;
  }
  return {};
}

// engine/base of engine/base/value.hpp; nothing for files that lie higher.
std::string second_level_of(const std::string& path) {
  const std::size_t first = path.find('/');
  if (first == std::string::npos) return "";
  const std::size_t second = path.find('/', first + 1);
  return second == std::string::npos ? "" : path.substr(0, second);
}

// The place of an absolute path that starts with `folder`; npos when there is none.
std::size_t find_absolute(std::string_view line, std::string_view folder) {
  std::size_t at = line.find(folder);
  while (at != std::string_view::npos && at > 0) {
    const char before = line[at - 1];
    const bool goes_on = is_word_character(before) || before == '.' || before == '/' ||
                         before == '}' || before == ')' || before == '>' || before == '-';
    if (!goes_on) break;
    at = line.find(folder, at + 1);
  }
  return at;
}

// Written in two parts, so that this file does not break its own rule.
const std::vector<std::string>& machine_folders() {
  static const std::vector<std::string> folders = {
      "/wor"
      "k/",
      "/ro"
      "ot/",
      "/ho"
      "me/",
      "/tm"
      "p/"};
  return folders;
}

std::string machine_path_in(const File& file, std::string_view line) {
  const std::string sibling = std::string("..") + "/shared";
  if (line.find(sibling) != std::string_view::npos) return sibling;
  for (const std::string& folder : machine_folders()) {
    const bool is_template = is_under(file.path, "tests") && folder == machine_folders().back() &&
                             line.find("XXXXXX") != std::string_view::npos;
    if (!is_template && find_absolute(line, folder) != std::string_view::npos) return folder;
  }
  return "";
}

}  // namespace

Violations files_open_with_a_comment(const Tree& tree) {
  Violations violations;
  for (const File& file : tree.files) {
    const std::string_view first = first_line_of(file);
    const bool cpp_comment = first.starts_with("//") || first.starts_with("/*");
    const bool missing =
        (file.is_cpp() && !cpp_comment) || (file.is_lua() && !first.starts_with("--"));
    if (missing) violations.push_back({file.path, 1, "open with what this file is, in a comment"});
  }
  return violations;
}

Violations headers_are_included_once(const Tree& tree) {
  Violations violations;
  for (const File& file : tree.files) {
    if (!file.is_header() || file.code.find("#pragma once") != std::string::npos) continue;
    violations.push_back({file.path, 1, "#pragma once is missing"});
  }
  return violations;
}

Violations folders_have_a_readme(const Tree& tree) {
  static const std::vector<std::string_view> described = {"engine", "storage", "adapters", "tests"};
  std::set<std::string> without;
  std::set<std::string> with;
  Violations violations;
  for (const File& file : tree.files) {
    const std::string folder = second_level_of(file.path);
    const bool is_described = !folder.empty() && is_under_any(folder, described);
    if (is_described) (file.path == folder + "/README.md" ? with : without).insert(folder);
  }
  for (const std::string& folder : without) {
    if (with.contains(folder)) continue;
    violations.push_back({folder, 0, "README.md is missing: what the folder is and what it keeps"});
  }
  return violations;
}

Violations readmes_are_short(const Tree& tree) {
  Violations violations;
  for (const File& file : tree.files) {
    const std::size_t lines = lines_of(file.text).size();
    if (!file.path.ends_with("/README.md") || lines <= readme_lines_max) continue;
    violations.push_back({file.path, 0,
                          std::to_string(lines) + " lines, at most " +
                              std::to_string(readme_lines_max) + ": a README is a map"});
  }
  return violations;
}

Violations top_level_is_known(const Tree& tree) {
  static const std::set<std::string, std::less<>> known = {
      "engine/",
      "scripts/",
      "workflows/",
      "storage/",
      "adapters/",
      "tests/",
      "examples/",
      "build/",
      "CMakeLists.txt",
      "CMakePresets.json",
      "README.md",
      "dev",
      "LICENSE",
      "CHANGELOG.md",
      "SECURITY.md",
      "CONTRIBUTING.md",
      "CMakeUserPresets.json",
      "compile_commands.json",
  };
  Violations violations;
  for (const std::string& name : tree.top_level) {
    const bool hidden = name.starts_with(".");
    if (hidden || name.starts_with("build-") || known.contains(name)) continue;
    violations.push_back({name, 0, "does not belong at the top; the README's map says what does"});
  }
  return violations;
}

Violations no_machine_is_named(const Tree& tree) {
  Violations violations;
  for (const File& file : tree.files) {
    const auto lines = lines_of(file.text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string folder = machine_path_in(file, lines[i]);
      if (folder.empty()) continue;
      violations.push_back({file.path, i + 1, "a path of some machine: " + folder});
    }
  }
  return violations;
}

}  // namespace azwf::tests::tidy
