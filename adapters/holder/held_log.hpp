// The log and the views of a store that another process holds, read through its socket.
#pragma once

#include <memory>
#include <mutex>

#include "adapters/holder/client.hpp"
#include "engine/event/event_log.hpp"
#include "engine/event/view_store.hpp"

namespace azwf::holder {

// A client for any number of threads: one call at a time.
class SharedClient {
 public:
  explicit SharedClient(std::unique_ptr<Client> client) : client_(std::move(client)) {}

  template <class T> Result<T> call_for(const Request& request) {
    const std::lock_guard lock(mutex_);
    return client_->call_for<T>(request);
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<Client> client_;
};

// Reads only: proposals are the holder's to make, and refused.
class HeldLog : public EventLog {
 public:
  // Connects once more for those that wait.
  HeldLog(std::filesystem::path home, const Limits& limits, std::shared_ptr<SharedClient> client)
      : home_(std::move(home)), limits_(limits), client_(std::move(client)) {}

  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override;
  Result<std::unique_ptr<Cursor>> read(const ReadQuery& query) override;
  Result<Position> wait_past(Position position, std::stop_token stop) override;
  std::uint64_t epoch() const override { return 0; }

 private:
  Result<std::unique_ptr<Client>> connect_again() const;

  const std::filesystem::path home_;
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
