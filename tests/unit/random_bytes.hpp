// Random values and leaves, and bytes that were damaged at random.
#pragma once

#include <random>
#include <string>

#include "engine/event/leaf.hpp"

namespace azwf::tests {

using Random = std::mt19937_64;

std::string random_text(Random& random, std::size_t size_max);
Packed random_value(Random& random, int depth);
Leaf random_leaf(Random& random);
// Some bytes changed, removed, doubled or put in.
std::string damaged(Random& random, std::string bytes);

}  // namespace azwf::tests
