// The seeds a generating test runs through, printed so that a failure can be run again.
#pragma once

#include <cstdint>
#include <vector>

namespace azwf::tests {

// `count` seeds counting up from AZWF_SEED, or from one drawn now. The environment variable named
// `count_name` sets another count: long runs.
std::vector<std::uint64_t> seeds(const char* count_name, std::uint64_t count);

}  // namespace azwf::tests
