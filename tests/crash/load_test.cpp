// The holder's side: a store, an engine with real processes, runs that mix quick steps, programs
// and retries. A test case only so that this executable can be started as a holder; else it does
// nothing.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <set>

#include "adapters/catalog.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/id_source.hpp"
#include "engine/lua/lua_host.hpp"
#include "engine/program/threaded_host.hpp"
#include "engine/runtime/engine.hpp"
#include "storage/open.hpp"
#include "tests/crash/load.hpp"
#include "tests/support/forwarding_log.hpp"

namespace azwf::tests {
namespace {

constexpr std::string_view script = R"lua(
return wf.workflow {
  name = "load",
  params = { effects = wf.string {} },
  run = function(p)
    -- Every third run's steps leave a daemon for others to end.
    local daemon = "case $AZWF_STEP_KEY in *[147]/*) setsid sleep 100 > /dev/null 2>&1 & esac; "
    local work = daemon .. "echo $AZWF_STEP_KEY >> " .. p.effects .. "; exec sleep 0.01"
    for i = 1, 3 do
      wf.debug.echo { value = i }
      wf.exec { "/bin/sh", "-c", work }
    end
    local retry = { attempts = 3, first = "5ms" }
    local ok, problem = pcall(wf.debug.echo, { fail = "planned", retry = retry })
    wf.emit("load.finished", { data = { ok = ok } })
    return problem.code
  end,
}
)lua";

// Shared with the killing side, so that it can tell where its kill hit.
class MomentPage {
 public:
  explicit MomentPage(const char* path) {
    const int file = ::open(path, O_RDWR | O_CLOEXEC);
    BOOST_REQUIRE(file >= 0);
    page_ = static_cast<char*>(::mmap(nullptr, 1, PROT_WRITE, MAP_SHARED, file, 0));
    BOOST_REQUIRE(page_ != MAP_FAILED);
    ::close(file);
  }
  void set(Moment moment) { *page_ = static_cast<char>(moment); }

 private:
  char* page_;
};

class MarkingLog : public ForwardingLog {
 public:
  MarkingLog(EventLog& log, MomentPage& page) : ForwardingLog(log), page_(page) {}

  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override {
    page_.set(Moment::appending);
    auto answers = ForwardingLog::append(proposals);
    page_.set(Moment::telling);
    return answers;
  }

 private:
  MomentPage& page_;
};

void tell(const CommittedRun& committed) {
  std::string lines;
  for (const auto& recorded : committed.events) {
    lines += std::to_string(committed.position.value) + " " + committed.run.text + " " +
             std::to_string(recorded.ordinal) + " " + std::string(type_of(recorded.event)) + "\n";
  }
  BOOST_REQUIRE(::write(3, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()));
}

std::shared_ptr<const Program> load_program(Engine& engine, const OperationCatalog& catalog) {
  const auto no_modules = [](std::string_view) -> Result<Source> {
    return failure(ErrorKind::not_found, "no_module", "there are no modules");
  };
  auto program = build_program({"main", "load.lua", std::string(script)}, no_modules, wf_library(),
                               catalog.descriptors(), Limits{});
  BOOST_REQUIRE_MESSAGE(program, (program ? "" : program.error().message));
  auto stored = engine.programs().put(std::move(*program));
  BOOST_REQUIRE(stored);
  return *stored;
}

Packed load_params(const char* effects) {
  Packed params{""};
  Packer(params.bytes).map(1).string("effects").string(effects);
  return params;
}

// Gives the parts a life: opened, recovered, driven until every run has ended.
class Load {
 public:
  explicit Load(const char* home)
      : home_(home), page_(std::getenv("AZWF_LOAD_MOMENT")), ids_(clock_) {
    page_.set(Moment::opening);
    auto store = open_for_writing(Home{home_}, clock_, {.tenant = {}, .writer = "load"});
    BOOST_REQUIRE_MESSAGE(store, (store ? "" : store.error().message));
    store_ = std::move(*store);
    log_ = std::make_unique<MarkingLog>(*store_.log, page_);
    catalog_ = std::make_unique<OperationCatalog>(
        make_catalog({.home = home_, .cwd = "/"}, *store_.blobs, limits_));
    engine_ = std::make_unique<Engine>(
        EngineParts{*log_, *store_.views, *store_.blobs, *catalog_, clock_, ids_, limits_, "load"},
        [this](HostSink sink) {
          const auto make = [this](HostSink inner) {
            return std::make_unique<LuaHost>(std::move(inner), limits_);
          };
          return std::make_unique<ThreadedHost>(make, std::move(sink));
        });
    engine_->observe([this](const CommittedRun& committed) {
      if (committed.state.ended()) ended_.insert(committed.run.text);
      settle_doubt(committed.run, committed.state);
      tell(committed);
      page_.set(Moment::turning);
    });
  }

  void live(std::uint64_t seed, std::size_t runs) {
    page_.set(Moment::recovering);
    BOOST_REQUIRE(engine_->recover());
    page_.set(Moment::turning);
    const auto program = load_program(*engine_, *catalog_);
    for (std::size_t i = 0; i < runs; ++i) start({run_name(seed, i)}, program);
    const auto outcome = engine_->run_until([&] { return ended_.size() == runs; });
    BOOST_REQUIRE_MESSAGE(outcome, (outcome ? "" : outcome.error().message));
    BOOST_REQUIRE(engine_->shut_down());
  }

 private:
  // A step interrupted five times waits for a person: here, one who says to try again.
  void settle_doubt(const RunId& run, const RunState& state) {
    for (const auto& step : state.open) {
      if (step.phase != StepPhase::in_doubt) continue;
      engine_->tell({run, StepResolved{Resolution::retry, {}, step.id}, "load", {}});
    }
  }

  void start(const RunId& run, const std::shared_ptr<const Program>& program) {
    const auto on_started = [this, run](Result<StartedRun> started) {
      BOOST_REQUIRE_MESSAGE(started, (started ? "" : started.error().message));
      if (!started->existed) return;
      const auto folded = fold_run(*log_, run);
      BOOST_REQUIRE(folded);
      if (folded->state.ended()) ended_.insert(run.text);
      settle_doubt(run, folded->state);
    };
    engine_->start({.run = run,
                    .program = program,
                    .workflow = "load",
                    .params = load_params(std::getenv("AZWF_LOAD_EFFECTS")),
                    .actor = "load",
                    .reply = on_started});
  }

  std::string home_;
  MomentPage page_;
  SystemClock clock_;
  SystemIdSource ids_;
  Limits limits_;
  Store store_;
  std::unique_ptr<MarkingLog> log_;
  std::unique_ptr<OperationCatalog> catalog_;
  std::set<std::string> ended_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(load)

BOOST_AUTO_TEST_CASE(holder) {
  const char* home = std::getenv("AZWF_LOAD_HOME");
  BOOST_TEST(true);
  if (home == nullptr) return;
  Load load(home);
  load.live(std::strtoull(std::getenv("AZWF_LOAD_SEED"), nullptr, 10),
            std::strtoull(std::getenv("AZWF_LOAD_RUNS"), nullptr, 10));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
