// The seam to view storage: a cache of what is folded from the log. Deleted and rebuilt at any
// time; nothing in it is needed to keep a promise.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/event/leaf.hpp"

namespace azwf {

// Puts (a value) and removals (nothing), by key; the last one for a key wins.
using ViewBatch = std::map<std::string, std::optional<std::string>, std::less<>>;

// To be raised when keys or values of any view mean something else than before.
constexpr std::uint32_t views_format = 3;

// The last commit that is folded in, and the log's chain there: a log with another chain at that
// position is not the one that was folded. Position 0: none yet. Views of another format are folded
// anew.
struct ViewCheckpoint {
  Position position;
  Digest chain;
  std::uint32_t format = views_format;

  bool operator==(const ViewCheckpoint&) const = default;
};

class ViewStore {
 public:
  virtual ~ViewStore() = default;

  // Threads: any.
  virtual Result<ViewCheckpoint> checkpoint() = 0;
  virtual Result<std::optional<std::string>> get(std::string_view key) = 0;
  // Applies batch and checkpoint together: after a crash both are there or neither. Not synced: a
  // crash may take the store back to an earlier checkpoint. Threads: one writer.
  virtual Result<void> apply(const ViewBatch& batch, const ViewCheckpoint& checkpoint) = 0;
  // Calls `visit(key, value)` for the keys with this prefix, bytewise ascending from `from` on
  // (inclusive; empty: the first), until it returns false. Threads: any.
  virtual Result<void> scan(
      std::string_view prefix, std::string_view from,
      const std::function<bool(std::string_view, std::string_view)>& visit) = 0;
  // Removes everything, the checkpoint too.
  virtual Result<void> clear() = 0;
};

}  // namespace azwf
