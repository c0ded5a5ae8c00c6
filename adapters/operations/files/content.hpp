// Bytes of files on their way: read piece by piece, hashed, kept, written. A file that changes
// while it is read is an error, never a mixture.
#pragma once

#include <functional>
#include <string>

#include "adapters/operations/files/state.hpp"
#include "engine/base/limits.hpp"
#include "engine/event/blob_store.hpp"

namespace azwf::files {

// Asked between pieces; an error ends the work.
using Checkpoint = std::function<Result<void>()>;

// Up to `size_max` further bytes; empty at the end.
using Reader = std::function<Result<std::string>(std::size_t size_max)>;
Reader reader_of(std::string text);
Reader reader_of(const FileDescriptor& file, const std::string& path);  // which must outlive it
Reader reader_of(FileDescriptor&& file, const std::string& path);

// Calls `sink` with every piece.
Result<void> each_piece(const Reader& reader, const Checkpoint& checkpoint,
                        const std::function<Result<void>(std::string_view)>& sink);

// What was there before a change, kept with the log's blobs for as long as the log names it.
class Keep {
 public:
  explicit Keep(BlobStore& blobs) : blobs_(&blobs) {}
  // Durable when it returns.
  Result<Digest> put(const Reader& reader, const Checkpoint& checkpoint) const;
  [[nodiscard]] Result<Reader> get(const Digest& digest) const;

 private:
  BlobStore* blobs_;
};

// A regular file, open for reading, and what was looked at.
struct OpenFile {
  FileDescriptor file;
  FileState state;  // without its digest
};
// Follows symbolic links that stay beneath the root. Error{not_a_file}: a folder, a fifo, a device;
// Error{too_large}. Opening has no effect on what is no regular file, and waits for nothing.
Result<OpenFile> open_file(const Place& place, std::uint64_t bytes_max);

struct Looking {
  const Limits& limits;
  const Checkpoint& checkpoint;
  const Keep* keep = nullptr;  // keeps the file's content while hashing it
};
// What the path itself is: a symbolic link is not followed.
Result<FileState> look_at(const Place& place, const Looking& looking);
// The digest of an open file, read to its end.
Result<Digest> hash_file(const OpenFile& open, const Place& place, const Looking& looking);

}  // namespace azwf::files
