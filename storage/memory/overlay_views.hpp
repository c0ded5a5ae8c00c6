// A view store laid over another: writes stay in memory, what lies below is only read.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "engine/event/view_store.hpp"

namespace azwf {

// `below` must not change meanwhile, and outlives this.
class OverlayViewStore : public ViewStore {
 public:
  explicit OverlayViewStore(ViewStore& below) : below_(&below) {}

  Result<ViewCheckpoint> checkpoint() override;
  Result<std::optional<std::string>> get(std::string_view key) override;
  Result<void> apply(const ViewBatch& batch, const ViewCheckpoint& checkpoint) override;
  Result<void> scan(std::string_view prefix, std::string_view from,
                    const std::function<bool(std::string_view, std::string_view)>& visit) override;
  Result<void> clear() override;

  // Moves what is above into `below`, with the checkpoint.
  Result<void> write_down(ViewStore& below);
  [[nodiscard]] std::size_t keys_above();

 private:
  class Snapshot;
  ViewBatch& change_above();

  std::mutex mutex_;
  ViewStore* below_;  // null once cleared
  std::shared_ptr<ViewBatch> above_ = std::make_shared<ViewBatch>();
  std::optional<ViewCheckpoint> checkpoint_;
};

}  // namespace azwf
