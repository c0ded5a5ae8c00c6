// Cursors over RocksDB. Each holds one iterator, a view of the database as it was when the cursor
// was made: appends and compactions do not disturb it.
#include <fmt/format.h>
#include <rocksdb/db.h>

#include <algorithm>

#include "engine/base/check.hpp"
#include "engine/event/accepted_loss.hpp"
#include "storage/rocksdb/log_tables.hpp"

namespace azwf {
namespace {

// An iterator over the keys between two bounds, in one direction.
class Range {
 public:
  Range(const Database& database, rocksdb::ColumnFamilyHandle* table, Direction direction,
        std::string from, std::string to)
      : database_(database), direction_(direction), from_(std::move(from)), to_(std::move(to)) {
    from_slice_ = from_;
    to_slice_ = to_;
    rocksdb::ReadOptions options;
    options.iterate_lower_bound = &from_slice_;
    options.iterate_upper_bound = &to_slice_;
    options.total_order_seek = true;  // bounds, not prefixes, say where it ends
    iterator_.reset(database.db().NewIterator(options, table));
    if (direction == Direction::forwards) {
      iterator_->SeekToFirst();
    } else {
      iterator_->SeekToLast();
    }
  }

  Range(const Range&) = delete;  // the iterator refers to the bounds
  Range& operator=(const Range&) = delete;

  // Whether it stands at a key; an error when that could not be read.
  Result<bool> is_valid() const {
    if (iterator_->Valid()) return true;
    const auto status = iterator_->status();
    if (!status.ok()) return std::unexpected(store_error("read", database_.path(), status));
    return false;
  }
  [[nodiscard]] Position position() const { return position_of(iterator_->key()); }
  [[nodiscard]] std::string_view value() const { return iterator_->value().ToStringView(); }
  void advance() {
    if (direction_ == Direction::forwards) {
      iterator_->Next();
    } else {
      iterator_->Prev();
    }
  }

 private:
  const Database& database_;
  Direction direction_;
  std::string from_;
  std::string to_;
  rocksdb::Slice from_slice_;
  rocksdb::Slice to_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

// The positions a query asks for: from the first on, up to but not including `end`.
struct Span {
  Position first{1};
  Position end;
};

Span span_of(const ReadQuery& query, Position last) {
  Span span{{1}, {last.value + 1}};
  if (!query.past) return span;
  if (query.direction == Direction::forwards) {
    span.first.value = query.past->value + (query.past->value < UINT64_MAX);
  } else {
    const auto end = query.past->value + AZWF_PLANTED(7);
    span.end.value = std::min(span.end.value, end);
  }
  return span;
}

Range commits_in(const Database& database, Direction direction, Span span) {
  return {database, database.main(), direction, commit_key(span.first),
          commit_key(std::max(span.first, span.end))};
}

Range stream_in(const Database& database, const ReadQuery& query, Span span) {
  return {database, database.streams(), query.direction, stream_key(query.stream->text, span.first),
          stream_key(query.stream->text, std::max(span.first, span.end))};
}

std::unexpected<Error> missing(Position position) {
  return failure(ErrorKind::damaged, "missing_commit",
                 fmt::format("position {} is missing from the log", position.value),
                 "run azwf doctor");
}

// All commits. Positions are dense but for accepted losses, so any other hole is damage.
class LogCursor : public Cursor {
 public:
  LogCursor(const Database& database, const ReadQuery& query, Span span)
      : range_(commits_in(database, query.direction, span)), next_(span.first), end_(span.end) {}

  Result<bool> next(Commit& commit) override {
    if (next_ >= end_) return false;
    if (!TRY(range_.is_valid())) return missing(next_);
    const auto position = range_.position();
    TRY_VOID(decode_commit(position, range_.value(), commit));
    if (position > next_ && position_before(commit) >= next_) return missing(next_);
    range_.advance();
    next_ = {position.value + 1};
    return true;
  }

 private:
  Range range_;
  Position next_;  // where a commit stands, or one past an accepted loss
  Position end_;
};

class BackwardsLogCursor : public Cursor {
 public:
  // `next` is the position of the last commit to read.
  BackwardsLogCursor(const Database& database, const ReadQuery& query, Span span, Position next)
      : range_(commits_in(database, query.direction, span)), next_(next) {}

  Result<bool> next(Commit& commit) override {
    if (next_.value == 0) return false;
    if (!TRY(range_.is_valid()) || range_.position() != next_) return missing(next_);
    TRY_VOID(decode_commit(next_, range_.value(), commit));
    range_.advance();
    next_ = position_before(commit);
    return true;
  }

 private:
  Range range_;
  Position next_;
};

// The last commit before `past`: the one before the first that does not stand before it.
Result<Position> last_before(const Database& database, Position past, Position last) {
  if (past > last || past.value == 0) return std::min(past, last);
  const Span span{past, {last.value + 1}};
  const auto range = commits_in(database, Direction::forwards, span);
  if (!TRY(range.is_valid())) return missing(last);
  Commit commit;
  TRY_VOID(decode_commit(range.position(), range.value(), commit));
  return std::min(position_before(commit), Position{past.value - 1});
}

// The commits of one stream: positions from its index, commits from the log.
class StreamCursor : public Cursor {
 public:
  StreamCursor(const Database& database, const ReadQuery& query, Span span)
      : database_(database), range_(stream_in(database, query, span)) {}

  Result<bool> next(Commit& commit) override {
    if (!TRY(range_.is_valid())) return false;
    const auto position = range_.position();
    range_.advance();
    const auto value = TRY(read_commit(database_, position));
    if (!value) return missing(position);
    TRY_VOID(decode_commit(position, *value, commit));
    return true;
  }

 private:
  const Database& database_;
  Range range_;
};

}  // namespace

Result<std::unique_ptr<Cursor>> make_cursor(const Database& database, const ReadQuery& query,
                                            Position last) {
  const auto span = span_of(query, last);
  if (query.stream) return std::make_unique<StreamCursor>(database, query, span);
  if (query.direction == Direction::forwards) {
    return std::make_unique<LogCursor>(database, query, span);
  }
  const auto next = TRY(last_before(database, span.end, last));
  return std::make_unique<BackwardsLogCursor>(database, query, span, next);
}

}  // namespace azwf
