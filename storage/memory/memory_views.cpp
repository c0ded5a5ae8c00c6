// A scan visits a copy of each entry, so that a visitor may use the store, and looks no further
// than it visits.
#include "storage/memory/memory_views.hpp"

#include <algorithm>

namespace azwf {

Result<ViewCheckpoint> MemoryViewStore::checkpoint() {
  const std::lock_guard lock(mutex_);
  return checkpoint_;
}

Result<std::optional<std::string>> MemoryViewStore::get(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = values_.find(key);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

Result<void> MemoryViewStore::apply(const ViewBatch& batch, const ViewCheckpoint& checkpoint) {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, value] : batch) {
    if (value) {
      values_.insert_or_assign(key, *value);
    } else {
      values_.erase(key);
    }
  }
  checkpoint_ = checkpoint;
  return {};
}

Result<void> MemoryViewStore::scan(
    std::string_view prefix, std::string_view from,
    const std::function<bool(std::string_view, std::string_view)>& visit) {
  std::string next(std::max(prefix, from));
  for (;;) {
    const auto entry = first_from(next);
    if (!entry || !entry->first.starts_with(prefix)) return {};
    if (!visit(entry->first, entry->second)) return {};
    next = entry->first;
    next.push_back('\0');
  }
}

std::optional<MemoryViewStore::Entry> MemoryViewStore::first_from(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = values_.lower_bound(key);
  if (found == values_.end()) return std::nullopt;
  return *found;
}

Result<void> MemoryViewStore::clear() {
  const std::lock_guard lock(mutex_);
  values_.clear();
  checkpoint_ = {};
  return {};
}

}  // namespace azwf
