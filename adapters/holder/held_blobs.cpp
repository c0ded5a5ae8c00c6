// A blob comes in pieces of a bounded size, each asked for when the one before it is used up.
#include "adapters/holder/held_blobs.hpp"

#include <algorithm>

#include "engine/base/digest.hpp"

namespace azwf::holder {
namespace {

class HeldBlobReader : public BlobReader {
 public:
  HeldBlobReader(HeldBlobs& blobs, const BlobRef& blob, std::size_t piece_max)
      : blobs_(blobs), blob_(blob), piece_max_(piece_max) {}

  Result<std::string> read(std::size_t size_max) override {
    if (used_ == piece_.size() && asked_ < blob_.size) TRY_VOID(ask());
    auto part = piece_.substr(used_, size_max);
    used_ += part.size();
    return part;
  }

 private:
  Result<void> ask() {
    piece_ = TRY(blobs_.piece(blob_.digest, asked_, piece_max_));
    used_ = 0;
    asked_ += piece_.size();
    hasher_.update(piece_);
    const bool is_whole = asked_ == blob_.size;
    if (!piece_.empty() && (!is_whole || hasher_.finish() == blob_.digest)) return {};
    return failure(ErrorKind::damaged, "damaged_blob",
                   "blob " + to_hex(blob_.digest) + " does not match its digest",
                   "azwf doctor, on the server's machine");
  }

  HeldBlobs& blobs_;
  const BlobRef blob_;
  const std::size_t piece_max_;
  Sha256 hasher_;
  std::uint64_t asked_ = 0;
  std::string piece_;
  std::size_t used_ = 0;  // of the piece
};

}  // namespace

Result<std::unique_ptr<BlobWriter>> HeldBlobs::put() {
  return failure(ErrorKind::refused, "read_only", "another process holds the store",
                 "ask it to write");
}

Result<std::unique_ptr<BlobReader>> HeldBlobs::get(const Digest& digest) {
  const auto first = TRY(client_->call_for<Piece>(ReadBlob{digest, 0, 0}));
  return std::make_unique<HeldBlobReader>(*this, BlobRef{digest, first.size},
                                          limits_.holder_part_bytes_max);
}

Result<std::optional<BlobRef>> HeldBlobs::stat(const Digest& digest) {
  const auto first = client_->call_for<Piece>(ReadBlob{digest, 0, 0});
  if (first) return BlobRef{digest, first->size};
  if (first.error().kind == ErrorKind::not_found) return std::nullopt;
  return std::unexpected(first.error());
}

Result<std::string> HeldBlobs::piece(const Digest& digest, std::uint64_t from,
                                     std::size_t size_max) {
  return TRY(client_->call_for<Piece>(ReadBlob{digest, from, size_max})).bytes;
}

}  // namespace azwf::holder
