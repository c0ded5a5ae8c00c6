// A blob is written under another name, synced, and only then given its own.
#include "storage/files/file_blobs.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "engine/base/digest.hpp"
#include "storage/errors.hpp"
#include "storage/files/descriptor.hpp"

namespace azwf {
namespace {

// What may use the reserve, so that an ordinary step can end: the rest is for the log.
constexpr std::uint64_t small_bytes_max = 64 << 10;

std::filesystem::path blob_path(const std::filesystem::path& folder, const Digest& digest) {
  const auto name = to_hex(digest);
  return folder / name.substr(0, 2) / name;
}

class FileBlobWriter : public BlobWriter {
 public:
  FileBlobWriter(std::filesystem::path folder, std::filesystem::path path, Descriptor file,
                 FreeSpace& space)
      : folder_(std::move(folder)), path_(std::move(path)), file_(std::move(file)), space_(space) {}

  ~FileBlobWriter() override {
    if (!is_committed_) ::unlink(path_.c_str());
  }

  Result<void> write(std::string_view bytes) override {
    const auto room = space_.room();
    const bool is_small = size_ + bytes.size() <= small_bytes_max;
    if (room == Room::none || (room == Room::reserve_only && !is_small)) {
      return std::unexpected(no_space());
    }
    TRY_VOID(write_all(file_, bytes, path_));
    space_.written(bytes.size());
    hasher_.update(bytes);
    size_ += bytes.size();
    return {};
  }

  Result<BlobRef> commit() override {
    const BlobRef ref{hasher_.finish(), size_};
    TRY_VOID(sync_file(file_, path_));
    const auto path = blob_path(folder_, ref.digest);
    TRY_VOID(make_folder(path.parent_path()));
    TRY_VOID(sync_folder(folder_));
    if (::rename(path_.c_str(), path.c_str()) != 0) {
      return std::unexpected(file_error("rename to", path, errno));
    }
    is_committed_ = true;
    TRY_VOID(sync_folder(path.parent_path()));
    return ref;
  }

 private:
  std::filesystem::path folder_;
  std::filesystem::path path_;
  Descriptor file_;
  FreeSpace& space_;
  Sha256 hasher_;
  std::uint64_t size_ = 0;
  bool is_committed_ = false;
};

// Knows the size from the start, so that damage is reported before the last bytes are handed out.
class FileBlobReader : public BlobReader {
 public:
  FileBlobReader(const Digest& digest, std::filesystem::path path, Descriptor file,
                 std::uint64_t size)
      : digest_(digest), path_(std::move(path)), file_(std::move(file)), size_(size) {}

  Result<std::string> read(std::size_t size_max) override {
    if (offset_ == size_ && is_checked_) return std::string();
    const auto size = std::min<std::uint64_t>(size_max, size_ - offset_);
    auto part = TRY(read_at(file_, size, static_cast<off_t>(offset_), path_));
    hasher_.update(part);
    offset_ += part.size();
    if (part.size() < size) return std::unexpected(damaged_blob(digest_));
    if (offset_ == size_) {
      if (hasher_.finish() != digest_) return std::unexpected(damaged_blob(digest_));
      is_checked_ = true;
    }
    return part;
  }

 private:
  Digest digest_;
  std::filesystem::path path_;
  Descriptor file_;
  Sha256 hasher_;
  std::uint64_t size_;
  std::uint64_t offset_ = 0;
  bool is_checked_ = false;
};

struct OpenBlob {
  Descriptor file;
  std::uint64_t size;
};

Result<OpenBlob> open_blob(const Digest& digest, const std::filesystem::path& path) {
  auto file = open_file(path, O_RDONLY);
  if (!file && file.error().kind == ErrorKind::not_found) {
    return std::unexpected(missing_blob(digest));
  }
  auto opened = TRY(std::move(file));
  struct stat status {};
  if (::fstat(opened.number(), &status) != 0) {
    return std::unexpected(file_error("read", path, errno));
  }
  return OpenBlob{std::move(opened), static_cast<std::uint64_t>(status.st_size)};
}

}  // namespace

std::filesystem::path FileBlobStore::path_of(const Digest& digest) const {
  return blob_path(folder_, digest);
}

Result<void> FileBlobStore::remove_unfinished() {
  std::error_code error;
  std::filesystem::remove_all(unfinished(), error);
  if (error) return std::unexpected(file_error("remove", unfinished(), error.value()));
  return {};
}

Result<std::unique_ptr<BlobWriter>> FileBlobStore::put() {
  if (space_ == nullptr) return std::unexpected(read_only());
  TRY_VOID(make_folder(unfinished()));
  auto path = unfinished() / fmt::format("{}-{}", ::getpid(), count_++);
  auto file = TRY(open_file(path, O_WRONLY | O_CREAT | O_EXCL));
  return std::make_unique<FileBlobWriter>(folder_, std::move(path), std::move(file), *space_);
}

Result<std::unique_ptr<BlobReader>> FileBlobStore::get(const Digest& digest) {
  auto path = path_of(digest);
  auto [file, size] = TRY(open_blob(digest, path));
  return std::make_unique<FileBlobReader>(digest, std::move(path), std::move(file), size);
}

Result<std::string> FileBlobStore::piece(const Digest& digest, std::uint64_t from,
                                         std::size_t size_max) {
  const auto path = path_of(digest);
  const auto [file, size] = TRY(open_blob(digest, path));
  const auto begin = std::min(from, size);
  const auto wanted = std::min<std::uint64_t>(size - begin, size_max);
  return read_at(file, wanted, static_cast<off_t>(begin), path);
}

Result<std::optional<BlobRef>> FileBlobStore::stat(const Digest& digest) {
  struct stat status {};
  const auto path = path_of(digest);
  if (::stat(path.c_str(), &status) == 0) {
    return BlobRef{digest, static_cast<std::uint64_t>(status.st_size)};
  }
  if (errno == ENOENT) return std::nullopt;
  return std::unexpected(file_error("read", path, errno));
}

}  // namespace azwf
