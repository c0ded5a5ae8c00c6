// A store with everything in it that can be damaged, made by the program itself; and copies of it
// as it was before its last uses.
#pragma once

#include "tests/support/program.hpp"

namespace azwf::tests {

class Sample {
 public:
  Sample();

  // A folder's .azwf becomes this store, or what it was `ago` uses ago.
  void copy_into(const Folder& folder, std::size_t ago = 0) const;
  // Where the store was `ago` uses ago; there are `ages` of them.
  [[nodiscard]] std::filesystem::path home(std::size_t ago = 0) const;
  [[nodiscard]] std::size_t ages() const { return ages_; }

 private:
  Folder folder_;
  std::size_t ages_ = 0;
};

}  // namespace azwf::tests
