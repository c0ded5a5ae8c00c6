// Seeds come from the environment or from the clock; either way the first one is printed.
#include "tests/support/seeds.hpp"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <numeric>

namespace azwf::tests {
namespace {

std::uint64_t number_in(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::uint64_t drawn() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(now.count()) % 1'000'000;
}

}  // namespace

std::vector<std::uint64_t> seeds(const char* count_name, std::uint64_t count) {
  std::vector<std::uint64_t> all(number_in(count_name, count));
  const auto first = number_in("AZWF_SEED", drawn());
  std::iota(all.begin(), all.end(), first);
  std::cout << "seeds " << first << " to " << first + all.size() - 1
            << " (AZWF_SEED sets the first, " << count_name << " how many)\n";
  return all;
}

}  // namespace azwf::tests
