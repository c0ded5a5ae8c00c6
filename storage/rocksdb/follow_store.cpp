// What is wrong with a store is told when it was so each time it was looked at.
#include "storage/rocksdb/follow_store.hpp"

#include "storage/rocksdb/recovery.hpp"

namespace azwf {
namespace {

Result<void> check_there(const Home& home, const std::optional<AnchorState>& anchor) {
  if (TRY(has_database(home.store()))) return {};
  if (anchor && anchor->position.value > 0) {
    return std::unexpected(missing_database(home.store(), anchor->position));
  }
  return failure(ErrorKind::not_found, "no_store", "there is no store yet in " + home.path.string(),
                 "start a run first");
}

Result<void> check(const Database& database, const Home& home,
                   const std::optional<AnchorState>& anchor) {
  TRY(read_format(database));
  if (anchor) {
    TRY(check_against_anchor(database, *anchor));
    return {};
  }
  const auto head = TRY(read_log_head(database));
  if (head.position.value == 0) return {};
  return std::unexpected(missing_anchor(home.anchor(), head.position));
}

// The anchor is read first: by the time the store is read, the store can only be further on.
Result<Database> open_once(const Home& home, const PrivateFolder& folder) {
  const auto anchor = TRY(Anchor::read(home.anchor()));
  TRY_VOID(check_there(home, anchor));
  auto database = TRY(Database::follow({home.store(), Layout::log, nullptr}, folder.path()));
  TRY_VOID(check(database, home, anchor));
  return database;
}

// Who follows is not told which file is missing; who reads the files is. That they may have been
// moved since does not matter: the damage stayed, this only names a file.
Error named(const Home& home, Error error) {
  if (error.kind != ErrorKind::damaged) return error;
  const auto inspected = Database::inspect({home.store(), Layout::log, nullptr});
  if (inspected || inspected.error().message == error.message) return error;
  error.message += "; " + inspected.error().message;
  return error;
}

}  // namespace

Result<Database> follow_store(const Home& home, const PrivateFolder& folder) {
  auto opened = patiently([&] { return open_once(home, folder); });
  if (!opened) return std::unexpected(named(home, std::move(opened).error()));
  return opened;
}

}  // namespace azwf
