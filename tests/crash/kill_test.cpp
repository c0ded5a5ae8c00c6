// kill -9 at random moments under load: no acknowledged event lost, repeated or out of order; every
// run ends; no process of a step left behind; no step with a recorded outcome performed again.
#include <signal.h>
#include <unistd.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <random>
#include <set>

#include "adapters/system/clock.hpp"
#include "engine/audit/replay.hpp"
#include "engine/audit/verify_log.hpp"
#include "engine/lua/lua_host.hpp"
#include "engine/run/run_reader.hpp"
#include "engine/runtime/program_store.hpp"
#include "engine/view/projector.hpp"
#include "storage/memory/memory_views.hpp"
#include "storage/open.hpp"
#include "tests/crash/load.hpp"
#include "tests/support/seeds.hpp"

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kills_per_case = 10;
constexpr std::size_t runs_per_kill = 6;
constexpr int delay_ms_max = 500;

class Folder {
 public:
  Folder() {
    std::string path = fs::temp_directory_path() / "azwf-kill-XXXXXX";
    BOOST_REQUIRE(::mkdtemp(path.data()) != nullptr);
    files = {fs::path(path) / "home", fs::path(path) / "effects", fs::path(path) / "moment"};
  }
  ~Folder() { fs::remove_all(files.home.parent_path()); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  LoadFiles files;
};

// Everything acknowledged, over all lives of the store.
class Journal {
 public:
  void add(const std::vector<Acknowledged>& told) {
    std::ranges::copy(told, std::back_inserter(all_));
  }

  void check(EventLog& log) const {
    std::uint64_t position = 0;
    std::map<std::string, std::vector<RecordedEvent>> runs;
    for (const auto& told : all_) {
      BOOST_REQUIRE_GE(told.position, position);
      position = told.position;
      if (!runs.contains(told.run)) {
        auto events = read_run(log, {told.run});
        BOOST_REQUIRE_MESSAGE(events, "acknowledged run " << told.run << " is lost");
        runs[told.run] = std::move(*events);
      }
      const auto& events = runs[told.run];
      BOOST_REQUIRE_MESSAGE(told.ordinal < events.size(),
                            told.run << " lost event " << told.ordinal);
      BOOST_TEST(type_of(events[told.ordinal].event) == told.type);
    }
    BOOST_TEST(all_.size() > 0);
  }

  [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
  std::vector<Acknowledged> all_;
};

std::map<std::string, std::size_t> effects_of(const LoadFiles& files) {
  std::map<std::string, std::size_t> counts;
  std::ifstream lines(files.effects);
  for (std::string line; std::getline(lines, line);) ++counts[line];
  return counts;
}

// A step's program ran at least once if it succeeded, and never more often than the log permits.
void check_run(EventLog& log, const RunId& run, const std::map<std::string, std::size_t>& effects) {
  const auto events = read_run(log, run);
  BOOST_REQUIRE(events);
  std::map<std::string, std::size_t> permitted;
  std::set<std::string> succeeded;
  RunState state;
  for (const auto& recorded : *events) {
    evolve(state, recorded);
    if (const auto* requested = std::get_if<StepRequested>(&recorded.event)) {
      if (requested->operation == "process.run") permitted[requested->step.text] = 1;
    } else if (const auto* retried = std::get_if<StepRetried>(&recorded.event)) {
      if (permitted.contains(retried->step.text)) ++permitted[retried->step.text];
    } else if (const auto* outcome = std::get_if<StepSucceeded>(&recorded.event)) {
      BOOST_TEST(succeeded.insert(outcome->step.text).second);
    }
  }
  BOOST_TEST(to_text(state.status()) == "completed", run.text);
  BOOST_TEST(permitted.size() == 3U, run.text);
  for (const auto& [step, most] : permitted) {
    const auto found = effects.find(run.text + "/" + step);
    BOOST_REQUIRE_MESSAGE(found != effects.end(), run.text << " step " << step << " never ran");
    BOOST_TEST(found->second <= most, run.text << " step " << step << " ran too often");
  }
}

void check_replay(Store& store, const RunId& run) {
  ProgramStore programs(*store.blobs);
  Replayer replayer(
      *store.log, [&](const Digest& digest) { return programs.get(digest); },
      [](HostSink sink) { return std::make_unique<LuaHost>(std::move(sink)); });
  const auto report = replayer.replay(run);
  BOOST_REQUIRE_MESSAGE(report, (report ? "" : report.error().message));
  BOOST_TEST(!report->parting, run.text << " parts from its history");
}

void check_views(Store& store) {
  BOOST_REQUIRE(catch_up(*store.views, *store.log));
  MemoryViewStore rebuilt;
  BOOST_REQUIRE(catch_up(rebuilt, *store.log));
  const auto differing = differing_keys(*store.views, rebuilt, 3);
  BOOST_REQUIRE(differing);
  BOOST_TEST(differing->empty());
}

// Processes whose environment carries a step key of this load.
std::size_t processes_left(std::uint64_t seed) {
  const auto marker = "AZWF_STEP_KEY=" + run_name(seed, 0).substr(0, run_name(seed, 0).rfind('-'));
  std::size_t left = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "environ", std::ios::binary);
    const std::string environment(std::istreambuf_iterator<char>(file), {});
    left += environment.find(marker) != environment.npos ? 1 : 0;
  }
  return left;
}

