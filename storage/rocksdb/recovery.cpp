// The commits past the anchor are those of the last moment before a crash: few, so each is checked.
#include "storage/rocksdb/recovery.hpp"

#include <fmt/format.h>

#include "engine/base/check.hpp"
#include "engine/event/accepted_loss.hpp"
#include "storage/files/descriptor.hpp"
#include "storage/rocksdb/completeness.hpp"
#include "storage/rocksdb/suspect.hpp"

namespace azwf {
namespace {

constexpr auto keep_a_copy = "keep a copy of the folder; restore a backup";

// `last` is what there is left to go on with.
std::string keep_or_accept(Position last) {
  return fmt::format("{}, or, without one: azwf doctor --accept-loss-after {}", keep_a_copy,
                     last.value);
}

std::unexpected<Error> other_chain(const Database& database, Position last, Position anchored) {
  return failure(ErrorKind::damaged, "other_chain",
                 fmt::format("the store {} ends at position {} and has another commit at position "
                             "{} than its anchor has there",
                             database.path().string(), last.value, anchored.value),
                 keep_or_accept(last));
}

std::unexpected<Error> broken_chain(const Database& database, Position position) {
  return failure(ErrorKind::damaged, "broken_chain",
                 fmt::format("the store {} does not continue at position {}",
                             database.path().string(), position.value),
                 keep_a_copy);
}

Result<Digest> chain_at(const Database& database, Position position) {
  if (position.value == 0) return Digest{};
  const auto value = TRY(read_commit(database, position));
  if (!value) return broken_chain(database, position);
  return TRY(split_commit(position, *value)).frame.chain;
}

// Where the commit before this one stands, which is there.
Result<Position> last_before(const Database& database, Position position) {
  if (position.value == 0) return position;
  const auto value = TRY(read_commit(database, position));
  if (!value) return broken_chain(database, position);
  Commit commit;
  TRY_VOID(decode_commit(position, *value, commit));
  return position_before(commit);
}

// From the anchor's own commit on.
Result<void> check_end(const Database& database, Position anchored, Position last) {
  return check_commits(database, TRY(last_before(database, anchored)), last);
}

Error shorter(const std::filesystem::path& store, Position last, Position anchored,
              std::string_view suspect) {
  return {ErrorKind::damaged, "shorter_than_anchor",
          fmt::format("the store {} ends at position {}, but its anchor is at position {}: commits "
                      "were lost; {}",
                      store.string(), last.value, anchored.value, suspect),
          keep_or_accept(last)};
}

}  // namespace

Result<bool> has_database(const std::filesystem::path& store) {
  std::error_code error;
  if (std::filesystem::exists(store / "CURRENT", error)) return true;
  if (error) return std::unexpected(file_error("look into", store, error.value()));
  const auto files = TRY(files_behind_current(store));
  if (files.empty()) return false;
  return failure(ErrorKind::damaged, "missing_current",
                 fmt::format("the store {} has {}, but its file CURRENT is missing", store.string(),
                             fmt::join(files, ", ")),
                 "restore CURRENT, which names the newest MANIFEST, or a backup");
}

Error missing_anchor(const std::filesystem::path& anchor, Position last) {
  return {ErrorKind::damaged, "missing_anchor",
          fmt::format("the store ends at position {}, but its anchor {} is missing (position 0)",
                      last.value, anchor.string()),
          keep_or_accept(last)};
}

Error shorter_than_anchor(const Database& database, Position last, Position anchored) {
  return shorter(database.path(), last, anchored, suspect_of(database));
}

Error missing_database(const std::filesystem::path& store, Position anchored) {
  return shorter(store, {}, anchored, "its file CURRENT is missing");
}

Result<LogHead> check_against_anchor(const Database& database, const AnchorState& anchor) {
  const auto head = TRY(read_log_head(database));
  if (AZWF_PLANTED(4)) return head;
  if (head.position < anchor.position) {
    return std::unexpected(shorter_than_anchor(database, head.position, anchor.position));
  }
  const auto chain = TRY(chain_at(database, anchor.position));
  if (!is_reserving(anchor) && chain != anchor.chain) {
    return other_chain(database, head.position, anchor.position);
  }
  const auto end = check_end(database, anchor.position, head.position);
  const bool is_newer = !end && end.error().code == "newer_format";
  if (!is_newer) TRY_VOID(check_complete(database, head.position));
  TRY_VOID(end);
  return head;
}

Result<void> check_commits(const Database& database, Position past, Position last) {
  auto chain = TRY(chain_at(database, past));
  const auto cursor = TRY(make_cursor(database, {.past = past}, last));
  for (Commit commit;;) {
    auto found = cursor->next(commit);
    if (!found) {
      found.error().kind = ErrorKind::damaged;  // of a later version, too: not ours to write to
      return std::unexpected(std::move(found).error());
    }
    if (!*found) return {};
    const auto position = commit.frame.position;
    const auto hash = leaf_hash(commit.leaf_bytes);
    const auto indexed = TRY(read_stream_entry(database, commit.leaf.stream.text, position));
    chain = chain_hash(chain, hash);
    if (chain != commit.frame.chain || indexed != hash) return broken_chain(database, position);
  }
}

}  // namespace azwf
