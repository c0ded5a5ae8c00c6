// Numbers that stand for objects in texts ("table: 1") instead of their addresses. Invariant: an
// object keeps its number while it lives, and no number is given twice.
#pragma once

#include <cstdint>
#include <unordered_map>

namespace azwf::lua {

class Identities {
 public:
  std::uint64_t number_of(const void* object) {
    const auto [found, is_new] = numbers_.try_emplace(object, last_ + 1);
    if (is_new) ++last_;
    return found->second;
  }
  // The memory at `object` is given back.
  void forget(const void* object) {
    if (!numbers_.empty()) numbers_.erase(object);
  }

 private:
  std::unordered_map<const void*, std::uint64_t> numbers_;
  std::uint64_t last_ = 0;
};

}  // namespace azwf::lua
