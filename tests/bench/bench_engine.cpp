// The engine under measurement, and what it counts on the way.
#include "tests/bench/bench_engine.hpp"

#include <cstdlib>
#include <functional>

#include "adapters/operations/debug/echo.hpp"
#include "adapters/script_host/process_hosts.hpp"
#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"
#include "engine/event/append.hpp"
#include "engine/lua/lua_host.hpp"
#include "engine/program/threaded_host.hpp"
#include "tests/bench/figures.hpp"
#include "tests/support/forwarding_log.hpp"

namespace azwf::bench {
namespace {

constexpr std::string_view script = R"lua(
return wf.workflow {
  name = "bench",
  params = { steps = wf.integer {} },
  run = function(p)
    local last
    for i = 1, p.steps do last = wf.debug.echo { value = i } end
    return last
  end,
}
)lua";

// Compares texts without end, in which no instruction is counted.
constexpr std::string_view hanging_script = R"lua(
return wf.workflow {
  name = "hanging",
  run = function()
    local a = ("x"):rep(4 << 20)
    local b = a .. "b"
    a = a .. "a"
    while true do local _ = a < b end
  end,
}
)lua";

double now_us() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::micro>(now).count();
}

std::unique_ptr<ScriptHost> make_host(Hosts hosts, HostSink sink, const Limits& limits) {
  if (hosts == Hosts::processes) {
    const script_host::HostOptions options{.limits = limits};
    return std::make_unique<script_host::ProcessHosts>(options, sink);
  }
  const auto make = [&limits](HostSink inner) {
    return std::make_unique<LuaHost>(std::move(inner), limits);
  };
  return std::make_unique<ThreadedHost>(make, std::move(sink));
}

}  // namespace

Scratch::Scratch() {
  std::string name = std::filesystem::temp_directory_path() / "azwf-bench-XXXXXX";
  AZWF_CHECK(::mkdtemp(name.data()) != nullptr);
  path = name;
}

Scratch::~Scratch() { std::filesystem::remove_all(path); }

// Counts the commits of each append.
class BenchEngine::GroupLog : public tests::ForwardingLog {
 public:
  GroupLog(EventLog& log, std::vector<std::size_t>& groups) : ForwardingLog(log), groups_(groups) {}

  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override {
    groups_.push_back(proposals.size());
    return ForwardingLog::append(proposals);
  }

 private:
  std::vector<std::size_t>& groups_;
};

BenchEngine::BenchEngine(Hosts hosts, const Limits& limits) : hosts_(hosts), limits_(limits) {
  open();
}

void BenchEngine::open() {
  auto store = open_for_writing(Home{scratch_.path / "home"}, clock_, {.tenant = {}, .writer = {}});
  AZWF_CHECK(store.has_value());
  store_ = std::move(*store);
  log_ = std::make_unique<GroupLog>(*store_.log, groups_);
  catalog_ = std::make_unique<OperationCatalog>();
  catalog_->add(std::make_unique<EchoOperation>());
  engine_ = std::make_unique<Engine>(
      EngineParts{*log_, *store_.views, *store_.blobs, *catalog_, clock_, ids_, limits_, "bench"},
      [&](HostSink sink) { return make_host(hosts_, std::move(sink), limits_); });
  engine_->observe([this](const CommittedRun& committed) {
    if (on_commit_) on_commit_(committed);
  });
  AZWF_CHECK(engine_->recover().has_value());
}

BenchEngine::~BenchEngine() = default;

std::shared_ptr<const Program> BenchEngine::load(std::string_view text) {
  auto built = build_program({"main", "bench.lua", std::string(text)}, {}, wf_library(),
                             catalog_->descriptors(), limits_);
  AZWF_CHECK(built.has_value());
  return *engine_->programs().put(std::move(*built));
}

void BenchEngine::start_one(const std::shared_ptr<const Program>& program, std::size_t steps) {
  Packed params{""};
  Packer(params.bytes).map(1).string("steps").integer(static_cast<std::int64_t>(steps));
  runs_.push_back({to_text(ids_.next())});
  start(runs_.back(), program, std::move(params));
}

void BenchEngine::start_hanging() {
  hanging_ = {to_text(ids_.next())};
  Packed params{""};
  Packer(params.bytes).map(0);
  start(hanging_, load(hanging_script), std::move(params));
}

void BenchEngine::start(const RunId& run, const std::shared_ptr<const Program>& program,
                        Packed params) {
  engine_->start({.run = run,
                  .fresh_id = true,
                  .program = program,
                  .workflow = "bench",
                  .params = std::move(params),
                  .actor = "bench",
                  .reply = [](Result<StartedRun> started) { AZWF_CHECK(started.has_value()); }});
}

double BenchEngine::live(std::size_t runs, std::size_t steps, std::size_t in_flight) {
  const auto program = load(script);
  groups_.clear();
  step_us_.clear();
  runs_.clear();
  last_commit_us_.clear();
  before_ = *last_position(*log_);
  std::size_t ended = 0;
  on_commit_ = [&](const CommittedRun& committed) {
    if (committed.run == hanging_) {
      if (committed.state.stopped) start_hanging();
      return;
    }
    const auto now = now_us();
    auto& last = last_commit_us_[committed.run.text];
    if (last > 0) step_us_.push_back(now - last);
    last = now;
    if (!committed.state.ended()) return;
    last_commit_us_.erase(committed.run.text);
    ++ended;
    if (runs_.size() < runs) start_one(program, steps);
  };
  if (hangs_) start_hanging();
  const Stopwatch watch;
  while (runs_.size() < std::min(in_flight, runs)) start_one(program, steps);
  AZWF_CHECK(engine_->run_until([&] { return ended == runs; }).has_value());
  on_commit_ = {};
  return watch.seconds();
}

double BenchEngine::put_to_sleep(std::string_view script_text, std::size_t runs,
                                 std::size_t in_flight) {
  const auto program = load(script_text);
  runs_.clear();
  std::size_t asleep = 0;
  on_commit_ = [&](const CommittedRun& committed) {
    asleep += committed.state.timers.empty() ? 0 : 1;
    if (runs_.size() < runs) start_one(program, 0);
  };
  const Stopwatch watch;
  while (runs_.size() < std::min(in_flight, runs)) start_one(program, 0);
  AZWF_CHECK(engine_->run_until([&] { return asleep == runs; }).has_value());
  on_commit_ = {};
  runs_ = {};
  return watch.seconds();
}

double BenchEngine::live_one(std::string_view script_text, std::size_t steps) {
  const auto program = load(script_text);
  bool has_ended = false;
  on_commit_ = [&](const CommittedRun& committed) { has_ended |= committed.state.ended(); };
  const Stopwatch watch;
  start_one(program, steps);
  AZWF_CHECK(engine_->run_until([&] { return has_ended; }).has_value());
  on_commit_ = {};
  return watch.seconds();
}

Home BenchEngine::close() {
  AZWF_CHECK(engine_->shut_down().has_value());
  engine_.reset();
  log_.reset();
  store_ = {};
  return {scratch_.path / "home"};
}

double BenchEngine::reopen() {
  close();
  const Stopwatch watch;
  open();
  return watch.seconds();
}

std::vector<Commit> BenchEngine::commits() {
  std::vector<Commit> all;
  const auto cursor = log_->read({.past = before_}).value();
  while (auto commit = cursor->next().value()) all.push_back(std::move(*commit));
  return all;
}

}  // namespace azwf::bench
