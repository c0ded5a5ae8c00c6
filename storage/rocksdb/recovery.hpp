// What is checked when a store is opened: that it is whole up to its anchor, and beyond it.
#pragma once

#include "storage/files/anchor.hpp"
#include "storage/rocksdb/log_tables.hpp"

namespace azwf {

// Error{damaged} names both positions when the store is shorter than its anchor or holds another
// commit there; or the position at which what follows does not continue the chain.
Result<LogHead> check_against_anchor(const Database& database, const AnchorState& anchor);

// Each commit past `past` up to `last`, against the chain before it and its stream's index.
Result<void> check_commits(const Database& database, Position past, Position last);

// Whether there is a database at all: RocksDB keeps its root in the file CURRENT. Error{damaged}
// when only that is gone: to RocksDB the folder would be empty, and what is there in its way.
Result<bool> has_database(const std::filesystem::path& store);
// There is no database, but its anchor says that commits were.
Error missing_database(const std::filesystem::path& store, Position anchored);

Error missing_anchor(const std::filesystem::path& anchor, Position last);
Error shorter_than_anchor(const Database& database, Position last, Position anchored);

}  // namespace azwf
