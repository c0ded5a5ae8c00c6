// Small blocks are cut from chunks and kept in one free list per size; large ones are the C
// library's, on a list of their own.
#include "engine/lua/heap.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace azwf::lua {
namespace {

constexpr std::size_t chunk_bytes = 16 << 10;

}  // namespace

Heap::~Heap() {
  while (chunks_ != nullptr) std::free(std::exchange(chunks_, chunks_->next));
  while (large_ != nullptr) std::free(std::exchange(large_, large_->next));
}

bool Heap::reserve(std::size_t bytes) {
  if (bytes > bytes_max_ || reserved_bytes_ > bytes_max_ - bytes) return false;
  reserved_bytes_ += bytes;
  return true;
}

bool Heap::add_chunk() {
  if (!reserve(chunk_bytes)) return false;
  auto* const chunk = static_cast<char*>(std::malloc(chunk_bytes));
  if (chunk == nullptr) {
    reserved_bytes_ -= chunk_bytes;
    return false;
  }
  chunks_ = new (chunk) Link{chunks_};
  fresh_ = chunk + grain;
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

void Heap::relink(Large* large) {
  if (large->next != nullptr) large->next->previous = large;
  (large->previous != nullptr ? large->previous->next : large_) = large;
}

void* Heap::make_large(std::size_t size) {
  if (!reserve(size + sizeof(Large))) return nullptr;
  void* const memory = std::malloc(size + sizeof(Large));
  if (memory == nullptr) {
    reserved_bytes_ -= size + sizeof(Large);
    return nullptr;
  }
  auto* const large = new (memory) Large{nullptr, large_};
  relink(large);
  return large + 1;
}

void* Heap::resize_large(void* block, std::size_t old_size, std::size_t size) {
  if (size > old_size && !reserve(size - old_size)) return nullptr;
  void* const memory = std::realloc(static_cast<Large*>(block) - 1, size + sizeof(Large));
  if (memory == nullptr) {
    if (size > old_size) reserved_bytes_ -= size - old_size;
    return size > old_size ? nullptr : block;
  }
  if (size < old_size) reserved_bytes_ -= old_size - size;
  auto* const large = static_cast<Large*>(memory);
  relink(large);
  return large + 1;
}

void* Heap::make(std::size_t size) {
  return size <= small_max ? make_small(class_of(size)) : make_large(size);
}

void Heap::free(void* block, std::size_t size) {
  if (size <= small_max) {
    auto*& head = free_[class_of(size)];
    head = new (block) Link{head};
    return;
  }
  auto* const large = static_cast<Large*>(block) - 1;
  if (large->next != nullptr) large->next->previous = large->previous;
  (large->previous != nullptr ? large->previous->next : large_) = large->next;
  reserved_bytes_ -= size + sizeof(Large);
  std::free(large);
}

void* Heap::resize(void* block, std::size_t old_size, std::size_t size) {
  if (block == nullptr) return size == 0 ? nullptr : make(size);
  if (size == 0) return free(block, old_size), nullptr;
  const bool was_small = old_size <= small_max;
  if (was_small == (size <= small_max)) {
    if (!was_small) return resize_large(block, old_size, size);
    if (class_of(old_size) == class_of(size)) return block;
  }
  void* const moved = make(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, std::min(old_size, size));
  free(block, old_size);
  return moved;
}

}  // namespace azwf::lua
