// The memory of one Lua state: blocks of equal size from shared chunks, given back all at once.
// Invariant: everything dies with the heap, so a state is dropped without walking its objects.
#pragma once

#include <array>
#include <cstddef>

namespace azwf::lua {

class Heap {
 public:
  // Above this, counting chunks, there is no more memory.
  explicit Heap(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  ~Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // As realloc: null makes a block, size 0 frees it. Null when there is no memory; the block is as
  // it was then.
  void* resize(void* block, std::size_t old_size, std::size_t size);
  [[nodiscard]] std::size_t reserved_bytes() const { return reserved_bytes_; }

 private:
  struct Link {
    Link* next = nullptr;
  };
  struct Large {
    Large* previous = nullptr;
    Large* next = nullptr;
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
  void* make_large(std::size_t size);
  void* resize_large(void* block, std::size_t old_size, std::size_t size);
  void free(void* block, std::size_t size);
  bool add_chunk();
  bool reserve(std::size_t bytes);
  void relink(Large* large);

  std::size_t bytes_max_;
  std::size_t reserved_bytes_ = 0;
  std::array<Link*, 512 / grain + 1> free_{};
  Link* chunks_ = nullptr;
  char* fresh_ = nullptr;  // what of the last chunk was never used
  char* fresh_end_ = nullptr;
  Large* large_ = nullptr;
};

}  // namespace azwf::lua
