// The memory of one Lua state: small blocks of equal size from shared chunks, large ones on their
// own, all in one arena and given back all at once. Invariant: everything dies with the heap, so a
// state is dropped without walking its objects; a block's address, but for the arena's base,
// follows from the calls before alone.
#pragma once

#include <array>
#include <cstddef>

#include "engine/lua/blocks.hpp"

namespace azwf::lua {

class Heap {
 public:
  // In one of the arenas, which must outlive it: their size is its limit.
  explicit Heap(Arenas& arenas) : blocks_(arenas) {}

  // As realloc: null makes a block, size 0 frees it. Null when there is no memory; the block is as
  // it was then.
  void* resize(void* block, std::size_t old_size, std::size_t size);
  [[nodiscard]] std::size_t reserved_bytes() const { return blocks_.used_bytes(); }
  // When nothing happens for a while.
  void trim() { blocks_.trim(); }

 private:
  struct Link {
    Link* next = nullptr;
  };
  static constexpr std::size_t grain = 16;
#if defined(__SANITIZE_ADDRESS__)
  static constexpr std::size_t small_max = 0;  // every block on its own, so that misuse is seen
#else
  static constexpr std::size_t small_max = 512;
#endif

  static std::size_t class_of(std::size_t size) { return (size + grain - 1) / grain; }
  void* make(std::size_t size);
  void* make_small(std::size_t size_class);
  void free(void* block, std::size_t size);
  bool add_chunk();

  Blocks blocks_;
  std::array<Link*, 512 / grain + 1> free_{};
  char* fresh_ = nullptr;  // what of the last chunk was never used
  char* fresh_end_ = nullptr;
};

}  // namespace azwf::lua
