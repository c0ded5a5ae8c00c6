// A free list for each class of sizes, sixteen to a power of two. What is asked for is rounded up
// to the least of its class, so any block of that class or a higher one is large enough.
#include "engine/lua/blocks.hpp"

#include <sanitizer/asan_interface.h>  // without the sanitizer its macros do nothing

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

namespace azwf::lua {
namespace {

constexpr unsigned fineness = 4;  // bits: how a power of two is divided

}  // namespace

Blocks::~Blocks() {
  ASAN_UNPOISON_MEMORY_REGION(arena_.base, arena_.ready_bytes);
  arenas_->give_back(arena_, std::size_t{highest_} * grain);
}

void Blocks::trim() {
  arenas_->trim(arena_, used_bytes(), std::size_t{highest_} * grain);
  highest_ = top_;
}

std::size_t Blocks::class_of(std::uint32_t grains) {
  const auto power = static_cast<unsigned>(std::bit_width(grains)) - 1;
  if (power < fineness) return grains;
  return (std::size_t{power - fineness} << fineness) + (grains >> (power - fineness));
}

// 0: more than any arena has.
std::uint32_t Blocks::grains_for(std::size_t size) const {
  if (size > arenas_->bytes_each()) return 0;
  const auto grains = static_cast<std::uint32_t>((size + grain - 1) / grain) + 1;
  const auto power = static_cast<unsigned>(std::bit_width(grains)) - 1;
  if (power < fineness) return std::max(grains, grains_min);
  const auto step = std::uint32_t{1} << (power - fineness);
  return (grains + step - 1) / step * step;
}

Blocks::Place Blocks::place_of(void* block) const {
  return static_cast<Place>(static_cast<std::size_t>(static_cast<char*>(block) - arena_.base) /
                            grain) -
         1;
}

void Blocks::link(Place place) {
  const auto size_class = class_of(header(place).grains);
  auto& head = free_[size_class];
  new (&links(place)) Links{head, 0};
  if (head != 0) links(head).previous = place;
  head = place;
  has_free_[size_class / 64] |= std::uint64_t{1} << size_class % 64;
}

void Blocks::unlink(Place place) {
  const auto size_class = class_of(header(place).grains);
  const auto [next, previous] = links(place);
  if (next != 0) links(next).previous = previous;
  (previous != 0 ? links(previous).next : free_[size_class]) = next;
  if (free_[size_class] == 0) has_free_[size_class / 64] &= ~(std::uint64_t{1} << size_class % 64);
  header(place).is_free = false;
}

Blocks::Header& Blocks::put_header(Place place, std::uint32_t grains, std::uint32_t before) {
  ASAN_UNPOISON_MEMORY_REGION(at(place), header_bytes + sizeof(Links));
  return *new (at(place)) Header{grains, before, false};
}

// 0: no free block is large enough.
Blocks::Place Blocks::take_free(std::uint32_t grains) {
  const auto first = class_of(grains);
  auto wanted = ~std::uint64_t{0} << first % 64;
  for (auto word = first / 64; word < has_free_.size(); ++word, wanted = ~std::uint64_t{0}) {
    const auto found = has_free_[word] & wanted;
    if (found == 0) continue;
    const auto place = free_[word * 64 + static_cast<std::size_t>(std::countr_zero(found))];
    unlink(place);
    return place;
  }
  return 0;
}

bool Blocks::make_ready(Place top) {
  const auto bytes = std::size_t{top} * grain;
  if (bytes > arenas_->bytes_each()) return false;
  return bytes <= arena_.ready_bytes || arenas_->extend(arena_, bytes);
}

// 0: there is no room.
Blocks::Place Blocks::append(std::uint32_t grains) {
  if (!make_ready(top_ + grains)) return 0;
  const auto place = top_;
  put_header(place, grains, last_);
  last_ = grains;
  top_ += grains;
  highest_ = std::max(highest_, top_);
  return place;
}

// The block's rest becomes one of its own, and free.
void Blocks::cut(Place place, std::uint32_t grains) {
  auto& whole = header(place);
  const auto rest = whole.grains - grains;
  if (rest < grains_min) return;
  const auto after = place + whole.grains;
  whole.grains = grains;
  put_header(place + grains, rest, grains);
  (after == top_ ? last_ : header(after).before) = rest;
  release(place + grains);
}

void Blocks::release(Place place) {
  const auto after = place + header(place).grains;
  if (after < top_ && header(after).is_free) {
    unlink(after);
    header(place).grains += header(after).grains;
  }
  const auto before = header(place).before;
  if (before != 0 && header(place - before).is_free) {
    unlink(place - before);
    header(place - before).grains += header(place).grains;
    place -= before;
  }
  auto& merged = header(place);
  if (place + merged.grains == top_) {
    top_ = place;
    last_ = merged.before;
    return;
  }
  header(place + merged.grains).before = merged.grains;
  merged.is_free = true;
  link(place);
}

// Into what follows, when that is free or unused.
bool Blocks::grow(Place place, std::uint32_t grains) {
  auto& block = header(place);
  const auto after = place + block.grains;
  if (after == top_) {
    if (!make_ready(place + grains)) return false;
    block.grains = last_ = grains;
    top_ = place + grains;
    highest_ = std::max(highest_, top_);
    return true;
  }
  if (!header(after).is_free || block.grains + header(after).grains < grains) return false;
  unlink(after);
  block.grains += header(after).grains;
  header(place + block.grains).before = block.grains;
  cut(place, grains);
  return true;
}

void* Blocks::given(Place place, std::size_t size) {
  ASAN_POISON_MEMORY_REGION(at(place + 1), (header(place).grains - 1) * grain);
  ASAN_UNPOISON_MEMORY_REGION(at(place + 1), size);
  return at(place + 1);
}

void* Blocks::make(std::size_t size) {
  const auto grains = grains_for(size);
  if (grains == 0) return nullptr;
  auto place = take_free(grains);
  if (place == 0) place = append(grains);
  if (place == 0) return nullptr;
  cut(place, grains);
  return given(place, size);
}

void* Blocks::resize(void* block, std::size_t size) {
  const auto grains = grains_for(size);
  if (grains == 0) return nullptr;
  const auto place = place_of(block);
  const auto had = header(place).grains;
  if (grains <= had || grow(place, grains)) {
    cut(place, grains);
    return given(place, size);
  }
  void* const moved = make(size);
  if (moved == nullptr) return nullptr;
  const auto held = std::min((had - 1) * grain, size);
  ASAN_UNPOISON_MEMORY_REGION(block, held);
  std::memcpy(moved, block, held);
  free(block);
  return moved;
}

void Blocks::free(void* block) {
  const auto place = place_of(block);
  ASAN_POISON_MEMORY_REGION(at(place + 1), (header(place).grains - 1) * grain);
  ASAN_UNPOISON_MEMORY_REGION(at(place + 1), sizeof(Links));
  release(place);
}

}  // namespace azwf::lua
