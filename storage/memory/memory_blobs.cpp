// A blob is hashed again when it is read, as blobs in files are.
#include "storage/memory/memory_blobs.hpp"

#include "engine/base/digest.hpp"
#include "storage/errors.hpp"

namespace azwf {

class MemoryBlobWriter : public BlobWriter {
 public:
  explicit MemoryBlobWriter(MemoryBlobStore& store) : store_(store) {}

  Result<void> write(std::string_view bytes) override {
    bytes_ += bytes;
    return {};
  }

  Result<BlobRef> commit() override {
    const BlobRef ref{sha256(bytes_), bytes_.size()};
    const std::lock_guard lock(store_.mutex_);
    store_.blobs_.insert_or_assign(ref.digest,
                                   std::make_shared<const std::string>(std::move(bytes_)));
    return ref;
  }

 private:
  MemoryBlobStore& store_;
  std::string bytes_;
};

namespace {

class MemoryBlobReader : public BlobReader {
 public:
  MemoryBlobReader(const Digest& digest, std::shared_ptr<const std::string> bytes)
      : digest_(digest), bytes_(std::move(bytes)) {}

  Result<std::string> read(std::size_t size_max) override {
    auto part = bytes_->substr(offset_, size_max);
    offset_ += part.size();
    if (offset_ == bytes_->size() && sha256(*bytes_) != digest_) {
      return std::unexpected(damaged_blob(digest_));
    }
    return part;
  }

 private:
  Digest digest_;
  std::shared_ptr<const std::string> bytes_;
  std::size_t offset_ = 0;
};

}  // namespace

Result<std::unique_ptr<BlobWriter>> MemoryBlobStore::put() {
  return std::make_unique<MemoryBlobWriter>(*this);
}

Result<std::unique_ptr<BlobReader>> MemoryBlobStore::get(const Digest& digest) {
  const std::lock_guard lock(mutex_);
  const auto found = blobs_.find(digest);
  if (found == blobs_.end()) return std::unexpected(missing_blob(digest));
  return std::make_unique<MemoryBlobReader>(digest, found->second);
}

Result<std::optional<BlobRef>> MemoryBlobStore::stat(const Digest& digest) {
  const std::lock_guard lock(mutex_);
  const auto found = blobs_.find(digest);
  if (found == blobs_.end()) return std::nullopt;
  return BlobRef{digest, found->second->size()};
}

Result<std::string> MemoryBlobStore::piece(const Digest& digest, std::uint64_t from,
                                           std::size_t size_max) {
  const std::lock_guard lock(mutex_);
  const auto found = blobs_.find(digest);
  if (found == blobs_.end()) return std::unexpected(missing_blob(digest));
  const auto& bytes = *found->second;
  return bytes.substr(std::min<std::uint64_t>(from, bytes.size()), size_max);
}

void MemoryBlobStore::replace(const Digest& digest, std::string bytes) {
  const std::lock_guard lock(mutex_);
  blobs_[digest] = std::make_shared<const std::string>(std::move(bytes));
}

}  // namespace azwf
