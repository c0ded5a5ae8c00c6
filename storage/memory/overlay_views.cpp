// Scanning merges both orders; a key above hides the same key below.
#include "storage/memory/overlay_views.hpp"

namespace azwf {

// What lay above and below at one moment. It is let go under the lock, so that a change that finds
// nobody else reading may be made in place.
class OverlayViewStore::Snapshot {
 public:
  explicit Snapshot(OverlayViewStore& store) : store_(store) {
    const std::lock_guard lock(store_.mutex_);
    above_ = store_.above_;
    below_ = store_.below_;
  }
  ~Snapshot() {
    const std::lock_guard lock(store_.mutex_);
    above_.reset();
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  [[nodiscard]] const ViewBatch& above() const { return *above_; }
  [[nodiscard]] ViewStore* below() const { return below_; }

 private:
  OverlayViewStore& store_;
  std::shared_ptr<const ViewBatch> above_;
  ViewStore* below_;
};

// What is being scanned stays as it is.
ViewBatch& OverlayViewStore::change_above() {
  if (above_.use_count() > 1) above_ = std::make_shared<ViewBatch>(*above_);
  return *above_;
}

Result<ViewCheckpoint> OverlayViewStore::checkpoint() {
  const std::lock_guard lock(mutex_);
  if (checkpoint_) return *checkpoint_;
  return below_ == nullptr ? ViewCheckpoint{} : below_->checkpoint();
}

Result<std::optional<std::string>> OverlayViewStore::get(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = above_->find(key);
  if (found != above_->end()) return found->second;
  if (below_ == nullptr) return std::nullopt;
  return below_->get(key);
}

Result<void> OverlayViewStore::apply(const ViewBatch& batch, const ViewCheckpoint& checkpoint) {
  const std::lock_guard lock(mutex_);
  auto& above = change_above();
  for (const auto& [key, value] : batch) above.insert_or_assign(key, value);
  checkpoint_ = checkpoint;
  return {};
}

Result<void> OverlayViewStore::scan(
    std::string_view prefix, std::string_view from,
    const std::function<bool(std::string_view, std::string_view)>& visit) {
  const Snapshot snapshot(*this);
  const auto& above = snapshot.above();
  auto next = above.lower_bound(std::max(prefix, from));
  bool goes_on = true;
  const auto is_ours = [&] { return next != above.end() && next->first.starts_with(prefix); };
  const auto visit_above = [&] {
    if (next->second) goes_on = visit(next->first, *next->second);
    ++next;
  };
  if (auto* below = snapshot.below(); below != nullptr) {
    TRY_VOID(below->scan(prefix, from, [&](std::string_view key, std::string_view value) {
      while (goes_on && is_ours() && next->first < key) visit_above();
      const bool is_hidden = is_ours() && next->first == key;
      if (goes_on && is_hidden) visit_above();
      if (goes_on && !is_hidden) goes_on = visit(key, value);
      return goes_on;
    }));
  }
  while (goes_on && is_ours()) visit_above();
  return {};
}

Result<void> OverlayViewStore::write_down(ViewStore& below) {
  const std::lock_guard lock(mutex_);
  if (!checkpoint_) return {};
  TRY_VOID(below.apply(*above_, *checkpoint_));
  above_ = std::make_shared<ViewBatch>();
  checkpoint_.reset();
  return {};
}

std::size_t OverlayViewStore::keys_above() {
  const std::lock_guard lock(mutex_);
  return above_->size();
}

Result<void> OverlayViewStore::clear() {
  const std::lock_guard lock(mutex_);
  below_ = nullptr;
  above_ = std::make_shared<ViewBatch>();
  checkpoint_.reset();
  return {};
}

}  // namespace azwf