void check_store(const LoadFiles& files, const Journal& journal, std::uint64_t seed,
                 std::size_t runs) {
  SystemClock clock;
  auto store = open_for_writing(Home{files.home}, clock, {});
  BOOST_REQUIRE_MESSAGE(store, (store ? "" : store.error().message));
  const auto verified = verify_log(*store->log);
  BOOST_REQUIRE(verified);
  BOOST_TEST(verified->problem == "");
  journal.check(*store->log);
  const auto effects = effects_of(files);
  for (std::size_t i = 0; i < runs; ++i) check_run(*store->log, {run_name(seed, i)}, effects);
  for (std::size_t i = 0; i < runs; i += 7) check_replay(*store, {run_name(seed, i)});
  check_views(*store);
}

void kill_again_and_again(std::uint64_t seed, std::size_t kills) {
  const Folder folder;
  std::mt19937_64 random(seed);
  Journal journal;
  std::map<char, std::size_t> hits;
  std::size_t runs = 0;
  for (std::size_t i = 0; i < kills; ++i) {
    runs += runs_per_kill;
    Holder holder(folder.files, seed, runs);
    holder.listen(static_cast<int>(random() % delay_ms_max));
    ++hits[static_cast<char>(moment_of(folder.files))];
    holder.kill();
    journal.add(holder.acknowledged());
  }
  Holder last(folder.files, seed, runs);
  const bool goes_on = last.listen(15'000);
  BOOST_REQUIRE_MESSAGE(!goes_on, "seed " << seed << ": runs do not end");
  journal.add(last.acknowledged());
  BOOST_TEST(last.wait() == 0);
  std::cout << "seed " << seed << ": " << kills << " kills, " << journal.size()
            << " events acknowledged; hit while";
  const std::map<char, std::string_view> words{{'s', "starting"},   {'o', "opening"},
                                               {'r', "recovering"}, {'a', "appending"},
                                               {'t', "telling"},    {'u', "turning"}};
  for (const auto& [moment, count] : hits) std::cout << " " << words.at(moment) << " " << count;
  std::cout << "\n";
  check_store(folder.files, journal, seed, runs);
  BOOST_TEST(processes_left(seed) == 0U);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kill)

// AZWF_KILLS sets how many times ten kills are done, each on a store of its own.
BOOST_DATA_TEST_CASE(nothing_acknowledged_is_lost, boost::unit_test::data::xrange(5), part) {
  for (const auto seed : seeds("AZWF_KILLS", 1)) {
    kill_again_and_again(seed + 1'000 * static_cast<std::uint64_t>(part), kills_per_case);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
