// The anchor moves first, without a chain: should the process end before the commit is there, the
// position that was meant for it is above the store as any other, and is never issued again.
#include "storage/rocksdb/accept_loss.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <cerrno>

#include "storage/rocksdb/completeness.hpp"
#include "storage/rocksdb/recovery.hpp"
#include "storage/rocksdb/suspect.hpp"

namespace azwf {
namespace {

// When the anchor is lost, so is the last epoch; more openings than anybody can have made.
constexpr std::uint64_t unknown_epochs_max = 1'000'000;

// What is left of a store, and where it ended.
struct Remains {
  LogHead head;
  StreamHead store_stream;
  std::uint64_t epoch = 0;  // of the last commit
  std::optional<AnchorState> anchor;
  bool is_lost = false;
};

// Nothing when the anchor is gone, or no slot of it is whole.
Result<std::optional<AnchorState>> readable_anchor(const std::filesystem::path& path) {
  auto anchor = Anchor::read(path);
  if (!anchor && anchor.error().code == "bad_anchor") return std::nullopt;
  return anchor;
}

// Whatever else is wrong is no loss, and is not to be written past.
Result<bool> has_lost(const Database& database, const AnchorState& anchor) {
  const auto head = check_against_anchor(database, anchor);
  if (head) return false;
  const auto& code = head.error().code;
  if (code == "shorter_than_anchor" || code == "other_chain") return true;
  return std::unexpected(head.error());
}

Result<void> examine(const Database& database, Remains& remains) {
  TRY(read_format(database));
  remains.head = TRY(read_log_head(database));
  TRY_VOID(check_commits(database, {}, remains.head.position));
  TRY_VOID(check_complete(database, remains.head.position));
  remains.store_stream = TRY(read_stream_head(database, store_stream));
  if (remains.anchor) remains.is_lost = TRY(has_lost(database, *remains.anchor));
  remains.epoch = TRY(read_epoch(database, remains.head.position));
  return {};
}

// Nothing when there is none, or when an earlier acceptance was interrupted while making it.
Result<std::optional<Database>> inspect(const RocksLogOptions& options) {
  if (!TRY(has_database(options.store))) return std::nullopt;
  auto database = Database::inspect({options.store, Layout::log, options.env});
  const bool is_unfinished = !database && database.error().code == "missing_table";
  if (is_unfinished && TRY(is_barren(options.store))) return std::nullopt;
  return database;
}

Result<Remains> examine(const RocksLogOptions& options) {
  Remains remains;
  remains.anchor = TRY(readable_anchor(options.anchor));
  if (const auto database = TRY(inspect(options))) {
    TRY_VOID(examine(*database, remains));
  } else {
    remains.is_lost = remains.anchor && remains.anchor->position.value > 0;
  }
  std::error_code ignored;
  const bool is_new =
      remains.head.position.value == 0 && !std::filesystem::exists(options.anchor, ignored);
  if (!remains.anchor) remains.is_lost = !is_new;
  return remains;
}

Result<void> check_acceptable(const Remains& remains, Position kept) {
  const auto last = remains.head.position;
  if (!remains.is_lost) {
    return failure(
        ErrorKind::refused, "nothing_lost",
        fmt::format("nothing is lost: the log ends at position {}, as its anchor says", last.value),
        "go on as usual");
  }
  if (kept == last) return {};
  return failure(
      ErrorKind::refused, "other_position",
      fmt::format("the log ends at position {}, not {}", last.value, kept.value),
      fmt::format("to go on from there: azwf doctor --accept-loss-after {}", last.value));
}

// What the anchor says, or has to have said at most.
AnchorState anchor_before(const Remains& remains) {
  if (!remains.anchor)
    return {.epoch = remains.epoch + unknown_epochs_max, .position = {}, .chain = {}};
  auto anchor = *remains.anchor;
  anchor.epoch = std::max(anchor.epoch, remains.epoch);
  return anchor;
}

Result<MadeCommit> make_commit(const RocksLogOptions& options, const LossAcceptance& acceptance,
                               const Remains& remains, const AnchorState& anchor, Timestamp now) {
  const AcceptedLoss loss{acceptance.kept, anchor.position, anchor.chain};
  CommitMaker maker({options.tenant, options.writer, anchor.epoch + 1}, options.limits,
                    head_past(loss, remains.head));
  auto made = maker.make(loss_proposal(loss, acceptance, now), remains.store_stream, now);
  if (auto* refused = std::get_if<Refused>(&made)) return std::unexpected(refused->why);
  return std::get<MadeCommit>(std::move(made));
}

Result<void> move_anchor(const std::filesystem::path& path, bool is_whole,
                         const AnchorState& state) {
  if (!is_whole) return Anchor::create(path, state);
  auto anchor = TRY(Anchor::open(path));
  if (!anchor) return std::unexpected(file_error("open", path, ENOENT));
  const auto hold = TRY(anchor->hold());
  TRY_VOID(anchor->write(state));
  return anchor->sync();
}

Result<void> write_commit(const RocksLogOptions& options, const MadeCommit& commit) {
  auto database = TRY(Database::open({options.store, Layout::log, options.env}, true));
  rocksdb::WriteBatch batch;
  if (!TRY(read_format(database))) put_format(batch, database);
  put_commit(batch, database, store_stream, commit);
  return database.write_synced(batch);
}

}  // namespace

Result<Position> accept_loss(const RocksLogOptions& options, const LossAcceptance& acceptance,
                             Clock& clock) {
  const auto remains = TRY(examine(options));
  TRY_VOID(check_acceptable(remains, acceptance.kept));
  const auto before = anchor_before(remains);
  const auto commit = TRY(make_commit(options, acceptance, remains, before, clock.now()));
  const auto position = commit.frame.position;
  const auto reserved = reserving_anchor(before.epoch + 1, position);
  TRY_VOID(move_anchor(options.anchor, remains.anchor.has_value(), reserved));
  TRY_VOID(write_commit(options, commit));
  TRY_VOID(move_anchor(options.anchor, true, {reserved.epoch, position, commit.frame.chain}));
  return position;
}

}  // namespace azwf
