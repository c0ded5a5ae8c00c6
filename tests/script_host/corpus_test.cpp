// Hostile and nondeterministic scripts, each in a file of corpus/ whose first line says what is to
// become of it, through a whole engine with real hosts. AZWF_CORPUS_ROUNDS says how often.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/script_host/hosted_engine.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/script_run.hpp"
#include "tests/support/slowness.hpp"

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds allowance(250 * slower);  // over the budget
constexpr std::size_t memory_slack_bytes = 16 << 20;
constexpr int tries_max = 4;  // of which one must be in time: others may want the processor

Limits small() {
  Limits limits;
  limits.script_hosts_max = 1;
  limits.script_instructions_max = 1'000'000;
  limits.script_memory_bytes_max = 4 << 20;
  limits.script_wall_ms_max = 400 * slower;
  limits.script_slow_ms = 50;
  limits.decisions_per_fact_max = 200;
  limits.host_memory_bytes_max = 256 << 20;
  limits.script_instances_max = 100;
  limits.script_instances_bytes_max = 128 << 20;
  return limits;
}

int rounds() {
  const char* const text = std::getenv("AZWF_CORPUS_ROUNDS");
  return text == nullptr ? 2 : std::max(1, std::atoi(text));
}

struct Script {
  std::string name;
  std::string expected;  // the kind of its end
  std::string text;
};

Script read_script(const fs::path& path) {
  std::ifstream file(path);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  constexpr std::string_view says = "-- expect: ";
  const auto first = text.substr(0, text.find('\n'));
  BOOST_REQUIRE_MESSAGE(first.starts_with(says), path << " does not say what to expect");
  auto expected = first.substr(says.size());
  if (text.find("wf.workflow") == text.npos) text = workflow_of(text);
  return {path.filename().string(), std::move(expected), std::move(text)};
}

std::vector<Script> scripts_of(const std::string& family) {
  std::vector<Script> scripts;
  for (const auto& file :
       fs::directory_iterator(repository() / "tests/script_host/corpus" / family))
    scripts.push_back(read_script(file.path()));
  std::ranges::sort(scripts, {}, &Script::name);
  return scripts;
}

std::vector<std::string> families() {
  std::vector<std::string> names;
  for (const auto& folder : fs::directory_iterator(repository() / "tests/script_host/corpus")) {
    names.push_back(folder.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

// The most memory that any host at work has held.
std::size_t peak_bytes(HostedEngine& engine) {
  std::size_t most = 0;
  for (const auto pid : engine.hosts().pids()) {
    std::ifstream status(fmt::format("/proc/{}/status", pid));
    for (std::string word; status >> word;) {
      std::size_t kilobytes = 0;
      if (word == "VmHWM:" && status >> kilobytes) most = std::max(most, kilobytes << 10);
    }
  }
  return most;
}

void check_end(const Script& script, const RecordedEnd& end) {
  BOOST_TEST(end.kind == script.expected, end.kind << ": " << end.text.substr(0, 300));
  if (end.kind == "completed" || end.kind == "failed") return;
  BOOST_TEST(end.module == "main.lua");
  BOOST_TEST(end.line > 0);
}

// The same script again while it is late, in case something else held it up.
RecordedEnd play(HostedEngine& engine, const Script& script) {
  RecordedEnd end;
  const auto budget = milliseconds(small().script_wall_ms_max) + allowance;
  for (int tries = 1; tries <= tries_max; ++tries) {
    const auto began = steady_clock::now();
    end = engine.await(engine.start(script.text));
    if (end.at - began <= budget) return end;
  }
  BOOST_ERROR("its end is recorded too late");
  return end;
}

const char* const bystander = "wf.debug.echo(1) return 'well'";

BOOST_AUTO_TEST_SUITE(corpus)

BOOST_DATA_TEST_CASE(every_script_is_contained, boost::unit_test::data::make(families()), family) {
  HostedEngine engine(small());
  std::vector<std::string> texts;
  const auto scripts = scripts_of(family);
  for (int round = 0; round < rounds(); ++round) {
    for (std::size_t i = 0; i < scripts.size(); ++i) {
      BOOST_TEST_CONTEXT(family << "/" << scripts[i].name << ", round " << round) {
        const auto end = play(engine, scripts[i]);
        check_end(scripts[i], end);
        if (round == 0) texts.push_back(end.text);
        BOOST_TEST(end.text == texts[i]);
        BOOST_TEST(engine.await(engine.start(workflow_of(bystander))).text == R"("well")");
        BOOST_TEST(peak_bytes(engine) < small().host_memory_bytes_max + memory_slack_bytes);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(there_are_a_hundred) {
  std::size_t count = 0;
  for (const auto& family : families()) count += scripts_of(family).size();
  BOOST_TEST(count >= 100U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
