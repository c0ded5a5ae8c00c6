// One cursor for each run at hand, up to some number; a run that is put aside is read again.
#include "engine/envelope/run_before.hpp"

#include "engine/run/run_codec.hpp"
#include "engine/run/run_reader.hpp"

namespace azwf {
namespace {

constexpr std::size_t runs_at_hand_max = 256;

}  // namespace

// A cursor sees what was there when it was made: at its end another one looks for more.
Result<bool> RunsBefore::read_on(const RunId& run, Reading& reading) {
  std::optional<Commit> commit;
  if (reading.cursor) commit = TRY(reading.cursor->next());
  if (!commit) {
    reading.cursor = TRY(log_.read({.stream = run_stream(run), .past = reading.past}));
    commit = TRY(reading.cursor->next());
  }
  if (!commit) return false;
  auto decoded = decode_run_commit(*commit, reading.state.next_ordinal);
  if (!decoded) {
    reading.cursor.reset();  // it stands past what was not folded
    return std::unexpected(std::move(decoded).error());
  }
  reading.ahead = std::move(decoded->events);
  reading.past = commit->frame.position;
  reading.next = 0;
  return true;
}

const RunState* RunsBefore::event(const RunId& run, std::uint64_t ordinal) {
  const bool is_at_hand = readings_.contains(run.text);
  if (!is_at_hand && readings_.size() >= runs_at_hand_max) readings_.erase(readings_.begin());
  auto& reading = readings_[run.text];
  if (reading.state.next_ordinal > ordinal) reading = {};
  while (reading.state.next_ordinal < ordinal) {
    if (reading.next == reading.ahead.size() && !read_on(run, reading).value_or(false)) {
      return nullptr;
    }
    evolve(reading.state, reading.ahead[reading.next++]);
  }
  return &reading.state;
}

}  // namespace azwf
