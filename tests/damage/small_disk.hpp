// A tmpfs of a test's own, that can be filled and grown. Mounted where only this process and those
// it starts see it: the kernel takes it away in the end.
#pragma once

#include <filesystem>
#include <string>

namespace azwf::tests {

class SmallDisk {
 public:
  // `at` is made when it is not there.
  SmallDisk(std::filesystem::path at, int mebibytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // Why there is none; empty when there is.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  void resize(int mebibytes);
  // Fills it with a file until so much is left.
  void leave_free(int mebibytes) const;
  [[nodiscard]] std::uint64_t free_bytes() const;

 private:
  std::filesystem::path at_;
  std::string trouble_;
};

// Mounts made from here on are seen by this thread and what it starts only; says what failed.
std::string leave_mount_namespace();

}  // namespace azwf::tests
