// Sizes and numbers favour the edges at which an encoding changes its form.
#include "tests/unit/random_bytes.hpp"

#include <array>
#include <bit>
#include <cmath>

namespace azwf::tests {
namespace {

std::size_t random_size(Random& random, std::size_t max) {
  constexpr std::array<std::size_t, 10> edges = {0, 1, 15, 16, 31, 32, 255, 256, 65'535, 65'536};
  const auto size = random() % 3 == 0 ? edges[random() % edges.size()] : random() % 20;
  return std::min(size, max);
}

std::int64_t random_integer(Random& random) {
  const auto bits = random() >> random() % 64;
  return std::bit_cast<std::int64_t>(random() % 2 == 0 ? bits : ~bits);
}

double random_number(Random& random) {
  if (random() % 3 == 0) return static_cast<double>(random() % 100);
  const auto number = std::bit_cast<double>(random());
  return std::isnan(number) ? 0.5 : number;
}

void pack_random(Random& random, Packer& packer, int depth) {
  switch (random() % (depth > 0 ? 8 : 6)) {
    case 0: packer.nil(); break;
    case 1: packer.boolean(random() % 2 == 0); break;
    case 2: packer.integer(random_integer(random)); break;
    case 3: packer.number(random_number(random)); break;
    case 4: packer.string(random_text(random, random() % 64 == 0 ? 70'000 : 300)); break;
    case 5: packer.binary(random_text(random, 300)); break;
    case 6: {
      const auto size = random_size(random, 17);
      packer.array(size);
      for (std::size_t i = 0; i < size; ++i) pack_random(random, packer, depth - 1);
      break;
    }
    default: {
      const auto size = random_size(random, 20);
      packer.map(size);
      for (std::size_t i = 0; i < 2 * size; ++i) pack_random(random, packer, depth - 1);
    }
  }
}

UnknownFields random_fields(Random& random, std::int64_t first) {
  UnknownFields fields;
  for (auto count = random() % 4; count > 0; --count) {
    first += static_cast<std::int64_t>(random() % 200);
    fields.emplace_back(first++, random_value(random, 1));
  }
  return fields;
}

Event random_event(Random& random) {
  Event event;
  event.type = "t" + random_text(random, 200);
  for (auto* text : {&event.id, &event.subject, &event.actor, &event.origin, &event.correlation,
                     &event.causation}) {
    if (random() % 2 == 0) *text = random_text(random, 300);
  }
  event.time = {random_integer(random)};
  event.data = random_value(random, 3);
  if (random() % 4 == 0) {
    event.data = Sealed{random_text(random, 40), random_text(random, 40), random_text(random, 300)};
  }
  if (random() % 4 == 0) event.unknown.emplace_back(8, random_value(random, 1));
  for (auto& later : random_fields(random, 11)) event.unknown.push_back(std::move(later));
  return event;
}

}  // namespace

std::string random_text(Random& random, std::size_t size_max) {
  return std::string(random_size(random, size_max), static_cast<char>('a' + random() % 26));
}

Packed random_value(Random& random, int depth) {
  Packed value{""};
  Packer packer(value.bytes);
  pack_random(random, packer, depth);
  return value;
}

Leaf random_leaf(Random& random) {
  Leaf leaf;
  leaf.tenant = random_text(random, 256);
  leaf.stream = {"s" + random_text(random, 255)};
  for (auto& byte : leaf.previous.bytes) byte = static_cast<std::uint8_t>(random());
  for (auto& byte : leaf.proposal.bytes) byte = static_cast<std::uint8_t>(random());
  leaf.writer = random_text(random, 256);
  leaf.epoch = random() >> (1 + random() % 63);
  for (auto count = 1 + random_size(random, random() % 8 == 0 ? 30 : 2); count > 0; --count) {
    leaf.events.push_back(random_event(random));
  }
  leaf.unknown = random_fields(random, 8);
  return leaf;
}

std::string damaged(Random& random, std::string bytes) {
  for (auto count = 1 + random() % 4; count > 0 && !bytes.empty(); --count) {
    const auto at = random() % bytes.size();
    switch (random() % 4) {
      case 0: bytes[at] = static_cast<char>(random()); break;
      case 1: bytes.erase(at, 1 + random() % 8); break;
      case 2: bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 8)); break;
      default: bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
    }
  }
  return bytes;
}

}  // namespace azwf::tests
