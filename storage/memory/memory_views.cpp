// A scan visits a copy, so that a visitor may use the store.
#include "storage/memory/memory_views.hpp"

#include <algorithm>
#include <vector>

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
  std::vector<std::pair<std::string, std::string>> found;
  {
    const std::lock_guard lock(mutex_);
    for (auto at = values_.lower_bound(std::max(prefix, from));
         at != values_.end() && at->first.starts_with(prefix); ++at) {
      found.push_back(*at);
    }
  }
  for (const auto& [key, value] : found) {
    if (!visit(key, value)) break;
  }
  return {};
}

Result<void> MemoryViewStore::clear() {
  const std::lock_guard lock(mutex_);
  values_.clear();
  checkpoint_ = {};
  return {};
}

}  // namespace azwf
