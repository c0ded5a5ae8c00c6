// The new file or link is made whole beside its place and renamed over it. What stood there is
// looked at once more right before, without reading it.
#include "adapters/operations/files/put.hpp"

#include <fcntl.h>
#include <stdio.h>

#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"

namespace azwf::files {
namespace {

constexpr std::uint32_t new_file_mode = 0644;
constexpr std::uint32_t new_folder_mode = 0755;
constexpr int rename_tries = 16;  // what somebody else makes and removes may be met each time

// Gone again unless it was renamed.
class Temporary {
 public:
  Temporary(const Entry& entry, const std::string& name) : entry_(entry), name_(name) {
    remove();  // of an attempt that was killed
  }
  ~Temporary() { remove(); }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  [[nodiscard]] const char* name() const { return name_.c_str(); }

 private:
  void remove() const {
    if (unlinkat(entry_.folder.get(), name(), 0) == 0 || errno != EISDIR) return;
    unlinkat(entry_.folder.get(), name(), AT_REMOVEDIR);
  }

  const Entry& entry_;
  const std::string& name_;
};

Result<void> sync_folder(const FileDescriptor& folder, const std::string& path) {
  const FileDescriptor opened(openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || fsync(opened.get()) != 0) {
    return file_failure("cannot sync the folder of", path);
  }
  return {};
}

Result<void> own(const FileDescriptor& file, const FileState& wanted, const std::string& path) {
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return file_failure("cannot look at", path);
  const auto owner = wanted.owner.value_or(status.st_uid);
  const auto group = wanted.group.value_or(status.st_gid);
  if (owner == status.st_uid && group == status.st_gid) return {};
  if (fchownat(file.get(), "", owner, group, AT_EMPTY_PATH) == 0) return {};
  return file_failure("cannot give the same owner and group again to", path);
}

// A file or folder without its name yet. The mode comes last: a new owner takes set-id bits away.
Result<void> complete(const FileDescriptor& made, const FileState& wanted, std::uint32_t new_mode,
                      const std::string& path) {
  TRY_VOID(own(made, wanted, path));
  if (!AZWF_PLANTED(93) && fchmod(made.get(), wanted.mode.value_or(new_mode)) != 0) {
    return file_failure("cannot set the mode of", path);
  }
  if (fsync(made.get()) != 0) return file_failure("cannot sync", path);
  return {};
}

Result<void> expect_present(const Entry& entry, const std::string& path, const FileState& present) {
  struct stat status {};
  FileState now;
  if (fstatat(entry.folder.get(), entry.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
    now = state_from(status);
  } else if (errno != ENOENT) {
    return file_failure("cannot look at", path);
  }
  if (now.kind == present.kind && now.identity == present.identity) return {};
  return std::unexpected(changed_meanwhile(path, present, now));
}

Result<void> rename_entry(const Entry& from, const std::string& name, const Entry& to,
                          const std::string& path, const FileState& present) {
  const unsigned flags = present.kind == Kind::absent ? RENAME_NOREPLACE : 0;
  const auto rename_with = [&](unsigned how) {
    return renameat2(from.folder.get(), name.c_str(), to.folder.get(), to.name.c_str(), how);
  };
  for (int tries = rename_tries; tries > 0; --tries) {
    TRY_VOID(expect_present(to, path, present));
    int status = rename_with(flags);
    if (status != 0 && errno == EINVAL && flags != 0) status = rename_with(0);  // it cannot tell
    if (status == 0) return {};
    if (errno != EEXIST || flags == 0) break;  // else what came meanwhile may be gone again
    if (AZWF_PLANTED(95)) return expect_present(to, path, present);
  }
  if (errno == EXDEV) {
    return failure(ErrorKind::refused, "other_file_system",
                   shown(path) + " is on another file system; copy, then remove");
  }
  return file_failure("cannot rename to", path);
}

Result<void> write_file(const FileDescriptor& file, const std::string& path, const Put& task,
                        const Checkpoint& checkpoint) {
  Sha256 hasher;
  TRY_VOID(each_piece(task.content, checkpoint, [&](std::string_view piece) -> Result<void> {
    hasher.update(piece);
    while (!piece.empty()) {
      const auto size = write(file.get(), piece.data(), piece.size());
      if (size < 0) return file_failure("cannot write", path);
      piece.remove_prefix(static_cast<std::size_t>(size));
    }
    return {};
  }));
  if (hasher.finish() == task.wanted.sha256) return {};
  return failure(ErrorKind::failed, "changed_meanwhile",
                 "what was to become " + shown(path) + " changed while it was read");
}

Result<void> put_file(const Place& place, const Entry& entry, const Put& task,
                      const Checkpoint& checkpoint) {
  const Temporary temporary(entry, task.temporary);
  const FileDescriptor file(openat(entry.folder.get(), temporary.name(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return file_failure("cannot write beside", place.path);
  TRY_VOID(write_file(file, place.path, task, checkpoint));
  TRY_VOID(complete(file, task.wanted, new_file_mode, place.path));
  return rename_entry(entry, task.temporary, entry, place.path, task.present);
}

Result<void> put_symlink(const Place& place, const Entry& entry, const Put& task) {
  const Temporary temporary(entry, task.temporary);
  if (symlinkat(task.wanted.target.c_str(), entry.folder.get(), temporary.name()) != 0) {
    return file_failure("cannot make a symbolic link beside", place.path);
  }
  const FileDescriptor link(
      openat(entry.folder.get(), temporary.name(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  TRY_VOID(own(link, task.wanted, place.path));
  return rename_entry(entry, task.temporary, entry, place.path, task.present);
}

Result<void> complete_folder(const Place& place, const Entry& entry, const std::string& name,
                             const FileState& wanted) {
  const FileDescriptor folder(
      openat(entry.folder.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.is_open()) return file_failure("cannot open", place.path);
  return complete(folder, wanted, new_folder_mode, place.path);
}

Result<void> put_folder(const Place& place, const Entry& entry, const Put& task) {
  if (task.present.kind == Kind::folder) {
    return complete_folder(place, entry, entry.name, task.wanted);
  }
  const Temporary temporary(entry, task.temporary);
  if (mkdirat(entry.folder.get(), temporary.name(), 0700) != 0) {
    return file_failure("cannot make a folder beside", place.path);
  }
  TRY_VOID(complete_folder(place, entry, task.temporary, task.wanted));
  return rename_entry(entry, task.temporary, entry, place.path, task.present);
}

Result<void> put_nothing(const Place& place, const Entry& entry, const Put& task) {
  TRY_VOID(expect_present(entry, place.path, task.present));
  const int flags = task.present.kind == Kind::folder ? AT_REMOVEDIR : 0;
  if (unlinkat(entry.folder.get(), entry.name.c_str(), flags) == 0) return {};
  return file_failure("cannot remove", place.path);
}

Result<void> put_into(const Place& place, const Entry& entry, const Put& task,
                      const Checkpoint& checkpoint) {
  switch (task.wanted.kind) {
    case Kind::absent: return put_nothing(place, entry, task);
    case Kind::file: return put_file(place, entry, task, checkpoint);
    case Kind::symlink: return put_symlink(place, entry, task);
    case Kind::folder: return put_folder(place, entry, task);
    case Kind::other: break;
  }
  return failure(ErrorKind::invalid, "not_a_file", shown(place.path) + " cannot be made");
}

}  // namespace

Result<void> put(const Place& place, const Put& task, const Checkpoint& checkpoint) {
  const auto entry = TRY(entry_of(place));
  TRY_VOID(put_into(place, entry, task, checkpoint));
  return sync_folder(entry.folder, place.path);
}

Result<void> rename_to(const Place& from, const FileState& moved, const Place& to,
                       const FileState& present) {
  const auto source = TRY(entry_of(from));
  const auto target = TRY(entry_of(to));
  TRY_VOID(expect_present(source, from.path, moved));
  TRY_VOID(from.store->refuse_moving({moved.identity.device, moved.identity.inode}, from.path));
  TRY_VOID(rename_entry(source, source.name, target, to.path, present));
  TRY_VOID(sync_folder(target.folder, to.path));
  return sync_folder(source.folder, from.path);
}

Result<void> sync_entry(const Place& place) {
  return sync_folder(TRY(entry_of(place)).folder, place.path);
}

Error changed_meanwhile(const std::string& path, const FileState& expected,
                        const FileState& present) {
  return Error{ErrorKind::refused, "changed_meanwhile",
               shown(path) + " was changed meanwhile: it is " + in_words(present) + " now, was " +
                   in_words(expected),
               ""};
}

}  // namespace azwf::files
