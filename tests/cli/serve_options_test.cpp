// Addresses as people write them, and the sample file as the list of keys writes it.
#include <boost/test/unit_test.hpp>

#include <fstream>

#include "adapters/cli/serve/read_options.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

using namespace azwf;
using namespace azwf::cli;

// The sample with every key set to the value it shows.
std::string all_set(const std::string& sample) {
  std::string text;
  for (std::size_t at = 0; at < sample.size();) {
    const auto end = sample.find('\n', at);
    const auto line = sample.substr(at, end - at);
    const bool is_key = line.starts_with("#") && !line.starts_with("# ") && line != "#";
    text += (is_key ? line.substr(1) : line) + "\n";
    at = end + 1;
  }
  return text;
}

Result<ServeOptions> read(const std::string& file) {
  const azwf::tests::TemporaryFolder folder;
  const auto path = folder.path() / "c.yaml";
  std::ofstream(path) << file;
  Invocation invocation;
  invocation.values["--config"] = {path.string()};
  return read_serve_options(invocation);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(options_of_serve)

BOOST_AUTO_TEST_CASE(the_sample_sets_nothing_and_shows_every_key) {
  const auto sample = sample_configuration();
  const ServeOptions defaults;
  const auto as_it_is = read(sample);
  BOOST_REQUIRE(as_it_is);
  const auto set = read(all_set(sample));
  BOOST_REQUIRE(set);
  for (const auto& key : option_keys()) {
    BOOST_TEST(option_text(*as_it_is, key) == option_text(defaults, key));
    BOOST_TEST(sample.find("\n#" + std::string(key.name) + ": ") != std::string::npos, key.name);
    if (key.sample.empty()) BOOST_TEST(option_text(*set, key) == option_text(defaults, key));
  }
  BOOST_TEST(set->home == "/srv/app/.azwf");
  BOOST_TEST(set->listen.size() == 2U);
}

BOOST_AUTO_TEST_CASE(whatever_bytes_a_file_holds_are_refused_or_options) {
  BOOST_TEST(!read(std::string("steps: 1\0", 9)));
  BOOST_TEST(!read("steps: \xff"));
  BOOST_TEST(!read("steps: &a 1\nclients: *a\n"));
  BOOST_TEST(!read("home: []\n"));
  BOOST_TEST(!read("steps: 18446744073709551617\n"));
  BOOST_TEST(!read("steps: {a: 1}\n"));
  BOOST_TEST(!read("- steps\n"));
  BOOST_TEST(!read("steps: 1\n---\nsteps: 2\n"));
  BOOST_TEST(!read("# " + std::string(2 << 20, 'x')));
  BOOST_TEST(read("").has_value());
  BOOST_TEST(read("\xef\xbb\xbfsteps: 1\n")->limits.attempts_in_flight_max == 1U);
  BOOST_TEST(read("listen: []\n")->listen.empty());
}

BOOST_AUTO_TEST_SUITE_END()
