// kill -9 at random moments under load: no acknowledged event lost, repeated or out of order; every
// run ends; no process of a step left behind; no step with a recorded outcome performed again.
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
#include "tests/crash/step_processes.hpp"
#include "tests/support/run_events.hpp"
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

struct Written {
  std::uint64_t position = 0;
  std::string type;
};

// A run's events in the order of their ordinals; none when the run is lost.
std::vector<Written> written_of(EventLog& log, const RunId& run) {
  auto reader = RunReader::open(log, run);
  BOOST_REQUIRE(reader);
  std::vector<Written> written;
  for (;;) {
    const auto commit = reader->next();
    BOOST_REQUIRE(commit);
    if (!*commit) return written;
    for (const auto& recorded : (*commit)->events) {
      written.push_back({(*commit)->position.value, std::string(type_of(recorded.event))});
    }
  }
}

// Everything acknowledged, over all lives of the store.
class Journal {
 public:
  void add(const std::vector<Acknowledged>& told) {
    std::ranges::copy(told, std::back_inserter(all_));
  }

  void check(EventLog& log) const {
    std::uint64_t position = 0;
    std::map<std::string, std::vector<Written>> runs;
    for (const auto& told : all_) {
      BOOST_REQUIRE_GE(told.position, position);
      position = told.position;
      if (!runs.contains(told.run)) runs[told.run] = written_of(log, {told.run});
      const auto& events = runs[told.run];
      BOOST_REQUIRE_MESSAGE(told.ordinal < events.size(),
                            told.run << " lost event " << told.ordinal);
      BOOST_TEST(events[told.ordinal].type == told.type);
      BOOST_TEST(events[told.ordinal].position == told.position);
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

// What was at work when a holder was killed is gone once the next has recovered: before any step is
// tried again.
class Survivors {
 public:
  explicit Survivors(std::uint64_t seed) : processes_(seed) {}

  void recovered() {
    for (const auto& mark : std::exchange(left_, {})) {
      BOOST_TEST(!process::is_alive(mark), "process " << mark.pid << " outlived a recovery");
    }
  }
  void killed() {
    left_ = processes_.alive();
    seen_ += left_.size();
  }
  void ended() const { BOOST_TEST(processes_.alive().empty()); }
  [[nodiscard]] std::size_t seen() const { return seen_; }

 private:
  StepProcesses processes_;
  std::vector<process::ProcessMark> left_;
  std::size_t seen_ = 0;
};

void kill_again_and_again(std::uint64_t seed, std::size_t kills) {
  const Folder folder;
  std::mt19937_64 random(seed);
  Journal journal;
  Survivors survivors(seed);
  std::map<char, std::size_t> hits;
  std::size_t runs = 0;
  for (std::size_t i = 0; i < kills; ++i) {
    runs += runs_per_kill;
    Holder holder(folder.files, seed, runs);
    holder.listen(static_cast<int>(random() % delay_ms_max));
    const auto moment = moment_of(folder.files);
    ++hits[static_cast<char>(moment)];
    if (has_recovered(moment)) survivors.recovered();
    if (random() % 2 == 0)
      holder.kill();
    else
      holder.kill_with_supervisors();
    survivors.killed();
    journal.add(holder.acknowledged());
  }
  Holder last(folder.files, seed, runs);
  const bool goes_on = last.listen(15'000);
  BOOST_REQUIRE_MESSAGE(!goes_on, "seed " << seed << ": runs do not end");
  journal.add(last.acknowledged());
  BOOST_TEST(last.wait() == 0);
  survivors.recovered();
  survivors.ended();
  std::cout << "seed " << seed << ": " << kills << " kills, " << journal.size()
            << " events acknowledged, " << survivors.seen() << " processes left to end; hit while";
  const std::map<char, std::string_view> words{{'s', "starting"},   {'o', "opening"},
                                               {'r', "recovering"}, {'a', "appending"},
                                               {'t', "telling"},    {'u', "turning"}};
  for (const auto& [moment, count] : hits) std::cout << " " << words.at(moment) << " " << count;
  std::cout << "\n";
  check_store(folder.files, journal, seed, runs);
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
