// What is read becomes a value of the run, so reading has its own, smaller limit.
#include "adapters/operations/files/reading.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <map>

#include "engine/base/digest.hpp"

namespace azwf::files {
namespace {

const Field path_field{.name = "path",
                       .type = FieldType::bytes,
                       .required = true,
                       .summary = "relative to the run's folder, or absolute; within its roots"};

Result<Packed> read_file(Work& work) {
  const auto place = TRY(work.place_in("path"));
  const auto bytes_max =
      std::min<std::uint64_t>(work.limits().file_read_bytes_max, work.limits().file_bytes_max);
  const auto open = TRY(open_file(place, bytes_max));
  std::string content;
  TRY_VOID(each_piece(reader_of(open.file, place.path), work.checkpoint(),
                      [&](std::string_view piece) -> Result<void> {
                        content += piece;
                        if (content.size() <= bytes_max) return {};
                        return failure(ErrorKind::refused, "too_large",
                                       shown(place.path) + " grows past " +
                                           std::to_string(bytes_max) + " bytes while it is read");
                      }));
  Packed result{""};
  Packer packer(result.bytes);
  packer.map(4);
  pack_text(packer.string("content"), content);
  packer.string("mode").string(mode_text(*open.state.mode));
  packer.string("sha256").string(to_hex(sha256(content)));
  packer.string("size").integer(static_cast<std::int64_t>(content.size()));
  return result;
}

Result<Packed> hash(Work& work) {
  const auto place = TRY(work.place_in("path"));
  const auto open = TRY(open_file(place, work.limits().file_bytes_max));
  const auto digest = TRY(hash_file(open, place, {work.limits(), work.checkpoint(), nullptr}));
  Packed result{""};
  Packer packer(result.bytes);
  packer.map(2);
  packer.string("sha256").string(to_hex(digest));
  packer.string("size").integer(static_cast<std::int64_t>(open.state.size));
  return result;
}

Result<FileState> state_of(const Place& place, bool follow) {
  const auto found = open_place(place, O_PATH | (follow ? 0 : O_NOFOLLOW));
  if (!found && found.error().code == "not_found") return FileState{};
  if (!found) return std::unexpected(found.error());
  struct stat status {};
  if (fstat(found->get(), &status) != 0) return file_failure("cannot look at", place.path);
  auto state = state_from(status);
  if (state.kind == Kind::symlink) state.target = TRY(link_target(*found, place.path));
  return state;
}

Result<Packed> look(Work& work) {
  const auto place = TRY(work.place_in("path"));
  const auto state = TRY(state_of(place, work.is_set("follow")));
  Packed result{""};
  Packer packer(result.bytes);
  packer.map(7);
  packer.string("group").integer(state.group.value_or(0));
  packer.string("kind").string(name_of(state.kind));
  packer.string("mode").string(state.mode ? mode_text(*state.mode) : "");
  packer.string("modified_us").integer(state.identity.modified_ns / 1000);
  packer.string("owner").integer(state.owner.value_or(0));
  packer.string("size").integer(static_cast<std::int64_t>(state.size));
  pack_text(packer.string("target"), state.target);
  return result;
}

// What each name in the folder is. Nothing is opened: the store, too, may be named.
Result<std::map<std::string, FileState>> entries_in(const Place& place, const Work& work) {
  auto folder = TRY(open_place(place, O_RDONLY | O_DIRECTORY));
  DIR* const stream = fdopendir(folder.get());
  if (stream == nullptr) return file_failure("cannot list", place.path);
  folder.release();
  const std::unique_ptr<DIR, int (*)(DIR*)> closing(stream, closedir);
  std::map<std::string, FileState> entries;
  const auto entries_max = work.limits().folder_entries_max;
  errno = 0;
  while (const dirent* entry = readdir(stream)) {
    TRY_VOID(work.checkpoint()());
    const std::string name = entry->d_name;
    struct stat status {};
    const bool is_there = fstatat(dirfd(stream), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
    if (!is_there && errno != ENOENT) return file_failure("cannot look into", place.path);
    if (is_there && name != "." && name != "..") entries.emplace(name, state_from(status));
    if (entries.size() > entries_max) {
      return failure(ErrorKind::refused, "too_large",
                     shown(place.path) + " has more than " + std::to_string(entries_max) +
                         " entries; list its folders, or use wf.exec with find");
    }
    errno = 0;
  }
  if (errno != 0) return file_failure("cannot list", place.path);
  return entries;
}

Result<Packed> list(Work& work) {
  const auto is_here = work.argument("path").is_nil();
  const auto place = TRY(is_here ? work.place(".") : work.place_in("path"));
  const auto entries = TRY(entries_in(place, work));
  Packed result{""};
  Packer packer(result.bytes);
  packer.map(1).string("entries").array(entries.size());
  for (const auto& [name, state] : entries) {
    packer.map(3);
    packer.string("kind").string(name_of(state.kind));
    pack_text(packer.string("name"), name);
    packer.string("size").integer(static_cast<std::int64_t>(state.size));
  }
  return result;
}

}  // namespace

std::unique_ptr<Operation> make_read(std::shared_ptr<Shop> shop) {
  OperationDescriptor descriptor{
      .name = "files.read",
      .lua_name = "files.read",
      .summary = "Reads a file whole.",
      .positional = "path",
      .parameters = {path_field},
      .result = {{.name = "content", .type = FieldType::bytes, .summary = "its bytes"},
                 {.name = "mode", .type = FieldType::string, .summary = "permissions: \"644\""},
                 {.name = "sha256", .type = FieldType::string, .summary = "in hexadecimal"},
                 {.name = "size", .type = FieldType::integer, .summary = "in bytes"}}};
  return make_file_operation(std::move(descriptor), std::move(shop), read_file);
}

std::unique_ptr<Operation> make_list(std::shared_ptr<Shop> shop) {
  auto path = path_field;
  path.required = false;
  path.summary += "; the run's folder without";
  OperationDescriptor descriptor{
      .name = "files.list",
      .lua_name = "files.list",
      .summary = "Lists a folder.",
      .positional = "path",
      .parameters = {path},
      .result = {{.name = "entries",
                  .type = FieldType::list,
                  .element = FieldType::table,
                  .summary = "name, kind (file, folder, symlink, other) and size of each, sorted "
                             "by name"}}};
  return make_file_operation(std::move(descriptor), std::move(shop), list);
}

std::unique_ptr<Operation> make_stat(std::shared_ptr<Shop> shop) {
  OperationDescriptor descriptor{
      .name = "files.stat",
      .lua_name = "files.stat",
      .summary = "Says what a path is; that nothing is there is an answer, too.",
      .positional = "path",
      .parameters = {path_field,
                     {.name = "follow",
                      .type = FieldType::boolean,
                      .summary = "say what a symbolic link leads to, not that it is one"}},
      .result = {
          {.name = "group", .type = FieldType::integer, .summary = "the group's number"},
          {.name = "kind",
           .type = FieldType::string,
           .summary = "absent, file, folder, symlink or other"},
          {.name = "mode", .type = FieldType::string, .summary = "permissions: \"644\""},
          {.name = "modified_us",
           .type = FieldType::integer,
           .summary = "when its content last changed, in microseconds since 1970"},
          {.name = "owner", .type = FieldType::integer, .summary = "the owner's number"},
          {.name = "size", .type = FieldType::integer, .summary = "a file's, in bytes; else 0"},
          {.name = "target",
           .type = FieldType::bytes,
           .summary = "where a symbolic link leads; else empty"}}};
  return make_file_operation(std::move(descriptor), std::move(shop), look);
}

std::unique_ptr<Operation> make_sha256(std::shared_ptr<Shop> shop) {
  OperationDescriptor descriptor{
      .name = "files.sha256",
      .lua_name = "files.sha256",
      .summary = "Hashes a file's content with SHA-256.",
      .positional = "path",
      .parameters = {path_field},
      .result = {{.name = "sha256", .type = FieldType::string, .summary = "in hexadecimal"},
                 {.name = "size", .type = FieldType::integer, .summary = "in bytes"}}};
  return make_file_operation(std::move(descriptor), std::move(shop), hash);
}

}  // namespace azwf::files
