// One damage to one file of a store, drawn from a seed.
#pragma once

#include <random>

#include "tests/damage/sample.hpp"

namespace azwf::tests {

struct Damage {
  std::string what;            // "zeroed 4096 bytes at 8192 of store/000012.sst"
  std::string kind;            // "table", "log", ...
  std::filesystem::path file;  // relative to the home
};

// The kinds of files, in the order they are drawn from; "store" is all of its folder.
const std::vector<std::string>& kinds();

// Damages a file of this kind in the folder's .azwf, which is a copy of the sample.
Damage damage(const Folder& folder, const Sample& sample, const std::string& kind,
              std::mt19937_64& random);

}  // namespace azwf::tests
