// Reports the broken invariant and stops the process: the log stays as it is, the next opening
// recovers.
#include "engine/base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace azwf {

void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "azwf: broken invariant: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace azwf
