// Files are opened in two steps: by path without any effect, then, once they are known to be
// regular, for reading.
#include "adapters/operations/files/content.hpp"

#include <fcntl.h>

#include <memory>

#include "engine/base/digest.hpp"

namespace azwf::files {
namespace {

constexpr std::size_t piece_bytes = 256 << 10;

Result<struct stat> status_of(const FileDescriptor& file, const std::string& path) {
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return file_failure("cannot look at", path);
  return status;
}

std::unexpected<Error> not_a_file(const std::string& path, const FileState& state) {
  return failure(ErrorKind::refused, state.kind == Kind::folder ? "is_a_folder" : "not_a_file",
                 shown(path) + " is " + in_words(state) + "; a file belongs there");
}

Result<OpenFile> open_found(const FileDescriptor& found, const Place& place,
                            std::uint64_t bytes_max) {
  auto state = state_from(TRY(status_of(found, place.path)));
  if (state.kind != Kind::file) return not_a_file(place.path, state);
  if (state.size > bytes_max) {
    return failure(ErrorKind::refused, "too_large",
                   shown(place.path) + " has " + std::to_string(state.size) + " bytes; " +
                       std::to_string(bytes_max) + " is the most for this");
  }
  const auto link = "/proc/self/fd/" + std::to_string(found.get());
  FileDescriptor file(open(link.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file.is_open()) return file_failure("cannot read", place.path);
  return OpenFile{std::move(file), std::move(state)};
}

std::unexpected<Error> changed_while_read(const std::string& path) {
  return failure(ErrorKind::failed, "changed_meanwhile",
                 shown(path) + " changed while it was read");
}

}  // namespace

Reader reader_of(std::string text) {
  auto rest = std::make_shared<std::string>(std::move(text));
  return [rest](std::size_t) -> Result<std::string> { return std::exchange(*rest, {}); };
}

Reader reader_of(const FileDescriptor& file, const std::string& path) {
  return [&file, path](std::size_t size_max) -> Result<std::string> {
    std::string piece(size_max, '\0');
    const auto size = read(file.get(), piece.data(), piece.size());
    if (size < 0) return file_failure("cannot read", path);
    piece.resize(static_cast<std::size_t>(size));
    return piece;
  };
}

Reader reader_of(FileDescriptor&& file, const std::string& path) {
  const auto owned = std::make_shared<FileDescriptor>(std::move(file));
  return [owned, rest = reader_of(*owned, path)](std::size_t size_max) { return rest(size_max); };
}

Result<void> each_piece(const Reader& reader, const Checkpoint& checkpoint,
                        const std::function<Result<void>(std::string_view)>& sink) {
  for (;;) {
    TRY_VOID(checkpoint());
    const auto piece = TRY(reader(piece_bytes));
    if (piece.empty()) return {};
    TRY_VOID(sink(piece));
  }
}

Result<Digest> Keep::put(const Reader& reader, const Checkpoint& checkpoint) const {
  const auto blob = TRY(blobs_->put());
  TRY_VOID(
      each_piece(reader, checkpoint, [&](std::string_view piece) { return blob->write(piece); }));
  return TRY(blob->commit()).digest;
}

Result<Reader> Keep::get(const Digest& digest) const {
  std::shared_ptr<BlobReader> blob = TRY(blobs_->get(digest));
  return [blob](std::size_t size_max) { return blob->read(size_max); };
}

Result<OpenFile> open_file(const Place& place, std::uint64_t bytes_max) {
  return open_found(TRY(open_place(place, O_PATH)), place, bytes_max);
}

Result<Digest> hash_file(const OpenFile& open, const Place& place, const Looking& looking) {
  const auto reader = reader_of(open.file, place.path);
  Digest digest;
  if (looking.keep != nullptr) {
    digest = TRY(looking.keep->put(reader, looking.checkpoint));
  } else {
    Sha256 hasher;
    TRY_VOID(each_piece(reader, looking.checkpoint, [&](std::string_view piece) -> Result<void> {
      hasher.update(piece);
      return {};
    }));
    digest = hasher.finish();
  }
  const auto now = state_from(TRY(status_of(open.file, place.path))).identity;
  const auto& before = open.state.identity;
  const bool is_same = now.size == before.size && now.modified_ns == before.modified_ns;
  if (!is_same) return changed_while_read(place.path);
  return digest;
}

Result<FileState> look_at(const Place& place, const Looking& looking) {
  auto found = open_place(place, O_PATH | O_NOFOLLOW);
  if (!found && found.error().code == "not_found") return FileState{};
  if (!found) return std::unexpected(std::move(found.error()));
  auto state = state_from(TRY(status_of(*found, place.path)));
  if (state.kind == Kind::symlink) state.target = TRY(link_target(*found, place.path));
  if (state.kind != Kind::file) return state;
  auto open = TRY(open_found(*found, place, looking.limits.file_bytes_max));
  open.state.sha256 = TRY(hash_file(open, place, looking));
  return std::move(open.state);
}

}  // namespace azwf::files
