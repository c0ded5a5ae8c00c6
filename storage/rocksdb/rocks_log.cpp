// A group: the anchor is held and asked who writes, proposals become one batch, the batch is
// synced, the anchor moves, and only then are answers given.
#include "storage/rocksdb/rocks_log.hpp"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "engine/base/check.hpp"
#include "storage/errors.hpp"

namespace azwf {
namespace {

// Tables smaller than this are left to the next opening, which reads the write-ahead log anyway.
constexpr std::uint64_t flushed_at_close_bytes = 1 << 20;

template <class Answer> std::vector<AppendAnswer> all(std::size_t count, const Error& why) {
  return std::vector<AppendAnswer>(count, Answer{why});
}

}  // namespace

RocksLog::RocksLog(Database database, Anchor anchor, CommitMaker maker, const Limits& limits,
                   Clock& clock, FreeSpace& space)
    : database_(std::move(database)),
      anchor_(std::move(anchor)),
      maker_(std::move(maker)),
      heads_(limits.stream_heads_max),
      clock_(clock),
      space_(space),
      batch_(std::make_unique<rocksdb::WriteBatch>()),
      last_(maker_.head().position),
      anchor_sync_([this] { return anchor_.sync(); },
                   std::chrono::milliseconds(limits.anchor_sync_ms)) {}

RocksLog::~RocksLog() {
  if (failed_ || refused_) return;
  std::uint64_t unflushed_bytes = 0;
  database_.db().GetAggregatedIntProperty("rocksdb.cur-size-all-mem-tables", &unflushed_bytes);
  if (unflushed_bytes > flushed_at_close_bytes) (void)database_.flush();
}

std::vector<AppendAnswer> RocksLog::append(std::span<const Proposal> proposals) {
  if (failed_) return all<Unknown>(proposals.size(), *failed_);
  if (refused_) return all<Refused>(proposals.size(), *refused_);
  const auto hold = anchor_.hold();
  if (!hold) failed_ = hold.error();
  if (hold && !AZWF_PLANTED(5)) {
    const auto state = anchor_.reread();
    if (!state) failed_ = state.error();
    if (state && state->epoch != epoch()) refused_ = fenced(epoch(), state->epoch);
  }
  if (refused_) return all<Refused>(proposals.size(), *refused_);
  if (failed_) return all<Unknown>(proposals.size(), *failed_);
  auto answers = append_group(proposals);
  return failed_ ? all<Unknown>(proposals.size(), *failed_) : answers;
}

std::vector<AppendAnswer> RocksLog::append_group(std::span<const Proposal> proposals) {
  const auto now = clock_.now();
  batch_->Clear();
  std::vector<AppendAnswer> answers;
  answers.reserve(proposals.size());
  for (const auto& proposal : proposals) {
    answers.push_back(stage(proposal, space_.room(batch_->GetDataSize()), now));
    if (failed_) return answers;
  }
  if (batch_->Count() == 0) return answers;
  auto written = write_batch();
  if (written) written = move_anchor();
  if (!written) {
    failed_ = written.error();
    return answers;
  }
  heads_.trim();
  publish(maker_.head().position);
  return answers;
}

// Adds the proposal to the batch. Its answer counts only when the batch is synced.
AppendAnswer RocksLog::stage(const Proposal& proposal, Room room, Timestamp now) {
  if (room != Room::enough && proposal.urgency == Urgency::new_work) return Refused{no_space()};
  if (room == Room::none) {  // RocksDB stops the process when it meets a full disk
    failed_ = disk_full();
    return Unknown{*failed_};
  }
  const auto head = head_of(proposal.stream.text);
  if (!head) {
    failed_ = head.error();
    return Unknown{*failed_};
  }
  auto made = maker_.make(proposal, **head, now);
  if (auto* refused = std::get_if<Refused>(&made)) return std::move(*refused);
  if (std::holds_alternative<Conflict>(made)) return Conflict{};
  const auto& commit = std::get<MadeCommit>(made);
  put_commit(*batch_, database_, proposal.stream.text, commit);
  **head = {commit.frame.position, commit.leaf_hash};
  return Committed{commit.frame.position, commit.frame.chain};
}

Result<StreamHead*> RocksLog::head_of(const std::string& stream) {
  if (auto* known = heads_.find(stream)) return known;
  return heads_.add(stream, TRY(read_stream_head(database_, stream)));
}

Result<void> RocksLog::write_batch() {
  TRY_VOID(database_.write_synced(*batch_));
  space_.written(batch_->GetDataSize());
  return {};
}

Result<void> RocksLog::move_anchor() {
  if (AZWF_PLANTED(3)) return {};
  const auto& head = maker_.head();
  TRY_VOID(anchor_.write({epoch(), head.position, head.chain}));
  return anchor_sync_.ask();
}

void RocksLog::publish(Position last) {
  {
    const std::lock_guard lock(mutex_);
    last_ = last;
  }
  changed_.notify_all();
}

Result<std::unique_ptr<Cursor>> RocksLog::read(const ReadQuery& query) {
  const auto last = [this] {
    const std::lock_guard lock(mutex_);
    return last_;
  }();
  return make_cursor(database_, query, last);
}

Result<Position> RocksLog::wait_past(Position position, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [&] { return last_ > position; });
  return last_;
}

}  // namespace azwf
