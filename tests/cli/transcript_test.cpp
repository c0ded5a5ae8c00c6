// Every transcript plays back as it was recorded.
#include <boost/test/unit_test.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/cli/screens.hpp"
#include "tests/cli/transcript.hpp"
#include "tests/support/paths.hpp"

namespace {

namespace tests = azwf::tests;

std::vector<std::string> transcripts(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(tests::repository() / "tests/cli" / folder)) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The first lines that differ, with the command before them.
void compare(const std::string& name, const std::string& recorded, const std::string& played) {
  const auto one = lines_of(recorded);
  const auto other = lines_of(played);
  std::string command;
  for (std::size_t i = 0; i < std::max(one.size(), other.size()); ++i) {
    const std::string wanted = i < one.size() ? one[i] : "(nothing)";
    const std::string found = i < other.size() ? other[i] : "(nothing)";
    if (!wanted.starts_with("  ") && !wanted.starts_with("! ") && !wanted.starts_with("| ")) {
      command = wanted;
    }
    if (wanted == found) continue;
    BOOST_ERROR(name << ".txt:" << i + 1 << ", after: " << command << "\n  recorded: " << wanted
                     << "\n  now:      " << found << "\nAZWF_ACCEPT=1 accepts what is now");
    return;
  }
}

void check(const std::string& name, std::string (*play)(const std::string&)) {
  const auto path = tests::repository() / "tests/cli" / (name + ".txt");
  const auto recorded = text_of(path);
  const auto played = play(recorded);
  const auto* const accept = std::getenv("AZWF_ACCEPT");
  if (accept != nullptr && std::string(accept) == "1") {
    std::ofstream(path, std::ios::binary) << played;
  } else {
    compare(name, recorded, played);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_command_line)

BOOST_DATA_TEST_CASE(says_what_the_transcript_says,
                     boost::unit_test::data::make(transcripts("transcripts")), name) {
  check("transcripts/" + name, tests::replay_transcript);
}

BOOST_DATA_TEST_CASE(shows_what_the_screens_show,
                     boost::unit_test::data::make(transcripts("screens")), name) {
  check("screens/" + name, tests::replay_screens);
}

BOOST_AUTO_TEST_SUITE_END()
