// How much longer code takes under a sanitizer, for bounds that hold without one.
#pragma once

namespace azwf::tests {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int slower = 5;
#else
inline constexpr int slower = 1;
#endif

}  // namespace azwf::tests
