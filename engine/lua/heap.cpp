// Small blocks are cut from chunks and kept in one free list per size.
#include "engine/lua/heap.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace azwf::lua {
namespace {

constexpr std::size_t chunk_bytes = (16 << 10) - Blocks::header_bytes;

}  // namespace

bool Heap::add_chunk() {
  auto* const chunk = static_cast<char*>(blocks_.make(chunk_bytes));
  if (chunk == nullptr) return false;
  fresh_ = chunk;
  fresh_end_ = chunk + chunk_bytes;
  return true;
}

void* Heap::make_small(std::size_t size_class) {
  auto*& head = free_[size_class];
  if (head != nullptr) return std::exchange(head, head->next);
  const auto size = size_class * grain;
  if (static_cast<std::size_t>(fresh_end_ - fresh_) < size && !add_chunk()) return nullptr;
  return std::exchange(fresh_, fresh_ + size);
}

void* Heap::make(std::size_t size) {
  return size <= small_max ? make_small(class_of(size)) : blocks_.make(size);
}

void Heap::free(void* block, std::size_t size) {
  if (size > small_max) return blocks_.free(block);
  auto*& head = free_[class_of(size)];
  head = new (block) Link{head};
}

void* Heap::resize(void* block, std::size_t old_size, std::size_t size) {
  if (block == nullptr) return size == 0 ? nullptr : make(size);
  if (size == 0) return free(block, old_size), nullptr;
  const bool was_small = old_size <= small_max;
  if (was_small == (size <= small_max)) {
    if (!was_small) return blocks_.resize(block, size);
    if (class_of(old_size) == class_of(size)) return block;
  }
  void* const moved = make(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, std::min(old_size, size));
  free(block, old_size);
  return moved;
}

}  // namespace azwf::lua
