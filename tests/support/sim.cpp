// The simulated engine: one thread, a clock that the driver moves, a log that dies when told to.
#include "tests/support/sim.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "engine/audit/replay.hpp"
#include "engine/audit/verify_log.hpp"
#include "engine/lua/lua_host.hpp"
#include "engine/runtime/outcome_fact.hpp"
#include "tests/support/forwarding_log.hpp"
#include "tests/support/run_events.hpp"

namespace azwf::tests {
namespace {

std::string message_of(const auto& result) { return result ? "" : result.error().message; }

// Another engine got there first with the same facts, and has gone away since.
Proposal the_same_from_elsewhere(const Proposal& ours) {
  auto same = ours;
  same.id.bytes[0] ^= 0xff;
  return same;
}

}  // namespace

// Counts appends, and dies at the planned one: before it is written, or after.
class Sim::CountingLog : public ForwardingLog {
 public:
  CountingLog(Sim& sim, EventLog& log) : ForwardingLog(log), sim_(sim) {}

  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override {
    const auto crash = sim_.crash_now();
    if (crash && !crash->after) throw Crash{};
    auto answers = ForwardingLog::append(proposals);
    if (crash) throw Crash{};
    sim_.drop_instances();
    return answers;
  }

 private:
  Sim& sim_;
};

class Sim::Ids : public IdSource {
 public:
  Uuid next() override {
    Uuid id;
    ++count_;
    for (std::size_t i = 0; i < sizeof count_; ++i) {
      id.bytes[15 - i] = static_cast<std::uint8_t>(count_ >> 8 * i);
    }
    return id;
  }

