// The whole text is compared at once; the test's message names the file to look at.
#include "tests/support/golden.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

#include "tests/support/paths.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {

void check_golden(const std::filesystem::path& file, const std::string& text) {
  const auto path = repository() / file;
  if (std::getenv("AZWF_ACCEPT") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    write_whole(path, text);
  }
  BOOST_TEST(read_whole(path) == text, file << " is different; AZWF_ACCEPT=1 writes it anew. Now:\n"
                                            << text);
}

}  // namespace azwf::tests
