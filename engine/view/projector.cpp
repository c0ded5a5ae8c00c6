// Catching up reads the log in order and folds each run on the way; a run first met in the middle
// of its stream is folded from its beginning.
#include "engine/view/projector.hpp"

#include <map>

#include "engine/run/run_codec.hpp"
#include "engine/run/run_reader.hpp"
#include "engine/view/emitted_events.hpp"

namespace azwf {
namespace {

constexpr std::size_t commits_per_batch = 1'000;

class CatchUp {
 public:
  CatchUp(ViewStore& store, EventLog& log) : log_(log), projector_(store, log) {}

  Result<ViewCheckpoint> from(ViewCheckpoint checkpoint, Cursor& cursor) {
    TRY_VOID(projector_.load());
    std::size_t pending = 0;
    while (const auto commit = TRY(cursor.next())) {
      TRY_VOID(add(*commit));
      checkpoint = {commit->frame.position, commit->frame.chain};
      if (++pending % commits_per_batch == 0) TRY_VOID(projector_.write(checkpoint));
    }
    if (pending % commits_per_batch != 0) TRY_VOID(projector_.write(checkpoint));
    return checkpoint;
  }

 private:
  Result<void> add(const Commit& commit) {
    const auto run = run_of(commit.leaf.stream);
    if (!run) return projector_.add(commit);
    auto known = states_.find(*run);
    if (known == states_.end()) {
      const bool is_first = commit.leaf.previous.is_zero();
      auto folded = is_first ? FoldedRun{} : TRY(fold_run(log_, *run, commit.frame.position));
      known = states_.emplace(*run, std::move(folded.state)).first;
    }
    auto& state = known->second;
    const auto decoded = TRY(decode_run_commit(commit, state.next_ordinal));
    for (const auto& event : decoded.events) evolve(state, event);
    TRY_VOID(projector_.add({*run, commit.frame.position, decoded.events, state}));
    if (state.ended() && !state.performs()) states_.erase(known);
    return {};
  }

  EventLog& log_;
  Projector projector_;
  std::unordered_map<RunId, RunState> states_;
};

// Stands past the checkpoint; nothing when the log does not have the commit there, or when what was
// folded is of another format.
Result<std::unique_ptr<Cursor>> cursor_past(const ViewCheckpoint& checkpoint, EventLog& log) {
  if (checkpoint.format != views_format) return nullptr;
  if (checkpoint.position == Position{}) return log.read({});
  auto cursor = TRY(log.read({.past = Position{checkpoint.position.value - 1}}));
  const auto commit = TRY(cursor->next());
  if (!commit || checkpoint != ViewCheckpoint{commit->frame.position, commit->frame.chain}) {
    return nullptr;
  }
  return cursor;
}

Result<std::map<std::string, std::string, std::less<>>> entries(ViewStore& store) {
  std::map<std::string, std::string, std::less<>> all;
  TRY_VOID(store.scan("", "", [&](std::string_view key, std::string_view value) {
    all.emplace(key, value);
    return true;
  }));
  return all;
}

}  // namespace

Result<void> Projector::load() {
  batch_.clear();
  return triggers_.load();
}

Result<void> Projector::add(const RunChange& change) {
  for (const auto view : views()) view(change, batch_);
  return triggers_.see(change, batch_);
}

Result<void> Projector::add(const Commit& commit) {
  evolve_emitted_events(commit, batch_);
  return triggers_.see(commit, batch_);
}

Result<void> Projector::write(const ViewCheckpoint& checkpoint) {
  const auto batch = std::exchange(batch_, {});
  return store_->apply(batch, checkpoint);
}

Result<ViewCheckpoint> catch_up(ViewStore& store, EventLog& log) {
  auto checkpoint = TRY(store.checkpoint());
  auto cursor = TRY(cursor_past(checkpoint, log));
  if (!cursor) {
    TRY_VOID(store.clear());
    checkpoint = {};
    cursor = TRY(log.read({}));
  }
  return CatchUp(store, log).from(checkpoint, *cursor);
}

Result<std::vector<std::string>> differing_keys(ViewStore& one, ViewStore& other,
                                                std::size_t limit) {
  auto left = TRY(entries(one));
  const auto right = TRY(entries(other));
  std::vector<std::string> differing;
  for (const auto& [key, value] : right) {
    const auto found = left.find(key);
    if (found == left.end() || found->second != value) differing.push_back(key);
    if (found != left.end()) left.erase(found);
  }
  for (const auto& [key, value] : left) differing.push_back(key);
  if (differing.size() > limit) differing.resize(limit);
  return differing;
}

}  // namespace azwf
