// The anchor: two checksummed slots in a file beside the store that remember how far the log goes,
// so that a store that lost its tail is noticed; and the epoch, so that a writer that was
// superseded is. Invariant: a slot is written only for commits that are synced (and, without its
// chain, for the one that is to record an accepted loss), and never while another epoch is in
// force.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "engine/event/leaf.hpp"
#include "storage/files/descriptor.hpp"

namespace azwf {

struct AnchorState {
  std::uint64_t epoch = 0;
  Position position;
  Digest chain;

  bool operator==(const AnchorState&) const = default;
};

// Keeps a position for a commit that may never be there: no chain is known.
inline AnchorState reserving_anchor(std::uint64_t epoch, Position position) {
  return {epoch, position, {}};
}
inline bool is_reserving(const AnchorState& anchor) { return anchor.chain == Digest{}; }

inline constexpr std::size_t anchor_slot_bytes = 512;

// Threads: one, and `sync` in any. Processes: what is done while `hold` lasts is done by one at a
// time.
class Anchor {
 public:
  // Makes the file, whole or not at all; one that is there is replaced.
  static Result<void> create(const std::filesystem::path& path, const AnchorState& state = {});
  // Nothing when there is no file; Error{damaged} when no slot of it is whole.
  static Result<std::optional<Anchor>> open(const std::filesystem::path& path);
  // What the file says, for readers: one may read while another process writes.
  static Result<std::optional<AnchorState>> read(const std::filesystem::path& path);
  // Of its two. With one, what was written last may be unguarded until the other is written again.
  static Result<std::size_t> count_whole_slots(const std::filesystem::path& path);

  // While it lives, no other process changes the anchor.
  class Hold {
   public:
    explicit Hold(int file) : file_(file) {}
    Hold(Hold&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
    Hold& operator=(Hold&&) = delete;
    ~Hold();

   private:
    int file_;
  };
  // Waits for at most some seconds.
  Result<Hold> hold();

  [[nodiscard]] const AnchorState& state() const { return state_; }
  // Reads the file again. Error{damaged} when it was removed.
  Result<AnchorState> reread();
  // Writes the slot that is older. Not durable before `sync`.
  Result<void> write(const AnchorState& state);
  Result<void> sync();

 private:
  Anchor(std::filesystem::path path, Descriptor file)
      : path_(std::move(path)), file_(std::move(file)) {}

  Result<void> load();

  std::filesystem::path path_;
  Descriptor file_;
  std::string bytes_;  // both slots, as last read or written
  AnchorState state_;
  std::uint64_t generation_ = 0;
};

}  // namespace azwf
