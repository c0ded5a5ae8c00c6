// Blocks of any size in one arena; free neighbours are merged. Invariant: where a block lies
// follows from the calls before alone, and the last block before the unused rest is never free.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/lua/arenas.hpp"

namespace azwf::lua {

class Blocks {
 public:
  static constexpr std::size_t header_bytes = 16;

  // `arenas` must outlive it.
  explicit Blocks(Arenas& arenas) : arenas_(&arenas), arena_(arenas.take()) {}
  ~Blocks();
  Blocks(const Blocks&) = delete;
  Blocks& operator=(const Blocks&) = delete;

  // Aligned to 16. Null when there is no room; a block to be resized is as it was then.
  void* make(std::size_t size);
  void* resize(void* block, std::size_t size);
  void free(void* block);

  [[nodiscard]] std::size_t used_bytes() const { return std::size_t{top_} * grain; }
  // Gives the memory back that was used once and is not now.
  void trim();

 private:
  using Place = std::uint32_t;  // in grains of 16 bytes from the base; 0 is none

  struct Header {
    std::uint32_t grains = 0;  // with this header
    std::uint32_t before = 0;  // grains of the block before it; 0: there is none
    bool is_free = false;
  };
  struct Links {  // of a free block, after its header
    Place next = 0;
    Place previous = 0;
  };
  static_assert(sizeof(Header) <= header_bytes);

  static constexpr std::size_t grain = 16;
  static constexpr std::uint32_t grains_min = 2;
  static constexpr std::size_t classes = 448;  // 16 for each power of two

  static std::size_t class_of(std::uint32_t grains);
  [[nodiscard]] std::uint32_t grains_for(std::size_t size) const;

  char* at(Place place) { return arena_.base + std::size_t{place} * grain; }
  Header& header(Place place) { return *reinterpret_cast<Header*>(at(place)); }
  Links& links(Place place) { return *reinterpret_cast<Links*>(at(place + 1)); }
  Place place_of(void* block) const;

  void link(Place place);
  void unlink(Place place);
  Place take_free(std::uint32_t grains);
  Place append(std::uint32_t grains);
  bool make_ready(Place top);
  bool grow(Place place, std::uint32_t grains);
  void cut(Place place, std::uint32_t grains);
  void release(Place place);
  Header& put_header(Place place, std::uint32_t grains, std::uint32_t before);
  void* given(Place place, std::size_t size);

  Arenas* arenas_;
  Arena arena_;
  Place top_ = 1;           // where the unused rest begins
  std::uint32_t last_ = 0;  // grains of the block before it
  Place highest_ = 1;       // where it began at most, since it was trimmed
  std::array<Place, classes> free_{};
  std::array<std::uint64_t, classes / 64> has_free_{};
};

}  // namespace azwf::lua
