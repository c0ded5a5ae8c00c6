// States as packed maps: keys in bytewise order, fields that say nothing left out.
#include "adapters/operations/files/state.hpp"

#include <algorithm>
#include <array>

#include "engine/base/digest.hpp"
#include "engine/base/text.hpp"

namespace azwf::files {
namespace {

constexpr std::array<std::string_view, 5> kind_names = {"absent", "file", "folder", "symlink",
                                                        "other"};
constexpr std::uint32_t mode_bits = 07777;
constexpr std::size_t digits_shown = 12;

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

template <class T> bool may_be_same(const std::optional<T>& one, const std::optional<T>& other) {
  return !one || !other || *one == *other;
}

std::unexpected<Error> bad_state(std::string_view field, std::string_view what) {
  return failure(ErrorKind::invalid, "invalid_argument",
                 "'" + std::string(field) + "' is no state of a file: " + std::string(what));
}

Result<std::optional<std::uint32_t>> number_from(const Packed& value, std::string_view field) {
  if (value.is_nil()) return std::nullopt;
  const auto number = Unpacker(value.bytes).integer();
  if (!number || *number < 0 || *number > UINT32_MAX) return bad_state(field, "a bad number");
  return static_cast<std::uint32_t>(*number);
}

Result<void> read_file_fields(FileState& state, const Packed& packed, std::string_view field) {
  const auto size = Unpacker(field_of(packed, "size").bytes).integer();
  const auto digest = digest_from_hex(text_of(field_of(packed, "sha256")));
  if (!size || *size < 0) return bad_state(field, "no size");
  if (!digest) return bad_state(field, "no sha256 in hexadecimal");
  state.size = static_cast<std::uint64_t>(*size);
  state.sha256 = *digest;
  return {};
}

}  // namespace

std::string_view name_of(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

bool same_content(const FileState& one, const FileState& other) {
  return one.kind == other.kind && one.size == other.size && one.sha256 == other.sha256 &&
         one.target == other.target;
}

bool same(const FileState& one, const FileState& other) {
  return same_content(one, other) && may_be_same(one.mode, other.mode) &&
         may_be_same(one.owner, other.owner) && may_be_same(one.group, other.group);
}

std::string in_words(const FileState& state) {
  switch (state.kind) {
    case Kind::absent: return "nothing";
    case Kind::file:
      return "a file of " + std::to_string(state.size) + " bytes" +
             (state.sha256.is_zero()
                  ? std::string(" with other content or times")
                  : " (sha256 " + to_hex(state.sha256).substr(0, digits_shown) + "…)");
    case Kind::folder: return "a folder";
    case Kind::symlink: return "a symbolic link to " + shown(state.target);
    case Kind::other: break;
  }
  return "a device, socket or fifo";
}

FileState state_from(const struct stat& status) {
  FileState state;
  state.kind = S_ISREG(status.st_mode)   ? Kind::file
               : S_ISDIR(status.st_mode) ? Kind::folder
               : S_ISLNK(status.st_mode) ? Kind::symlink
                                         : Kind::other;
  if (state.kind != Kind::symlink) state.mode = status.st_mode & mode_bits;
  state.owner = status.st_uid;
  state.group = status.st_gid;
  if (state.kind == Kind::file) state.size = static_cast<std::uint64_t>(status.st_size);
  state.identity = {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
                    nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
  return state;
}

std::string mode_text(std::uint32_t mode) {
  std::string digits;
  for (int shift = mode > 0777 ? 9 : 6; shift >= 0; shift -= 3) {
    digits += static_cast<char>('0' + (mode >> shift & 7));
  }
  return digits;
}

Result<std::uint32_t> mode_from(std::string_view text) {
  const bool is_octal = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '7'; });
  if (!is_octal || text.size() < 3 || text.size() > 4) {
    return failure(ErrorKind::invalid, "invalid_argument",
                   "'mode' is \"" + shown(text) + "\"; octal digits belong there: \"644\"");
  }
  std::uint32_t mode = 0;
  for (const char digit : text) mode = mode * 8 + static_cast<std::uint32_t>(digit - '0');
  return mode;
}

void pack_state(Packer& packer, const FileState& state) {
  const bool is_file = state.kind == Kind::file;
  const bool is_link = state.kind == Kind::symlink;
  packer.map(1U + (state.group ? 1 : 0) + (state.mode ? 1 : 0) + (state.owner ? 1 : 0) +
             (is_file ? 2 : 0) + (is_link ? 1 : 0));
  if (state.group) packer.string("group").integer(*state.group);
  packer.string("kind").string(name_of(state.kind));
  if (state.mode) packer.string("mode").string(mode_text(*state.mode));
  if (state.owner) packer.string("owner").integer(*state.owner);
  if (is_file) {
    packer.string("sha256").string(to_hex(state.sha256));
    packer.string("size").integer(static_cast<std::int64_t>(state.size));
  }
  if (is_link) pack_text(packer.string("target"), state.target);
}

Result<FileState> unpack_state(const Packed& packed, std::string_view field) {
  FileState state;
  const auto kind = std::ranges::find(kind_names, text_of(field_of(packed, "kind")));
  if (kind == kind_names.end() || *kind == "other") return bad_state(field, "no known kind");
  state.kind = static_cast<Kind>(kind - kind_names.begin());
  const auto mode = field_of(packed, "mode");
  if (!mode.is_nil()) state.mode = TRY(mode_from(text_of(mode)));
  state.owner = TRY(number_from(field_of(packed, "owner"), field));
  state.group = TRY(number_from(field_of(packed, "group"), field));
  if (state.kind == Kind::file) TRY_VOID(read_file_fields(state, packed, field));
  if (state.kind == Kind::symlink) {
    state.target = TRY(text_from(field_of(packed, "target")));
    if (state.target.empty() || state.target.contains('\0')) return bad_state(field, "no target");
  }
  return state;
}

void pack_text(Packer& packer, std::string_view text) {
  if (is_utf8(text))
    packer.string(text);
  else
    packer.binary(text);
}

Result<std::string> text_from(const Packed& value) {
  if (value.is_nil()) return std::string();
  Unpacker unpacker(value.bytes);
  const bool is_binary = TRY(unpacker.peek()) == PackedType::binary;
  return std::string(is_binary ? TRY(unpacker.binary()) : TRY(unpacker.string()));
}

}  // namespace azwf::files
