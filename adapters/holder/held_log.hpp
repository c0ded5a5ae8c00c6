// The log and the views of a store that another process holds, read through a client of it.
#pragma once

#include <memory>
#include <mutex>

#include "adapters/holder/shared_client.hpp"
#include "engine/event/event_log.hpp"
#include "engine/event/view_store.hpp"

namespace azwf::holder {

// Reads only: proposals are the holder's to make, and refused.
class HeldLog : public EventLog {
 public:
  // Connects once more for those that wait.
  HeldLog(Connect connect, const Limits& limits, std::shared_ptr<SharedClient> client)
      : connect_(std::move(connect)), limits_(limits), client_(std::move(client)) {}

  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override;
  Result<std::unique_ptr<Cursor>> read(const ReadQuery& query) override;
  Result<Position> wait_past(Position position, std::stop_token stop) override;
  std::uint64_t epoch() const override { return 0; }

 private:
  const Connect connect_;
  const Limits& limits_;
  std::shared_ptr<SharedClient> client_;
  std::mutex mutex_;
  std::unique_ptr<Client> waiting_;  // under it
};

// As the views were after all that the holder had acknowledged. Not to be written.
class HeldViews : public ViewStore {
 public:
  HeldViews(const Limits& limits, std::shared_ptr<SharedClient> client)
      : limits_(limits), client_(std::move(client)) {}

  Result<ViewCheckpoint> checkpoint() override;
  Result<std::optional<std::string>> get(std::string_view key) override;
  Result<void> apply(const ViewBatch& batch, const ViewCheckpoint& checkpoint) override;
  Result<void> scan(std::string_view prefix, std::string_view from,
                    const std::function<bool(std::string_view, std::string_view)>& visit) override;
  Result<void> clear() override;

 private:
  const Limits& limits_;
  std::shared_ptr<SharedClient> client_;
};

// The commit in bytes as they are stored: its frame and its leaf.
Result<void> read_commit(std::string_view bytes, Commit& commit);

}  // namespace azwf::holder
