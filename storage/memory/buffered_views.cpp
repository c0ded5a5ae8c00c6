// An overlay over the store below, emptied into it when it has grown.
#include "storage/memory/buffered_views.hpp"

namespace azwf {

BufferedViewStore::BufferedViewStore(std::unique_ptr<ViewStore> below, const Limits& limits)
    : below_(std::move(below)),
      above_(std::make_unique<OverlayViewStore>(*below_)),
      limits_(limits) {}

// Not written down is no loss: the next opening folds it from the log again.
BufferedViewStore::~BufferedViewStore() { (void)above_->write_down(*below_); }

Result<void> BufferedViewStore::apply(const ViewBatch& batch, const ViewCheckpoint& checkpoint) {
  TRY_VOID(above_->apply(batch, checkpoint));
  const bool has_grown = ++applied_ >= limits_.view_flush_commits ||
                         above_->keys_above() >= limits_.view_buffer_keys_max;
  if (!has_grown) return {};
  applied_ = 0;
  return above_->write_down(*below_);
}

Result<void> BufferedViewStore::clear() {
  TRY_VOID(below_->clear());
  above_ = std::make_unique<OverlayViewStore>(*below_);
  return {};
}

}  // namespace azwf
