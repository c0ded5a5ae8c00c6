// A file cannot be waited for together with the log, so both are looked at now and then.
#include "adapters/cli/follow_output.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>
#include <utility>

#include "adapters/cli/attempt_output.hpp"
#include "adapters/cli/follow.hpp"
#include "adapters/cli/run_watch.hpp"
#include "adapters/cli/spool.hpp"

namespace azwf::cli {
namespace {

constexpr auto looked_again_every = std::chrono::milliseconds(50);

class OutputFollower {
 public:
  OutputFollower(ReadingSession& session, Console& console, OutputPrinter& printer,
                 const RunId& run, const std::optional<StepId>& only)
      : session_(session),
        console_(console),
        printer_(printer),
        run_(run),
        only_(only),
        watch_(session.log(), run) {}

  // One look: prints what is new. Whether there may be more.
  Result<bool> look() {
    TRY_VOID(watch_.look([this](const RunCommit& commit) {
      for (const auto& recorded : commit.events) story_.add(recorded);
    }));
    for (const auto& step : story_.steps) {
      if (only_ && step.id != *only_) continue;
      for (const auto& attempt : step.attempts) TRY_VOID(look_at(step, attempt));
    }
    return console_.is_wanted() && !session_.interrupted() && !is_over();
  }

 private:
  [[nodiscard]] bool is_over() const {
    if (is_at_rest(story_.state)) return true;
    const auto* step = only_ ? story_.find(*only_) : nullptr;
    return step != nullptr && (step->end == StepEnd::succeeded || step->end == StepEnd::failed);
  }

  // Attempts are printed one after another: one in progress keeps those after it waiting.
  Result<void> look_at(const StepStory& step, const AttemptStory& attempt) {
    const auto key = std::pair(step.id, attempt.number);
    if (done_.contains(key) || (current_ && current_ != key)) return {};
    if (!current_) begin(step, attempt);
    if (!spool_) spool_ = session_.spools().open(run_, step.id, attempt.number);
    const bool is_all = spool_ && TRY(spool_->read([this](auto piece) { print(piece); }));
    if (attempt.end == AttemptEnd::none) return {};
    if (!is_all) TRY_VOID(print_the_rest(attempt));
    end();
    return {};
  }

  void print(std::string_view piece) {
    printed_ += piece.size();
    printer_.print(piece);
  }

  // What is recorded of it, without what its spool had.
  Result<void> print_the_rest(const AttemptStory& attempt) {
    auto left_out = std::exchange(printed_, 0);
    return read_output(session_.blobs(), attempt, [&](std::string_view piece) {
      const auto skipped = std::min<std::uint64_t>(left_out, piece.size());
      left_out -= skipped;
      printer_.print(piece.substr(skipped));
    });
  }

  void begin(const StepStory& step, const AttemptStory& attempt) {
    current_ = std::pair(step.id, attempt.number);
    printed_ = 0;
    printer_.begin(step, attempt);
  }

  void end() {
    printer_.end();
    done_.insert(*current_);
    current_.reset();
    spool_.reset();
  }

  ReadingSession& session_;
  Console& console_;
  OutputPrinter& printer_;
  const RunId& run_;
  const std::optional<StepId>& only_;
  RunWatch watch_;
  Story story_;
  std::set<std::pair<StepId, std::uint32_t>> done_;
  std::optional<std::pair<StepId, std::uint32_t>> current_;
  std::unique_ptr<Spool> spool_;
  std::uint64_t printed_ = 0;  // of the current one, in bytes
};

}  // namespace

Result<void> read_attempt(ReadingSession& session, const RunId& run, const StepId& step,
                          const AttemptStory& attempt,
                          const std::function<void(std::string_view)>& sink) {
  // What an interrupted attempt had printed lies in its spool until the step has ended.
  const bool has_ended = attempt.end != AttemptEnd::none && attempt.end != AttemptEnd::interrupted;
  if (attempt.output || has_ended) return read_output(session.blobs(), attempt, sink);
  const auto spool = session.spools().open(run, step, attempt.number);
  if (spool) TRY(spool->read(sink));
  return {};
}

Result<void> follow_output(ReadingSession& session, Console& console, OutputPrinter& printer,
                           const RunId& run, const std::optional<StepId>& only) {
  OutputFollower follower(session, console, printer, run, only);
  while (TRY(follower.look())) std::this_thread::sleep_for(looked_again_every);
  return {};
}

}  // namespace azwf::cli
