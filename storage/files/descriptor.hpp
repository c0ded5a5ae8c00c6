// Files of the store: opened close-on-exec and never through a symbolic link, their failures worded
// as what failed, where, and what to do.
#pragma once

#include <fcntl.h>
#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"

namespace azwf {

// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  [[nodiscard]] int number() const { return number_; }

 private:
  int number_ = -1;
};

// What errno says about doing `what` to `path`.
Error file_error(std::string_view what, const std::filesystem::path& path, int error_number);

Result<Descriptor> open_file(const std::filesystem::path& path, int flags, mode_t mode = 0600);
Result<void> write_all(const Descriptor& file, std::string_view bytes,
                       const std::filesystem::path& path);
Result<void> write_at(const Descriptor& file, std::string_view bytes, off_t offset,
                      const std::filesystem::path& path);
// Up to `size` bytes from `offset` on; fewer at the end of the file.
Result<std::string> read_at(const Descriptor& file, std::size_t size, off_t offset,
                            const std::filesystem::path& path);
Result<void> sync_file(const Descriptor& file, const std::filesystem::path& path);
// Makes names in the folder durable: what was created, renamed or removed there.
Result<void> sync_folder(const std::filesystem::path& path);
// The names in a folder, in their order; none when there is no folder.
Result<std::vector<std::string>> names_in(const std::filesystem::path& folder);
// A folder of our own, mode 0700; fine when it is there already.
Result<void> make_folder(const std::filesystem::path& path);

// Lets some time pass before something that another process holds up is tried again.
void pause_ms(int duration_ms);

}  // namespace azwf
