// Walks a run's stream in chunks of commits: rulings are computed beside the fold, decisions by the
// script host; the earliest difference is where they part.
#include "engine/audit/replay.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "engine/base/check.hpp"
#include "engine/run/history.hpp"
#include "engine/run/rule.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/run/run_reader.hpp"
#include "engine/run/same_decision.hpp"

namespace azwf {

constexpr int tries_max = 100;  // an instance may be lost to another run's script

// Waits for the one answer that is outstanding.
class Replayer::Answers {
 public:
  void put(HostAnswer answer) {
    auto* advance = std::get_if<AdvanceAnswer>(&answer);
    if (advance == nullptr) return;
    const std::lock_guard lock(mutex_);
    answer_ = std::move(*advance);
    arrived_.notify_one();
  }
  AdvanceAnswer wait() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return answer_.has_value(); });
    return *std::exchange(answer_, std::nullopt);
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::optional<AdvanceAnswer> answer_;
};

// One run's comparison in progress.
class Replayer::OneRun {
 public:
  OneRun(Replayer& replayer, const RunId& run, std::shared_ptr<const Program> program)
      : replayer_(replayer), program_(std::move(program)) {
    report_.run = run;
  }

  Result<ReplayReport> compare(RunReader reader, std::optional<Position> until) {
    bool more = true;
    while (more && !report_.parting) {
      more = TRY(read_chunk(reader, until));
      TRY_VOID(ask());
      positions_.clear();
    }
    if (report_.events == 0 && !until) {
      return failure(ErrorKind::not_found, "run_not_found", "there is no run " + report_.run.text,
                     "azwf runs lists the runs of this store");
    }
    return std::move(report_);
  }

 private:
  Result<bool> read_chunk(RunReader& reader, std::optional<Position> until) {
    const auto& limits = replayer_.limits_;
    std::size_t bytes = 0;
    while (deliveries_.size() < limits.history_chunk_deliveries &&
           bytes < limits.history_chunk_bytes) {
      const auto commit = TRY(reader.next());
      if (!commit || (until && commit->position > *until)) return false;
      bytes += commit->bytes;
      TRY_VOID(choose_program(*commit));
      for (const auto& recorded : commit->events) {
        positions_.emplace_back(recorded.ordinal, commit->position);
        compare_ruling(recorded);
        history_.add(recorded);
        ++report_.events;
      }
      compare_missing_rulings(commit->events.back().ordinal + 1);
      std::ranges::move(history_.take(), std::back_inserter(deliveries_));
    }
    return true;
  }

  Result<void> choose_program(const RunCommit& first_commit) {
    if (program_) return {};
    const auto* started = std::get_if<RunStarted>(&first_commit.events.front().event);
    AZWF_CHECK(started != nullptr);
    program_ = TRY(replayer_.programs_(started->program));
    return {};
  }

  void compare_ruling(const RecordedEvent& recorded) {
    const auto& state = history_.state();
    if (is_fact(recorded.event)) {
      compare_missing_rulings(recorded.ordinal);
      for (auto& ruling : rule(report_.run, state, recorded.event, recorded.time)) {
        expected_.push_back(std::move(ruling));
      }
      return;
    }
    if (!is_ruling(recorded.event)) return;
    drop_moot_rulings();
    if (!expected_.empty() && expected_.front() == recorded.event) {
      expected_.pop_front();
      ++report_.decisions;
      return;
    }
    part(recorded.ordinal, &recorded, expected_.empty() ? nullptr : &expected_.front(), {});
  }

  void compare_missing_rulings(Ordinal at) {
    drop_moot_rulings();
    if (!expected_.empty()) part(at, nullptr, &expected_.front(), {});
    expected_.clear();
  }

  void drop_moot_rulings() {
    while (!expected_.empty() && !still_applies(history_.state(), expected_.front())) {
      expected_.pop_front();
    }
  }

