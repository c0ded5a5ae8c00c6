// The memory of scripts: blocks stay apart, room is used again, and where a block lies depends on
// the calls alone.
#include <boost/test/unit_test.hpp>

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <random>

#include "engine/lua/heap.hpp"
#include "tests/support/seeds.hpp"

namespace azwf::tests {
namespace {

using lua::Arenas;
using lua::Heap;

struct Block {
  char* bytes = nullptr;
  std::size_t size = 0;
  char mark = 0;

  [[nodiscard]] bool is_whole(std::size_t until) const {
    return std::all_of(bytes, bytes + until, [&](char byte) { return byte == mark; });
  }
};

std::size_t any_size(std::mt19937_64& dice) {
  switch (dice() % 16) {
    case 0:
    case 1:
    case 2: return 0;
    case 3: return dice() % 20'000;
    case 4: return dice() % 32 == 0 ? dice() % 400'000 : 40;
    default: return dice() % 700;
  }
}

std::uintptr_t low_half(const void* address) {
  return reinterpret_cast<std::uintptr_t>(address) & 0xffffffff;
}

// The low halves of the addresses of blocks made, resized and freed by dice.
std::vector<std::uintptr_t> places_in(Heap& heap, std::uint64_t seed) {
  std::mt19937_64 dice(seed);
  std::vector<Block> blocks(100);
  std::vector<std::uintptr_t> places;
  for (int turn = 0; turn < 3'000; ++turn) {
    auto& [bytes, size, mark] = blocks[dice() % blocks.size()];
    const auto wanted = any_size(dice);
    bytes = static_cast<char*>(heap.resize(bytes, size, wanted));
    size = wanted;
    places.push_back(low_half(bytes));
  }
  return places;
}

// How many blocks of a size there is room for.
std::size_t fill(Heap& heap, std::size_t size, std::vector<void*>& blocks) {
  while (void* const block = heap.resize(nullptr, 0, size)) blocks.push_back(block);
  return blocks.size();
}

BOOST_AUTO_TEST_SUITE(heaps)

BOOST_AUTO_TEST_CASE(keep_blocks_apart) {
  Arenas arenas(64 << 20);
  for (const auto seed : seeds("AZWF_HEAPS", 20)) {
    std::mt19937_64 dice(seed);
    Heap heap(arenas);
    std::vector<Block> blocks(200);
    for (int turn = 0; turn < 5'000; ++turn) {
      auto& block = blocks[dice() % blocks.size()];
      BOOST_REQUIRE(block.is_whole(block.size));
      const auto size = any_size(dice);
      block.bytes = static_cast<char*>(heap.resize(block.bytes, block.size, size));
      BOOST_REQUIRE((size == 0) == (block.bytes == nullptr));
      BOOST_REQUIRE(low_half(block.bytes) % 16 == 0);
      BOOST_REQUIRE(block.is_whole(std::min(size, block.size)));
      block.size = size;
      block.mark = static_cast<char>(dice());
      if (size > 0) std::memset(block.bytes, block.mark, size);
    }
  }
}

BOOST_AUTO_TEST_CASE(end_at_their_limit) {
  Arenas arenas(1 << 20);
  Heap heap(arenas);
  void* const block = heap.resize(nullptr, 0, 600'000);
  BOOST_REQUIRE(block != nullptr);
  BOOST_TEST(heap.resize(nullptr, 0, 600'000) == nullptr);
  BOOST_TEST(heap.resize(block, 600'000, 2'000'000) == nullptr);
  BOOST_TEST(heap.resize(nullptr, 0, ~std::size_t{0}) == nullptr);
  BOOST_TEST(heap.resize(block, 600'000, 0) == nullptr);
  BOOST_TEST(heap.resize(nullptr, 0, 900'000) != nullptr);
}

BOOST_AUTO_TEST_CASE(put_blocks_in_the_same_places_whatever_was_before) {
  Arenas some(64 << 20);
  Arenas others(64 << 20);
  for (const auto seed : seeds("AZWF_HEAPS", 20)) {
    Heap one(some);
    const auto places = places_in(one, seed);
    {
      Heap two(others);
      BOOST_TEST((places_in(two, seed) == places));
      BOOST_TEST(low_half(two.resize(nullptr, 0, 1 << 20)) != 0U);
    }
    Heap again(others);  // where `two` was
    BOOST_TEST((places_in(again, seed) == places));
  }
}

BOOST_AUTO_TEST_CASE(use_freed_room_for_blocks_of_other_sizes) {
  Arenas arenas(16 << 20);
  Heap heap(arenas);
  const std::size_t sizes[] = {1'000, 100'000, 5'000, 3'000'000, 700, 20'000};
  for (int round = 0; round < 3; ++round) {
    for (const auto size : sizes) {
      std::vector<void*> blocks;
      BOOST_TEST(fill(heap, size, blocks) * size > std::size_t{13} << 20);
      std::ranges::shuffle(blocks, std::mt19937_64(size));
      for (void* const block : blocks) heap.resize(block, size, 0);
      BOOST_TEST(heap.reserved_bytes() < 100U);
    }
  }
}

BOOST_AUTO_TEST_CASE(give_memory_back) {
  Arenas arenas(64 << 20);
  Heap heap(arenas);
  constexpr std::size_t size = 8 << 20;
  auto* const block = static_cast<char*>(heap.resize(nullptr, 0, size));
  std::memset(block, 1, size);
  heap.resize(block, size, 0);
  heap.trim();
  std::vector<unsigned char> pages(size / 4096 - 1);
  auto* const first_page = block + (4096 - low_half(block) % 4096);
  BOOST_REQUIRE(::mincore(first_page, pages.size() * 4096, pages.data()) == 0);
  BOOST_TEST(std::ranges::count_if(pages, [](auto page) { return page % 2 != 0; }) == 0);
}

BOOST_AUTO_TEST_CASE(can_be_as_many_as_instances) {
#if defined(__SANITIZE_THREAD__)
  constexpr int count = 100;  // it leaves little address space
#else
  constexpr int count = 10'000;
#endif
  Arenas arenas(162 << 20);
  std::vector<std::unique_ptr<Heap>> heaps;
  for (int i = 0; i < count; ++i) {
    heaps.push_back(std::make_unique<Heap>(arenas));
    const auto* const block = heaps.back()->resize(nullptr, 0, 1'000);
    BOOST_REQUIRE(block != nullptr);
    BOOST_REQUIRE(low_half(block) < 100U);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
