// The view store's twin in memory.
#pragma once

#include <map>
#include <mutex>

#include "engine/event/view_store.hpp"

namespace azwf {

class MemoryViewStore : public ViewStore {
 public:
  Result<ViewCheckpoint> checkpoint() override;
  Result<std::optional<std::string>> get(std::string_view key) override;
  Result<void> apply(const ViewBatch& batch, const ViewCheckpoint& checkpoint) override;
  Result<void> scan(std::string_view prefix, std::string_view from,
                    const std::function<bool(std::string_view, std::string_view)>& visit) override;
  Result<void> clear() override;

 private:
  using Values = std::map<std::string, std::string, std::less<>>;
  using Entry = Values::value_type;

  std::optional<Entry> first_from(std::string_view key);

  std::mutex mutex_;
  Values values_;
  ViewCheckpoint checkpoint_;
};

}  // namespace azwf
