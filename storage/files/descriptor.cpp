// Thin wrappers over system calls: interrupted ones are repeated, short ones continued.
#include "storage/files/descriptor.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace azwf {
namespace {

// Repeats a system call that a signal interrupted.
auto uninterrupted(auto&& call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

struct Meaning {
  ErrorKind kind;
  const char* code;
  const char* hint;
};

Meaning meaning_of(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT: return {ErrorKind::unavailable, "no_space", "free some disk space"};
    case EACCES:
    case EPERM:
    case EROFS: return {ErrorKind::refused, "no_access", "check owner and mode (ls -ld)"};
    case ENOENT: return {ErrorKind::not_found, "no_file", "check the path"};
    case ENOTDIR:
    case ELOOP: return {ErrorKind::damaged, "bad_file", "remove what is there in its place"};
    case EMFILE:
    case ENFILE: return {ErrorKind::unavailable, "too_many_files", "raise the limit (ulimit -n)"};
    default: return {ErrorKind::unavailable, "io_error", "check the disk (dmesg)"};
  }
}

std::unexpected<Error> failed(std::string_view what, const std::filesystem::path& path) {
  return std::unexpected(file_error(what, path, errno));
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Error file_error(std::string_view what, const std::filesystem::path& path, int error_number) {
  const auto meaning = meaning_of(error_number);
  return {meaning.kind, meaning.code,
          fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(error_number)),
          meaning.hint};
}

Result<Descriptor> open_file(const std::filesystem::path& path, int flags, mode_t mode) {
  const auto number =
      uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode); });
  if (number < 0) return failed("open", path);
  return Descriptor(number);
}

Result<void> write_all(const Descriptor& file, std::string_view bytes,
                       const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const auto written =
        uninterrupted([&] { return ::write(file.number(), bytes.data(), bytes.size()); });
    if (written < 0) return failed("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> write_at(const Descriptor& file, std::string_view bytes, off_t offset,
                      const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const auto written =
        uninterrupted([&] { return ::pwrite(file.number(), bytes.data(), bytes.size(), offset); });
    if (written < 0) return failed("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += written;
  }
  return {};
}

Result<std::string> read_at(const Descriptor& file, std::size_t size, off_t offset,
                            const std::filesystem::path& path) {
  std::string bytes(size, '\0');
  std::size_t length = 0;
  while (length < size) {
    const auto count = uninterrupted([&] {
      return ::pread(file.number(), bytes.data() + length, size - length,
                     offset + static_cast<off_t>(length));
    });
    if (count < 0) return failed("read", path);
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
  }
  bytes.resize(length);
  return bytes;
}

Result<void> sync_file(const Descriptor& file, const std::filesystem::path& path) {
  // Not repeated when it fails: the kernel may already have dropped what it could not write.
  if (::fdatasync(file.number()) != 0) return failed("sync", path);
  return {};
}

Result<void> sync_folder(const std::filesystem::path& path) {
  const auto folder = TRY(open_file(path, O_RDONLY | O_DIRECTORY));
  if (::fsync(folder.number()) != 0) return failed("sync", path);
  return {};
}

Result<std::vector<std::string>> names_in(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::string> names;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != end(entry); entry.increment(error)) {
    names.push_back(entry->path().filename());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return std::unexpected(file_error("list", folder, error.value()));
  }
  std::ranges::sort(names);
  return names;
}

Result<void> make_folder(const std::filesystem::path& path) {
  if (::mkdir(path.c_str(), 0700) == 0) return {};
  std::error_code ignored;
  if (errno == EEXIST && std::filesystem::is_directory(path, ignored)) return {};
  return failed("create folder", path);
}

void pause_ms(int duration_ms) { ::poll(nullptr, 0, duration_ms); }

}  // namespace azwf
