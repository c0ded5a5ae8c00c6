// What a path is: nothing, a file with its content's digest, a symbolic link, a folder. As noted
// before a change, offered in its inverse, and looked for again before anything is undone.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/operations/files/place.hpp"
#include "engine/base/packed.hpp"
#include "engine/base/strong.hpp"

namespace azwf::files {

enum class Kind { absent, file, folder, symlink, other };
std::string_view name_of(Kind kind);

// Tells two files, and two states of one file, apart without reading it.
struct Identity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;
  bool operator==(const Identity&) const = default;
};

struct FileState {
  Kind kind = Kind::absent;
  std::optional<std::uint32_t> mode;   // of files and folders; nothing: whatever it is
  std::optional<std::uint32_t> owner;  // not of what is absent; nothing: whoever it is
  std::optional<std::uint32_t> group;
  std::uint64_t size = 0;  // of files
  Digest sha256;           // of files
  std::string target;      // of symbolic links
  Identity identity;       // as it was looked at; not kept
};

// Its content: kind, bytes, target.
bool same_content(const FileState& one, const FileState& other);
// Its content, and mode and owners as far as both say.
bool same(const FileState& one, const FileState& other);
// "a file of 12 bytes (sha256 0123456789ab…)"
std::string in_words(const FileState& state);

// Kind, mode, owners, size: all that can be told without reading it.
FileState state_from(const struct stat& status);
std::string mode_text(std::uint32_t mode);  // "644"
Result<std::uint32_t> mode_from(std::string_view text);

void pack_state(Packer& packer, const FileState& state);
Result<FileState> unpack_state(const Packed& packed, std::string_view field);

// Text where it is text, bytes where it is not.
void pack_text(Packer& packer, std::string_view text);
Result<std::string> text_from(const Packed& value);

}  // namespace azwf::files
