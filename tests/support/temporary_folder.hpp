// A folder of a test's own, removed with it.
#pragma once

#include <filesystem>
#include <string>

namespace azwf::tests {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Copies a folder that is in use as a killed process would leave it: again, until nothing changed
// meanwhile.
void copy_at_one_moment(const std::filesystem::path& from, const std::filesystem::path& to);

std::string read_whole(const std::filesystem::path& file);
void write_whole(const std::filesystem::path& file, const std::string& bytes);

}  // namespace azwf::tests