  Result<void> ask() {
    const auto deliveries = std::exchange(deliveries_, {});
    if (deliveries.empty()) return {};
    Advance request{report_.run, program_, base_, {}};
    for (const auto& past : deliveries) request.deliveries.push_back({past.time, past.event});
    base_ += deliveries.size();
    replayer_.host_->submit(std::move(request));
    const auto answer = replayer_.answers_->wait();
    AZWF_CHECK(!std::holds_alternative<NeedsHistory>(answer.end) || base_ > deliveries.size());
    const auto count = std::min(deliveries.size(), answer.after.size());
    for (std::size_t i = 0; i < count; ++i) compare_decisions(deliveries[i], answer.after[i]);
    if (const auto* verdict = std::get_if<Verdict>(&answer.end)) {
      const auto& stuck = deliveries[std::min(count, deliveries.size() - 1)];
      const auto* recorded = stuck.decisions.empty() ? nullptr : &stuck.decisions.front();
      part(stuck.ordinal + 1, recorded, nullptr, {verdict->module, verdict->line});
      if (report_.parting) report_.parting->message = verdict->kind + ": " + verdict->message;
    } else if (count < deliveries.size()) {
      return failure(ErrorKind::unavailable, "host_lost", "the script's instance was lost",
                     "replay again");
    }
    return {};
  }

  void compare_decisions(const PastDelivery& past, const Decisions& recomputed) {
    const auto count = std::max(past.decisions.size(), recomputed.size());
    for (std::size_t i = 0; i < count; ++i) {
      const auto* before = i < past.decisions.size() ? &past.decisions[i] : nullptr;
      const auto* now = i < recomputed.size() ? &recomputed[i] : nullptr;
      if (before != nullptr && now != nullptr && same_decision(before->event, now->event)) {
        ++report_.decisions;
        continue;
      }
      const auto last = past.decisions.empty() ? past.ordinal : past.decisions.back().ordinal;
      part(before ? before->ordinal : last + 1, before, now ? &now->event : nullptr,
           now ? now->place : ScriptPlace{});
      return;
    }
  }

  // Keeps the earliest parting.
  void part(Ordinal ordinal, const RecordedEvent* recorded, const RunEvent* recomputed,
            ScriptPlace place) {
    if (report_.parting && report_.parting->ordinal <= ordinal) return;
    Parting parting{.ordinal = ordinal, .position = position_of(ordinal)};
    parting.place = place.module.empty() && recorded ? recorded->place : std::move(place);
    if (recorded != nullptr) {
      parting.recorded_type = type_of(recorded->event);
      parting.recorded = pack_payload(recorded->event);
    }
    if (recomputed != nullptr) {
      parting.recomputed_type = type_of(*recomputed);
      parting.recomputed = pack_payload(*recomputed);
    }
    report_.parting = std::move(parting);
  }

  Position position_of(Ordinal ordinal) const {
    Position position;
    for (const auto& [first, at] : positions_) {
      if (first <= ordinal) position = at;
    }
    return position;
  }

  Replayer& replayer_;
  std::shared_ptr<const Program> program_;
  ReplayReport report_;
  History history_;
  std::deque<RunEvent> expected_;
  std::vector<PastDelivery> deliveries_;
  std::vector<std::pair<Ordinal, Position>> positions_;
  std::uint64_t base_ = 0;
};

Replayer::Replayer(EventLog& log, ProgramSource programs, const ReplayHostFactory& make_host,
                   const Limits& limits)
    : log_(log),
      programs_(std::move(programs)),
      limits_(limits),
      answers_(std::make_shared<Answers>()),
      host_(
          make_host([answers = answers_](HostAnswer answer) { answers->put(std::move(answer)); })) {
}

Replayer::~Replayer() = default;

Result<ReplayReport> Replayer::replay(const RunId& run, std::shared_ptr<const Program> instead,
                                      std::optional<Position> until) {
  for (int tries = 1;; ++tries) {
    auto reader = TRY(RunReader::open(log_, run));
    auto report = OneRun(*this, run, instead).compare(std::move(reader), until);
    host_->drop(run);
    if (report || report.error().code != "host_lost" || tries == tries_max) return report;
  }
}

}  // namespace azwf
