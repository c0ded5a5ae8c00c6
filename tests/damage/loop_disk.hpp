// An ext4 file system of a test's own, in a file, whose power can be cut. It is mounted where only
// this process sees it: the kernel takes it away when the process ends, however it ends.
#pragma once

#include <string>

#include "tests/support/program.hpp"

namespace azwf::tests {

class LoopDisk {
 public:
  explicit LoopDisk(int mebibytes);
  ~LoopDisk();
  LoopDisk(const LoopDisk&) = delete;
  LoopDisk& operator=(const LoopDisk&) = delete;

  // Why there can be none here; empty when there is one.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "disk"; }

  // From now on nothing reaches the file: what was not synced is gone.
  void cut_power();
  // After all who use it are gone: reads its journal and is there again.
  void restore_power();

 private:
  [[nodiscard]] std::string image() const { return folder_.path() / "image"; }
  void mount();
  void unmount();

  Folder folder_;
  std::string trouble_;
};

}  // namespace azwf::tests
