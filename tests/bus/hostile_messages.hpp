// Messages that no client of ours would send, drawn from a seed.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace azwf::tests {

// Of all kinds: bytes at random, messages that were right before something in them was changed or
// cut off, numbers and sizes that promise too much, values nested without end.
std::string hostile_message(std::mt19937_64& random);

}  // namespace azwf::tests
