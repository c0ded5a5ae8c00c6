// Address space is reserved without memory behind it and made ready in steps: what is not ready is
// counted by no system's rules for overcommitting.
#include "engine/lua/arenas.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>

#include "engine/base/check.hpp"

namespace azwf::lua {
namespace {

constexpr std::size_t alignment = std::size_t{4} << 30;
constexpr std::size_t page_bytes = 4096;
constexpr std::size_t step_bytes = 512 << 10;
constexpr std::size_t kept_bytes = 256 << 10;  // of the memory of a spare one
constexpr std::size_t spare_max = 256;
constexpr int attempts_max = 100'000;  // there are 32,768 multiples of 4 GiB to try

std::size_t round_up(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

char* map(char* wanted, std::size_t bytes) {
  const int place = wanted == nullptr ? 0 : MAP_FIXED_NOREPLACE;
  void* const mapped =
      ::mmap(wanted, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | place, -1, 0);
  return mapped == MAP_FAILED ? nullptr : static_cast<char*>(mapped);
}

// The multiple of 4 GiB below the place where the system itself would put such a range.
char* below_top(std::size_t bytes) {
  char* const top = map(nullptr, bytes);
  AZWF_CHECK(top != nullptr);
  ::munmap(top, bytes);
  return top - reinterpret_cast<std::uintptr_t>(top) % alignment;
}

}  // namespace

Arenas::Arenas(std::size_t bytes_each) : bytes_each_(round_up(bytes_each, page_bytes)) {
  AZWF_CHECK(bytes_each_ <= alignment);
}

Arenas::~Arenas() {
  for (const auto& arena : spare_) ::munmap(arena.base, bytes_each_);
}

char* Arenas::reserve() {
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    if (reinterpret_cast<std::uintptr_t>(next_) <= alignment) next_ = below_top(bytes_each_);
    char* const wanted = next_;
    next_ -= alignment;
    char* const mapped = map(wanted, bytes_each_);
    if (mapped == wanted) return mapped;
    if (mapped != nullptr) ::munmap(mapped, bytes_each_);
  }
  AZWF_CHECK(!"no address space is left for another script");
  return nullptr;
}

Arena Arenas::take() {
  if (spare_.empty()) {
    char* const base = reserve();
    ::madvise(base, bytes_each_, MADV_NOHUGEPAGE);  // most scripts need less than one such page
    return {base, 0};
  }
  const auto arena = spare_.back();
  spare_.pop_back();
  return arena;
}

bool Arenas::extend(Arena& arena, std::size_t bytes) const {
  const auto half_more = arena.ready_bytes + arena.ready_bytes / 2;
  const auto wanted = std::min(bytes_each_, round_up(std::max(bytes, half_more), step_bytes));
  const auto missing = wanted - arena.ready_bytes;
  if (::mprotect(arena.base + arena.ready_bytes, missing, PROT_READ | PROT_WRITE) != 0) {
    return false;
  }
  arena.ready_bytes = wanted;
  return true;
}

void Arenas::trim(const Arena& arena, std::size_t bytes, std::size_t used_bytes) const {
  const auto kept = round_up(bytes, page_bytes);
  const auto used = std::min(round_up(used_bytes, page_bytes), arena.ready_bytes);
  if (kept < used) ::madvise(arena.base + kept, used - kept, MADV_DONTNEED);
}

void Arenas::give_back(const Arena& arena, std::size_t used_bytes) {
  if (spare_.size() >= spare_max) {
    ::munmap(arena.base, bytes_each_);
    return;
  }
  trim(arena, kept_bytes, used_bytes);
  spare_.push_back(arena);
}

}  // namespace azwf::lua
