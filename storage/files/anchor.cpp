// A slot: magic with format, generation, epoch, position, chain, zeros, SHA-256 of all before it.
// The whole slot of the highest generation counts; a torn one leaves the other.
#include "storage/files/anchor.hpp"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "engine/base/digest.hpp"

namespace azwf {
namespace {

constexpr std::string_view magic = "azwfanc1";  // its last character is the version
constexpr std::size_t digest_bytes = 32;
constexpr std::size_t checked_bytes = anchor_slot_bytes - digest_bytes;
constexpr std::size_t chain_offset = 32;
constexpr int hold_attempts_max = 500;
constexpr int hold_pause_ms = 10;
constexpr int looks_max = 5;  // at a slot that may just be being written
constexpr int look_pause_ms = 20;

struct Slot {
  std::uint64_t generation = 0;
  AnchorState state;
};

void put_number(std::string& bytes, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xff);
}

std::uint64_t number_at(std::string_view bytes, std::size_t offset) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    number = number << 8 | static_cast<std::uint8_t>(bytes[offset + i]);
  }
  return number;
}

std::string encode_slot(const Slot& slot) {
  std::string bytes(magic);
  bytes.reserve(anchor_slot_bytes);
  put_number(bytes, slot.generation);
  put_number(bytes, slot.state.epoch);
  put_number(bytes, slot.state.position.value);
  bytes += slot.state.chain.view();
  bytes.resize(checked_bytes);
  bytes += sha256(bytes).view();
  return bytes;
}

std::optional<Slot> decode_slot(std::string_view bytes) {
  if (bytes.size() != anchor_slot_bytes || !bytes.starts_with(magic)) return {};
  if (sha256(bytes.substr(0, checked_bytes)).view() != bytes.substr(checked_bytes)) return {};
  Slot slot{number_at(bytes, 8), {number_at(bytes, 16), {number_at(bytes, 24)}, {}}};
  std::memcpy(slot.state.chain.bytes.data(), bytes.data() + chain_offset, digest_bytes);
  return slot;
}

// Where the slot of this generation is kept: they take turns.
std::size_t slot_offset(std::uint64_t generation) { return generation % 2 * anchor_slot_bytes; }

std::optional<Slot> newest_slot(std::string_view bytes) {
  if (bytes.size() != 2 * anchor_slot_bytes) return {};
  const auto first = decode_slot(bytes.substr(0, anchor_slot_bytes));
  const auto second = decode_slot(bytes.substr(anchor_slot_bytes));
  if (!first || (second && second->generation > first->generation)) return second;
  return first;
}

bool is_of_later_version(std::string_view bytes) {
  return bytes.starts_with(magic.substr(0, 7)) && bytes[7] > magic[7];
}

std::unexpected<Error> damaged(const std::filesystem::path& path, std::string_view what) {
  return failure(ErrorKind::damaged, "bad_anchor",
                 fmt::format("the anchor {} {}", path.string(), what),
                 "keep a copy of the folder; restore a backup, or, without one: azwf doctor "
                 "--accept-loss-after POSITION");
}

}  // namespace

Result<void> Anchor::create(const std::filesystem::path& path, const AnchorState& state) {
  auto unfinished = path;
  unfinished += ".new";
  const auto file = TRY(open_file(unfinished, O_WRONLY | O_CREAT | O_TRUNC));
  TRY_VOID(write_all(file, encode_slot({0, {}}) + encode_slot({1, state}), unfinished));
  TRY_VOID(sync_file(file, unfinished));
  if (::rename(unfinished.c_str(), path.c_str()) != 0) {
    return std::unexpected(file_error("rename to", path, errno));
  }
  return sync_folder(path.parent_path());
}

Result<std::optional<Anchor>> Anchor::open(const std::filesystem::path& path) {
  auto file = open_file(path, O_RDWR);
  if (!file && file.error().kind == ErrorKind::not_found) return std::nullopt;
  Anchor anchor(path, TRY(std::move(file)));
  TRY_VOID(anchor.load());
  return anchor;
}

Result<std::optional<AnchorState>> Anchor::read(const std::filesystem::path& path) {
  auto file = open_file(path, O_RDONLY);
  if (!file && file.error().kind == ErrorKind::not_found) return std::nullopt;
  Anchor anchor(path, TRY(std::move(file)));
  TRY_VOID(anchor.load());
  return anchor.state_;
}

Result<std::size_t> Anchor::count_whole_slots(const std::filesystem::path& path) {
  const auto file = TRY(open_file(path, O_RDONLY));
  std::size_t count = 0;
  for (int look = 0; look < looks_max && count < 2; ++look) {
    if (look > 0) pause_ms(look_pause_ms);
    count = 0;
    for (const std::size_t slot : {0U, 1U}) {
      const auto offset = static_cast<off_t>(slot * anchor_slot_bytes);
      count += decode_slot(TRY(read_at(file, anchor_slot_bytes, offset, path))).has_value();
    }
  }
  return count;
}

Result<void> Anchor::load() {
  auto bytes = TRY(read_at(file_, 2 * anchor_slot_bytes + 1, 0, path_));
  const auto slot = newest_slot(bytes);
  if (!slot && is_of_later_version(bytes)) {
    return failure(ErrorKind::damaged, "newer_format",
                   fmt::format("the anchor {} was written by a newer azwf", path_.string()),
                   "use that version");
  }
  if (!slot) return damaged(path_, "is damaged: neither of its slots is whole");
  bytes_ = std::move(bytes);
  state_ = slot->state;
  generation_ = slot->generation;
  return {};
}

Anchor::Hold::~Hold() {
  if (file_ >= 0) ::flock(file_, LOCK_UN);
}

Result<Anchor::Hold> Anchor::hold() {
  for (int attempt = 0; attempt < hold_attempts_max; ++attempt) {
    if (::flock(file_.number(), LOCK_EX | LOCK_NB) == 0) return Hold(file_.number());
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return std::unexpected(file_error("lock", path_, errno));
    }
    pause_ms(hold_pause_ms);
  }
  return failure(ErrorKind::unavailable, "held",
                 fmt::format("another process keeps {} locked", path_.string()),
                 "find and stop the other process that writes to this store");
}

Result<AnchorState> Anchor::reread() {
  struct stat status {};
  if (::fstat(file_.number(), &status) != 0 || status.st_nlink == 0) {
    return damaged(path_, "was removed while the store was open");
  }
  const auto bytes = TRY(read_at(file_, 2 * anchor_slot_bytes, 0, path_));
  if (bytes != bytes_) TRY_VOID(load());
  return state_;
}

Result<void> Anchor::write(const AnchorState& state) {
  const auto slot = encode_slot({generation_ + 1, state});
  const auto offset = slot_offset(generation_ + 1);
  TRY_VOID(write_at(file_, slot, static_cast<off_t>(offset), path_));
  bytes_.replace(offset, anchor_slot_bytes, slot);
  state_ = state;
  ++generation_;
  return {};
}

Result<void> Anchor::sync() { return sync_file(file_, path_); }

}  // namespace azwf