 private:
  std::uint64_t count_ = 0;
};

Sim::Sim(SimOptions options)
    : options_(std::move(options)), random_(options_.seed), ids_(std::make_unique<Ids>()) {
  world_.on_perform = [this](const StepRequest& request) {
    const auto now = state(request.run);
    const auto* step = now.find(request.step);
    const bool permitted = step != nullptr && step->phase == StepPhase::performing &&
                           step->attempt == request.attempt && !now.ended();
    BOOST_TEST(permitted, request.run.text << " performs " << request.step.text
                                           << ", which the log does not permit");
  };
}

Sim::~Sim() = default;

void Sim::crash_at(std::size_t append, bool after) {
  if (planned_crashes_.empty()) counted_from_ = appends_;
  planned_crashes_.push_back({append, after});
}

// Counts this append; the crash that is planned for it.
std::optional<Sim::PlannedCrash> Sim::crash_now() {
  ++appends_;
  if (planned_crashes_.empty()) return std::nullopt;
  const auto next = planned_crashes_.front();
  if (appends_ != counted_from_ + next.append) return std::nullopt;
  planned_crashes_.pop_front();
  counted_from_ = appends_;
  return next;
}

void Sim::drop_instances() {
  if (!options_.drop_instances) return;
  for (const auto& run : started_) host_->drop(run);
}

std::unique_ptr<ScriptHost> Sim::make_host(HostSink sink) {
  if (!options_.scripts.empty()) {
    auto host = std::make_unique<LuaHost>(std::move(sink), options_.limits);
    host_ = host.get();
    return host;
  }
  auto host = std::make_unique<PlanHost>(options_.plans, std::move(sink));
  plan_host_ = host.get();
  host_ = plan_host_;
  return host;
}

std::unique_ptr<MemoryLog> Sim::make_log() {
  MemoryLogOptions options;
  options.is_full = [this] {
    const auto from = options_.full_from_commit;
    return from && commits_->commits.size() >= *from;
  };
  return std::make_unique<MemoryLog>(clock_, options, commits_);
}

void Sim::open() {
  clock_.advance(std::chrono::milliseconds(1));
  if (faulty_log_) options_.planned_faults = faulty_log_->planned();
  memory_log_ = make_log();
  faulty_log_ = std::make_unique<FaultyLog>(*memory_log_, random_(), options_.faults);
  faulty_log_->next(options_.planned_faults);
  faulty_log_->set_other_writer(the_same_from_elsewhere);
  log_ = std::make_unique<CountingLog>(*this, *faulty_log_);
  catalog_ = std::make_unique<OperationCatalog>();
  auto operation = std::make_unique<PlannedOperation>(world_, options_.outcomes);
  operation_ = operation.get();
  catalog_->add(std::move(operation));
  engine_ = std::make_unique<Engine>(
      EngineParts{*log_, views_, blobs_, *catalog_, clock_, *ids_, options_.limits, "sim"},
      [this](HostSink sink) { return make_host(std::move(sink)); });
  if (first_) engine_->tell(*std::exchange(first_, {}));
  BOOST_REQUIRE(engine_->recover(options_.wanted));
  start_again();
  for (const auto& [run, fact] : to_tell_) engine_->tell({run, fact, "tester", {}});
  if (options_.starts_triggered) engine_->start_triggered({});
  for (const auto& [number, send] : std::map(to_ask_)) send();
}

void Sim::open_telling(const RunId& run, RunEvent fact) {
  first_ = TellRun{run, std::move(fact), "tester", {}};
  open();
}

void Sim::start_again() {
  for (const auto& [run, request] : std::map(to_start_)) engine_->start(request);
}

void Sim::crash() {
  ++crashes_;
  drop();
}

void Sim::restart() {
  try {
    const auto ended = engine_->shut_down();
    BOOST_REQUIRE_MESSAGE(ended, message_of(ended));
  } catch (const Crash&) {
    ++crashes_;
  }
  drop();
  open();
}

void Sim::drop() {
  engine_.reset();
  catalog_.reset();
}

bool Sim::drive_once() {
  try {
    const auto did = engine_->turn(std::chrono::microseconds(0));
    BOOST_REQUIRE_MESSAGE(did, message_of(did));
    if (*did) return true;
  } catch (const Crash&) {
    crash();
    open();
    return true;
  }
  if (finish_one()) return true;
  if (options_.holds_clock) return false;
  if (const auto due = engine_->next_due()) {
    const auto wait = std::max<std::int64_t>(due->us - clock_.now().us, 1);
    clock_.advance(std::chrono::microseconds(wait));
    return true;
  }
  if (const auto deadline = engine_->next_deadline()) {
    clock_.advance(std::max(*deadline - clock_.monotonic(), std::chrono::microseconds(1)));
    return true;
  }
  return false;
}

// Ends one attempt whose plan is to end: the oldest, or one drawn from the seed.
bool Sim::finish_one() {
  std::vector<std::size_t> order(operation_->open());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (options_.permute) std::ranges::shuffle(order, random_);
  for (const auto index : order) {
    auto finished = operation_->finish(index);
    if (!finished) continue;
    finished_.push_back(std::move(*finished));
    if (options_.double_outcomes) {
      for (const auto& earlier : finished_) tell_again(earlier);
    }
    return true;
  }
  return false;
}

void Sim::tell_again(const PlannedOperation::Finished& finished) {
  const auto& request = finished.request;
  auto fact =
      outcome_fact({request.run, request.step, request.attempt, finished.outcome}, options_.limits);
  engine_->tell({request.run, std::move(fact), {}, {}});
}

void Sim::drive() {
  for (std::size_t steps = 0; drive_once(); ++steps) BOOST_REQUIRE(steps < 200'000);
}

void Sim::drive_until_performing() {
  while (operation_->open() == 0) BOOST_REQUIRE(drive_once());
}

// A script's modules are the other scripts of the simulation.
Program Sim::unpinned(const std::string& name) {
  const auto script = options_.scripts.find(name);
  if (script == options_.scripts.end()) {
    return {.main = {"main", name, name}, .operations = catalog_->descriptors()};
  }
  const auto read_module = [&](std::string_view module) -> Result<Source> {
    const auto found = options_.scripts.find(std::string(module));
    if (found != options_.scripts.end()) return Source{found->first, found->first, found->second};
    return failure(ErrorKind::not_found, "no_module", "no such module");
  };
  auto program = build_program({"main", name + ".lua", script->second}, read_module, wf_library(),
                               catalog_->descriptors(), options_.limits);
  BOOST_REQUIRE_MESSAGE(program, message_of(program));
  return std::move(*program);
}

std::shared_ptr<const Program> Sim::program(const std::string& plan) {
  const auto stored = engine_->programs().put(unpinned(plan));
  BOOST_REQUIRE(stored);
  return *stored;
}

RunId Sim::start(const std::string& plan, const std::string& id, Packed params, Begin begin) {
  StartRun request{.run = {id},
                   .program = program(plan),
                   .workflow = plan,
                   .params = std::move(params),
                   .actor = "tester",
                   .begin = begin,
                   .reply = {}};
  request.reply = [this, id](Result<StartedRun> started) {
    if (started) to_start_.erase(RunId{id});
  };
  started_.push_back({id});
  to_start_.insert_or_assign(request.run, request);
  engine_->start(request);
  return {id};
}

std::optional<Error> Sim::tell(const RunId& run, RunEvent fact) {
  auto error = std::make_shared<std::optional<Error>>();
  to_tell_.emplace_back(run, fact);
  engine_->tell({run, std::move(fact), "tester", [this, error](Result<void> outcome) {
                   if (!to_tell_.empty()) to_tell_.pop_back();
                   if (!outcome) *error = outcome.error();
                 }});
  drive();
  to_tell_.clear();
  return *error;
}

std::vector<RecordedEvent> Sim::events(const RunId& run) {
  auto read = read_run(*memory_log_, run);
  BOOST_REQUIRE_MESSAGE(read, message_of(read));
  return std::move(*read);
}

RunState Sim::state(const RunId& run) {
  auto folded = fold_run(*memory_log_, run);
  BOOST_REQUIRE(folded);
  return std::move(folded->state);
}

namespace {

std::string word_of(const RecordedEvent& recorded) {
  std::string word(type_of(recorded.event));
  std::visit(
      [&](const auto& event) {
        if constexpr (requires { event.step; }) word += ":" + event.step.text;
        if constexpr (requires { event.attempt; }) word += "/" + std::to_string(event.attempt);
      },
      recorded.event);
  return word;
}

}  // namespace

std::string Sim::story(const RunId& run) {
  auto reader = RunReader::open(*memory_log_, run);
  BOOST_REQUIRE(reader);
  std::string story;
  while (auto commit = *reader->next()) {
    if (!story.empty()) story += " |";
    for (const auto& event : commit->events) story += (story.empty() ? "" : " ") + word_of(event);
  }
  return story;
}

std::string Sim::replay_parting(const RunId& run) {
  Replayer replayer(
      *memory_log_, [this](const Digest& digest) { return engine_->programs().get(digest); },
      [this](HostSink sink) -> std::unique_ptr<ScriptHost> {
        if (!options_.scripts.empty()) return std::make_unique<LuaHost>(std::move(sink));
        return std::make_unique<PlanHost>(options_.plans, std::move(sink));
      });
  const auto report = replayer.replay(run);
  if (!report) return report.error().message;
  if (!report->parting) return {};
  return run.text + " parts at " + std::to_string(report->parting->ordinal) + ": recorded " +
         report->parting->recorded_type + ", recomputed " + report->parting->recomputed_type;
}

// No attempt twice.
std::string Sim::performed_twice(const RunId& run) {
  std::vector<Performed> mine;
  std::ranges::copy_if(world_.performed, std::back_inserter(mine),
                       [&](const Performed& each) { return each.run == run; });
  std::ranges::sort(mine);
  const auto twice = std::ranges::adjacent_find(mine);
  if (twice == mine.end()) return {};
  return run.text + " performed step " + twice->step.text + " attempt " +
         std::to_string(twice->attempt) + " twice";
}

// No attempt's outcome stands in the log twice, and no fact's time goes back.
std::string Sim::told_twice(const RunId& run) {
  std::set<std::pair<std::string, std::uint32_t>> told;
  Timestamp last;
  for (const auto& recorded : events(run)) {
    if (is_fact(recorded.event) && recorded.time < last) return run.text + ": time goes back";
    if (is_fact(recorded.event)) last = recorded.time;
    const auto add = [&](const auto& outcome) {
      return told.emplace(outcome.step.text, outcome.attempt).second;
    };
    bool is_new = true;
    if (const auto* good = std::get_if<StepSucceeded>(&recorded.event)) is_new = add(*good);
    if (const auto* bad = std::get_if<AttemptFailed>(&recorded.event)) is_new = add(*bad);
    if (const auto* lost = std::get_if<AttemptLost>(&recorded.event)) is_new = add(*lost);
    if (!is_new) return run.text + " recorded an outcome twice";
  }
  return {};
}

bool Sim::stands_in_log(const ViewCheckpoint& checkpoint) const {
  const auto position = checkpoint.position.value;
  if (position == 0 || position > commits_->commits.size()) return position == 0;
  return commits_->commits[position - 1].frame.chain == checkpoint.chain;
}

std::string Sim::views_broken() {
  if (!stands_in_log(views_.checkpoint().value())) return "views stand at no commit of the log";
  MemoryViewStore rebuilt;
  if (!catch_up(rebuilt, *memory_log_)) return "views cannot be rebuilt";
  const auto differing = differing_keys(views_, rebuilt, 1);
  if (!differing) return differing.error().message;
  return differing->empty() ? "" : "view key differs after rebuild: " + differing->front();
}

std::string Sim::broken_promise() {
  const auto verified = verify_log(*memory_log_);
  if (!verified) return verified.error().message;
  if (!verified->problem.empty()) return "log: " + verified->problem;
  if (auto differing = views_broken(); !differing.empty()) return differing;
  for (const auto& run : runs_in_log()) {
    if (auto parting = replay_parting(run); !parting.empty()) return parting;
    if (auto twice = performed_twice(run); !twice.empty()) return twice;
    if (auto twice = told_twice(run); !twice.empty()) return twice;
  }
  return {};
}

}  // namespace azwf::tests
