// Below the system's folder for temporary files, on a real disk where there is one.
#include "tests/support/temporary_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace azwf::tests {

TemporaryFolder::TemporaryFolder() {
  auto name = (std::filesystem::temp_directory_path() / "azwf-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

namespace {

namespace fs = std::filesystem;

using Listing = std::map<std::string, std::pair<std::uintmax_t, fs::file_time_type>>;

Listing list(const fs::path& folder) {
  Listing found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    found[entry.path()] = {entry.is_regular_file() ? entry.file_size() : 0,
                           entry.last_write_time()};
  }
  return found;
}

}  // namespace

void copy_at_one_moment(const fs::path& from, const fs::path& to) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    try {
      fs::remove_all(to);
      const auto before = list(from);
      fs::copy(from, to, fs::copy_options::recursive);
      if (list(from) == before) return;
    } catch (const fs::filesystem_error&) {  // a file went away meanwhile
    }
  }
  throw std::runtime_error("never stands still: " + from.string());
}

std::string read_whole(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

void write_whole(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace azwf::tests
