// Views are compared with views folded anew, both up to one position, so that a writer may go on.
#include "adapters/cli/diagnosis.hpp"
#include "adapters/cli/find_home.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/text.hpp"
#include "engine/event/append.hpp"
#include "engine/view/projector.hpp"
#include "storage/memory/memory_views.hpp"
#include "storage/memory/overlay_views.hpp"
#include "storage/rocksdb/rocks_views.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t keys_named_max = 5;
constexpr auto how_to_rebuild = "azwf doctor --rebuild-views makes them anew";

class CursorUpTo : public Cursor {
 public:
  CursorUpTo(std::unique_ptr<Cursor> cursor, Position last)
      : cursor_(std::move(cursor)), last_(last) {}
  Result<bool> next(Commit& commit) override {
    return TRY(cursor_->next(commit)) && commit.frame.position <= last_;
  }

 private:
  std::unique_ptr<Cursor> cursor_;
  Position last_;
};

// A log that does not grow, for who reads it forwards.
class LogUpTo : public EventLog {
 public:
  LogUpTo(EventLog& log, Position last) : log_(log), last_(last) {}
  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override {
    return log_.append(proposals);
  }
  Result<std::unique_ptr<Cursor>> read(const ReadQuery& query) override {
    return std::make_unique<CursorUpTo>(TRY(log_.read(query)), last_);
  }
  Result<Position> wait_past(Position position, std::stop_token stop) override {
    return log_.wait_past(position, std::move(stop));
  }
  [[nodiscard]] std::uint64_t epoch() const override { return log_.epoch(); }

 private:
  EventLog& log_;
  Position last_;
};

std::string named(const std::vector<std::string>& keys) {
  std::string text;
  for (const auto& key : keys) text += (text.empty() ? "" : ", ") + printable(key);
  return text;
}

// An error of the views is none of the log: they are made anew.
Finding broken(const Error& error, const std::string& hint) {
  return problem("views", {ErrorKind::failed, "views_damaged", error.message, hint});
}

Finding compared(const Result<std::vector<std::string>>& differing, const std::string& hint) {
  if (!differing) return broken(differing.error(), hint);
  if (differing->empty()) return well("views", "equal to what the log folds to");
  return problem("views", {ErrorKind::failed, "views_differ",
                           "they differ from the log at " + named(*differing), hint});
}

Result<std::vector<std::string>> compare(ViewStore& stored, EventLog& log) {
  OverlayViewStore views(stored);
  TRY(catch_up(views, log));
  MemoryViewStore fresh;
  TRY(catch_up(fresh, log));
  return differing_keys(views, fresh, keys_named_max);
}

}  // namespace

Finding views_finding(const Home& home, EventLog& log) {
  const auto stored = RocksViewStore::open_for_reading(home.views());
  if (!stored) return broken(stored.error(), how_to_rebuild);
  const auto last = last_position(log);  // not before: views further on are not compared
  if (!last) return problem("views", last.error());
  LogUpTo until_now(log, *last);
  return compared(compare(**stored, until_now), how_to_rebuild);
}

Result<Finding> rebuild_views(const Invocation& invocation) {
  const auto home = TRY(home_for_writing(invocation));
  const auto found = [&]() -> Result<std::vector<std::string>> {
    const auto opened = TRY(WritableStore::open(home, {}));
    return compare(*opened->store.views, *opened->store.log);
  }();
  if (!found && found.error().kind != ErrorKind::damaged) return std::unexpected(found.error());
  const auto opened = TRY(WritableStore::open(home, {.fresh_views = true}));
  TRY(catch_up(*opened->store.views, *opened->store.log));
  return compared(found,
                  "they have been rebuilt; a second doctor finds them equal, or report this");
}

}  // namespace azwf::cli
