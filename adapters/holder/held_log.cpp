// Reads the log in parts, each asked for when the one before it is used up.
#include "adapters/holder/held_log.hpp"

#include <optional>

namespace azwf::holder {
namespace {

class HeldCursor : public Cursor {
 public:
  HeldCursor(std::shared_ptr<SharedClient> client, ReadLog read, LogPart part)
      : client_(std::move(client)), read_(std::move(read)), part_(std::move(part)) {}

  Result<bool> next(Commit& commit) override {
    while (used_ == part_.commits.size()) {
      if (part_.at_end) return false;
      part_ = TRY(client_->call_for<LogPart>(read_));
      used_ = 0;
    }
    TRY_VOID(read_commit(part_.commits[used_++], commit));
    read_.query.past = commit.frame.position;
    return true;
  }

 private:
  std::shared_ptr<SharedClient> client_;
  ReadLog read_;
  LogPart part_;
  std::size_t used_ = 0;
};

std::unexpected<Error> not_ours() {
  return failure(ErrorKind::refused, "read_only", "another process holds the store",
                 "ask it to write");
}

}  // namespace

Result<void> read_commit(std::string_view bytes, Commit& commit) {
  commit.frame = TRY(decode_frame(bytes));
  commit.leaf_bytes = bytes;
  return decode_leaf(bytes, commit.leaf);
}

std::vector<AppendAnswer> HeldLog::append(std::span<const Proposal> proposals) {
  return std::vector<AppendAnswer>(proposals.size(), Refused{not_ours().error()});
}

Result<std::unique_ptr<Cursor>> HeldLog::read(const ReadQuery& query) {
  ReadLog read{.query = query, .bytes_max = limits_.holder_part_bytes_max};
  auto part = TRY(client_->call_for<LogPart>(read));
  return std::make_unique<HeldCursor>(client_, std::move(read), std::move(part));
}

// A connection with an answer still to come is of no use to the next who waits.
Result<Position> HeldLog::wait_past(Position position, std::stop_token stop) {
  const std::lock_guard lock(mutex_);
  auto client = std::move(waiting_);
  if (client == nullptr) client = TRY(connect_or_gone(connect_));
  const std::stop_callback wake(stop, [each = client.get()] { each->wake(); });
  std::optional<Result<Reply>> answer;
  client->ask(ReadLog{{.past = position}, 1, true},
              [&](Result<Reply> reply) { answer = std::move(reply); });
  while (!answer && !stop.stop_requested()) TRY(client->turn(std::chrono::seconds(1)));
  if (!answer) return position;
  const auto reply = TRY(*std::move(answer));
  const auto* part = std::get_if<LogPart>(&reply);
  if (part == nullptr) return unexpected_reply();
  waiting_ = std::move(client);
  return part->head;
}

Result<ViewCheckpoint> HeldViews::checkpoint() {
  return TRY(client_->call_for<ViewPart>(ReadViews{})).checkpoint;
}

Result<std::optional<std::string>> HeldViews::get(std::string_view key) {
  const std::string name(key);
  const auto part = TRY(client_->call_for<ViewPart>(ReadViews{name, name, 1}));
  if (part.entries.empty() || part.entries.front().first != key) return std::nullopt;
  return part.entries.front().second;
}

Result<void> HeldViews::apply(const ViewBatch&, const ViewCheckpoint&) { return not_ours(); }

Result<void> HeldViews::scan(std::string_view prefix, std::string_view from,
                             const std::function<bool(std::string_view, std::string_view)>& visit) {
  ReadViews read{std::string(prefix), std::string(from), limits_.holder_part_keys_max};
  for (;;) {
    const auto part = TRY(client_->call_for<ViewPart>(read));
    for (const auto& [key, value] : part.entries) {
      if (!visit(key, value)) return {};
    }
    if (part.at_end || part.entries.empty()) return {};
    read.from = part.entries.back().first + '\0';
  }
}

Result<void> HeldViews::clear() { return not_ours(); }

}  // namespace azwf::holder
