// The commits past the anchor are those of the last moment before a crash: few, so each is checked.
#include "storage/rocksdb/recovery.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/check.hpp"

namespace azwf {
namespace {

constexpr auto keep_a_copy = "keep a copy of the folder; restore a backup";

std::unexpected<Error> other_chain(const Database& database, Position position) {
  return failure(
      ErrorKind::damaged, "other_chain",
      fmt::format("the store {} has another commit at position {} than its anchor has at "
                  "position {}",
                  database.path().string(), position.value, position.value),
      keep_a_copy);
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

// Checks the commit at `position` against the chain before it and its stream's index.
Result<Digest> check_commit(const Database& database, Position position, const Digest& previous) {
  const auto value = TRY(read_commit(database, position));
  if (!value) return broken_chain(database, position);
  Commit commit;
  if (auto decoded = decode_commit(position, *value, commit); !decoded) {
    decoded.error().kind = ErrorKind::damaged;  // of a later version, too: not ours to write to
    return std::unexpected(std::move(decoded).error());
  }
  const auto hash = leaf_hash(commit.leaf_bytes);
  const auto indexed = TRY(read_stream_entry(database, commit.leaf.stream.text, position));
  if (chain_hash(previous, hash) != commit.frame.chain || indexed != hash) {
    return broken_chain(database, position);
  }
  return commit.frame.chain;
}

}  // namespace

bool has_database(const std::filesystem::path& store) {
  std::error_code ignored;
  return std::filesystem::exists(store / "CURRENT", ignored);
}

Error missing_anchor(const std::filesystem::path& anchor, Position last) {
  return {ErrorKind::damaged, "missing_anchor",
          fmt::format("the store ends at position {}, but its anchor {} is missing (position 0)",
                      last.value, anchor.string()),
          keep_a_copy};
}

Error shorter_than_anchor(const std::filesystem::path& store, Position last, Position anchored) {
  return {ErrorKind::damaged, "shorter_than_anchor",
          fmt::format("the store {} ends at position {}, but its anchor is at position {}: commits "
                      "were lost",
                      store.string(), last.value, anchored.value),
          keep_a_copy};
}

Result<LogHead> check_against_anchor(const Database& database, const AnchorState& anchor) {
  const auto head = TRY(read_log_head(database));
  if (AZWF_PLANTED(4)) return head;
  if (head.position < anchor.position) {
    return std::unexpected(shorter_than_anchor(database.path(), head.position, anchor.position));
  }
  if (TRY(chain_at(database, anchor.position)) != anchor.chain) {
    return other_chain(database, anchor.position);
  }
  const auto first = std::max<std::uint64_t>(anchor.position.value, 1);
  auto chain = TRY(chain_at(database, {first - 1}));
  for (auto position = first; position <= head.position.value; ++position) {
    chain = TRY(check_commit(database, {position}, chain));
  }
  return head;
}

}  // namespace azwf
