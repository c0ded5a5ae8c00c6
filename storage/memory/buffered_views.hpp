// A view store that keeps the latest changes in memory and writes them down in one piece now and
// then: most keys change many times before anybody reads them.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "engine/base/limits.hpp"
#include "storage/memory/overlay_views.hpp"

namespace azwf {

class BufferedViewStore : public ViewStore {
 public:
  // Writes down after `view_flush_commits` applications or `view_buffer_keys_max` keys, and in the
  // end. A crash takes the store back to what was written down last.
  BufferedViewStore(std::unique_ptr<ViewStore> below, const Limits& limits);
  ~BufferedViewStore() override;

  Result<ViewCheckpoint> checkpoint() override { return above_->checkpoint(); }
  Result<std::optional<std::string>> get(std::string_view key) override { return above_->get(key); }
  Result<void> apply(const ViewBatch& batch, const ViewCheckpoint& checkpoint) override;
  Result<void> scan(std::string_view prefix, std::string_view from,
                    const std::function<bool(std::string_view, std::string_view)>& visit) override {
    return above_->scan(prefix, from, visit);
  }
  Result<void> clear() override;

 private:
  std::unique_ptr<ViewStore> below_;
  std::unique_ptr<OverlayViewStore> above_;
  Limits limits_;
  std::size_t applied_ = 0;
};

}  // namespace azwf
