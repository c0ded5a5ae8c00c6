// Ranges of address space for heaps, each beginning at a multiple of 4 GiB. Lua hashes objects by
// the low half of their address: where an object lies in its arena is all that shows of it.
#pragma once

#include <cstddef>
#include <vector>

namespace azwf::lua {

struct Arena {
  char* base = nullptr;
  std::size_t ready_bytes = 0;  // from the base on, may be used
};

// Hands arenas of one size out, and keeps some that came back. Their content is not cleared.
class Arenas {
 public:
  explicit Arenas(std::size_t bytes_each);
  ~Arenas();
  Arenas(const Arenas&) = delete;
  Arenas& operator=(const Arenas&) = delete;

  [[nodiscard]] std::size_t bytes_each() const { return bytes_each_; }
  // Stops the process when there is no address space.
  Arena take();
  // Makes the first `bytes` ready; false when there is no memory.
  bool extend(Arena& arena, std::size_t bytes) const;
  // The memory behind the first `bytes` goes back; the addresses stay.
  void trim(const Arena& arena, std::size_t bytes, std::size_t used_bytes) const;
  void give_back(const Arena& arena, std::size_t used_bytes);

 private:
  char* reserve();

  std::size_t bytes_each_;
  char* next_ = nullptr;  // where to look first
  std::vector<Arena> spare_;
};

}  // namespace azwf::lua
