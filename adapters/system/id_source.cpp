// The stamp fills the 48 bits of time and the 12 of rand_a (RFC 9562 §6.2, method 3); the other 62
// bits are random.
#include "adapters/system/id_source.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>

#include "engine/base/check.hpp"

namespace azwf {
namespace {

std::uint64_t stamp_of(Timestamp time) {
  const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(time.us, 0));
  return us / 1'000 << 12 | us % 1'000 * 4096 / 1'000;
}

void put_big_endian(Uuid& uuid, std::size_t offset, std::uint64_t value, std::size_t size) {
  for (std::size_t i = size; i > 0; --i, value >>= 8) {
    uuid.bytes[offset + i - 1] = static_cast<std::uint8_t>(value);
  }
}

// The kernel is asked for many numbers at once: ids are needed for every commit.
std::uint64_t random_number() {
  thread_local std::array<std::uint64_t, 64> pool;
  thread_local std::size_t left = 0;
  if (left == 0) {
    constexpr auto size = sizeof pool;
    AZWF_CHECK(getrandom(pool.data(), size, 0) == static_cast<ssize_t>(size));
    left = pool.size();
  }
  return pool[--left];
}

}  // namespace

std::uint64_t SystemIdSource::next_stamp() {
  const auto now = stamp_of(clock_->now());
  auto last = last_stamp_.load();
  std::uint64_t stamp = 0;
  do stamp = std::max(now, last + 1);
  while (!last_stamp_.compare_exchange_weak(last, stamp));
  return stamp;
}

Uuid SystemIdSource::next() {
  constexpr std::uint64_t version = 7;
  constexpr std::uint64_t variant = 0b10;
  const auto stamp = next_stamp();
  const auto random = random_number();

  Uuid uuid;
  put_big_endian(uuid, 0, stamp >> 12, 6);
  put_big_endian(uuid, 6, version << 12 | (stamp & 0xfff), 2);
  put_big_endian(uuid, 8, variant << 62 | random >> 2, 8);
  return uuid;
}

}  // namespace azwf
