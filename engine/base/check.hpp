// AZWF_CHECK: a broken invariant stops the process, in every build. Never reachable from outside
// input: what a user, a script or a file can get wrong is an Error (result.hpp).
#pragma once

namespace azwf {

[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace azwf

#define AZWF_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::azwf::check_failed(#condition, __FILE__, __LINE__))

// A bug planted on purpose, to prove that the tests bite: true only in a build with -DMUTANT=n.
#ifndef AZWF_MUTANT
#define AZWF_MUTANT 0
#endif
#define AZWF_PLANTED(number) (AZWF_MUTANT == (number))
