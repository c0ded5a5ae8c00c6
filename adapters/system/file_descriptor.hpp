// Owns a file descriptor; and failures of system calls as values.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "engine/base/result.hpp"

namespace azwf {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor() { close(); }
  FileDescriptor(FileDescriptor&& other) noexcept : number_(other.release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) close(), number_ = other.release();
    return *this;
  }

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }
  void close() {
    if (is_open()) ::close(release());
  }

 private:
  int number_ = -1;
};

// "cannot open /x/y: No such file or directory", after a call that has set errno.
inline std::unexpected<Error> system_failure(std::string code, const std::string& what,
                                             int number = errno) {
  const char* reason = strerrordesc_np(number);
  return failure(ErrorKind::failed, std::move(code),
                 what + ": " + (reason != nullptr ? reason : std::to_string(number)));
}

}  // namespace azwf
