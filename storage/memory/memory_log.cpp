// Everything happens under one mutex; commits are immutable once stored, so they are decoded
// outside it.
#include "storage/memory/memory_log.hpp"

#include <algorithm>
#include <functional>

#include "storage/errors.hpp"

namespace azwf {
namespace {

Writer writer_of(const MemoryLogOptions& options, MemoryCommits& commits) {
  const std::lock_guard lock(commits.mutex);
  return {options.tenant, options.writer, ++commits.epoch};
}

LogHead head_of(MemoryCommits& commits) {
  const std::lock_guard lock(commits.mutex);
  if (commits.commits.empty()) return {};
  const auto& frame = commits.commits.back().frame;
  return {frame.position, frame.recorded, frame.chain};
}

// Finds the next position each time, so that appends never disturb it.
class MemoryCursor : public Cursor {
 public:
  MemoryCursor(MemoryCommits& commits, ReadQuery query)
      : commits_(commits), query_(std::move(query)) {}

  Result<bool> next(Commit& commit) override {
    const auto* stored = next_stored();
    if (stored == nullptr) return false;
    query_.past = stored->frame.position;
    commit.frame = stored->frame;
    commit.leaf_bytes = stored->leaf_bytes;
    TRY_VOID(decode_leaf(stored->leaf_bytes, commit.leaf));
    return true;
  }

 private:
  const MemoryCommits::Stored* next_stored() {
    const std::lock_guard lock(commits_.mutex);
    const auto position = query_.stream ? next_in_stream() : next_in_log();
    return position.value == 0 ? nullptr : &commits_.commits[position.value - 1];
  }

  // Position 0: there is none.
  Position next_in_log() const {
    const std::uint64_t last = commits_.commits.size();
    if (query_.direction == Direction::backwards) {
      if (!query_.past) return {last};
      return {std::min(query_.past->value - (query_.past->value > 0), last)};
    }
    const auto position = query_.past ? query_.past->value + 1 : 1;
    return {position <= last ? position : 0};
  }

  Position next_in_stream() const {
    const auto stream = commits_.streams.find(query_.stream->text);
    if (stream == commits_.streams.end()) return {};
    const auto& positions = stream->second.positions;
    if (query_.direction == Direction::backwards) {
      const auto end =
          query_.past ? std::ranges::lower_bound(positions, *query_.past) : positions.end();
      return end == positions.begin() ? Position{} : *std::prev(end);
    }
    const auto at = std::ranges::upper_bound(positions, query_.past.value_or(Position{}));
    return at == positions.end() ? Position{} : *at;
  }

  MemoryCommits& commits_;
  ReadQuery query_;
};

}  // namespace

MemoryLog::MemoryLog(Clock& clock, MemoryLogOptions options, std::shared_ptr<MemoryCommits> commits)
    : clock_(clock),
      is_full_(options.is_full),
      commits_(std::move(commits)),
      maker_(writer_of(options, *commits_), options.limits, head_of(*commits_)) {}

std::vector<AppendAnswer> MemoryLog::append(std::span<const Proposal> proposals) {
  const auto now = clock_.now();
  std::vector<AppendAnswer> answers;
  {
    const std::lock_guard lock(commits_->mutex);
    for (const auto& proposal : proposals) answers.push_back(append_one(proposal, now));
  }
  commits_->changed.notify_all();
  return answers;
}

AppendAnswer MemoryLog::append_one(const Proposal& proposal, Timestamp now) {
  if (commits_->epoch != epoch()) return Refused{fenced(epoch(), commits_->epoch)};
  if (proposal.urgency == Urgency::new_work && is_full_ && is_full_()) return Refused{no_space()};
  const auto found = commits_->streams.find(proposal.stream.text);
  const bool is_new = found == commits_->streams.end();
  const auto head =
      is_new ? StreamHead{} : StreamHead{found->second.positions.back(), found->second.leaf};
  auto made = maker_.make(proposal, head, now);
  if (auto* refused = std::get_if<Refused>(&made)) return std::move(*refused);
  if (std::holds_alternative<Conflict>(made)) return Conflict{};
  auto& commit = std::get<MadeCommit>(made);
  auto& stream = is_new ? commits_->streams[proposal.stream.text] : found->second;
  stream.leaf = commit.leaf_hash;
  stream.positions.push_back(commit.frame.position);
  commits_->commits.push_back({commit.frame, std::move(commit.leaf_bytes)});
  return Committed{commit.frame.position, commit.frame.chain};
}

Result<std::unique_ptr<Cursor>> MemoryLog::read(const ReadQuery& query) {
  return std::make_unique<MemoryCursor>(*commits_, query);
}

Result<Position> MemoryLog::wait_past(Position position, std::stop_token stop) {
  std::unique_lock lock(commits_->mutex);
  const auto last = [&] { return Position{commits_->commits.size()}; };
  commits_->changed.wait(lock, stop, [&] { return last() > position; });
  return last();
}

}  // namespace azwf
