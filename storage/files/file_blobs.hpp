// Blobs as files: blobs/ab/<digest in hexadecimal>. Invariant: a file with a digest's name has been
// synced whole, and is checked against its name whenever it is read.
#pragma once

#include <atomic>
#include <filesystem>

#include "engine/event/blob_store.hpp"
#include "storage/files/free_space.hpp"

namespace azwf {

class FileBlobStore : public BlobStore {
 public:
  // Without `space` the store is for reading only.
  FileBlobStore(std::filesystem::path folder, FreeSpace* space)
      : folder_(std::move(folder)), space_(space) {}

  // Removes what writers that were killed left behind. Only the holder of the home may do that.
  Result<void> remove_unfinished();

  Result<std::unique_ptr<BlobWriter>> put() override;
  Result<std::unique_ptr<BlobReader>> get(const Digest& digest) override;
  Result<std::optional<BlobRef>> stat(const Digest& digest) override;
  Result<std::string> piece(const Digest& digest, std::uint64_t from,
                            std::size_t size_max) override;

 private:
  [[nodiscard]] std::filesystem::path unfinished() const { return folder_ / "unfinished"; }
  [[nodiscard]] std::filesystem::path path_of(const Digest& digest) const;

  std::filesystem::path folder_;
  FreeSpace* space_;
  std::atomic<std::uint64_t> count_ = 0;
};

}  // namespace azwf
