// Paths are taken apart as text first; what the text says is then held against the kernel's view.
#include "adapters/operations/files/place.hpp"

#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <array>
#include <filesystem>

#include "engine/base/digest.hpp"
#include "engine/base/text.hpp"

namespace azwf::files {
namespace {

constexpr int resolve_tries = 16;  // the kernel gives up on a path that changes under it

std::string join(const std::vector<std::string>& roots) {
  std::string list;
  for (const auto& root : roots) list += (list.empty() ? "" : ", ") + shown(root);
  return list;
}

bool is_below(const std::string& path, const std::string& root) {
  if (root == "/") return path.starts_with('/');
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

std::string normal(const std::filesystem::path& path) {
  const auto text = path.lexically_normal().string();
  return text.size() > 1 && text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
}

Result<FileDescriptor> open_root(const std::string& root) {
  FileDescriptor folder(open(root.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.is_open()) {
    auto error = file_error("cannot open the root", root, errno);
    if (errno == ENOENT) error.code = "root_missing";
    return std::unexpected(std::move(error));
  }
  struct stat status {};
  if (fstat(folder.get(), &status) != 0) return file_failure("cannot look at the root", root);
  if (S_ISLNK(status.st_mode)) {
    return failure(ErrorKind::refused, "root_is_symlink",
                   "the root " + shown(root) + " is a symbolic link to " +
                       shown(link_target(folder, root).value_or("?")) +
                       "; name the folder it leads to");
  }
  if (!S_ISDIR(status.st_mode)) {
    return failure(ErrorKind::refused, "root_not_folder",
                   "the root " + shown(root) + " is no folder");
  }
  return folder;
}

std::unexpected<Error> resolve_failure(const Place& place, int number) {
  if (number == EXDEV) {
    return failure(ErrorKind::refused, "outside_roots",
                   shown(place.path) + " leads out of its root through a symbolic link");
  }
  return file_failure("cannot open", place.path, number);
}

std::string_view code_of(int number) {
  switch (number) {
    case ENOENT: return "not_found";
    case EACCES:
    case EPERM: return "no_permission";
    case EROFS: return "read_only";
    case ENOSPC:
    case EDQUOT: return "no_space";
    case ENOTDIR: return "not_a_folder";
    case EISDIR: return "is_a_folder";
    case ENOTEMPTY: return "not_empty";
    case EEXIST: return "exists";
    case ELOOP: return "symlink_loop";
    case ENAMETOOLONG: return "name_too_long";
    case EXDEV: return "other_file_system";
    default: return "io_error";
  }
}

}  // namespace

Result<Place> place_of(const Territory& territory, const std::string& path) {
  if (path.empty() || path.contains('\0')) {
    return failure(ErrorKind::invalid, "invalid_argument",
                   "a path is empty or holds a NUL byte: \"" + shown(path) + "\"");
  }
  Place place;
  place.path = normal(std::filesystem::path(territory.cwd) / path);
  const auto& roots = territory.roots.empty() ? std::vector{territory.cwd} : territory.roots;
  std::string root;
  for (const auto& candidate : roots) {
    const auto folder = normal(candidate);
    if (is_below(place.path, folder) && folder.size() > root.size()) root = folder;
  }
  if (root.empty()) {
    return failure(ErrorKind::refused, "outside_roots",
                   shown(place.path) + " is in none of this run's roots (" + join(roots) +
                       "); declare its folder in wf.workflow { roots = { … } } or run with --root");
  }
  place.root = TRY(open_root(root));
  place.inside = place.path.substr(std::min(root == "/" ? 1 : root.size() + 1, place.path.size()));
  if (place.inside.empty()) place.inside = ".";
  return place;
}

Result<FileDescriptor> open_beneath(const Place& place, const std::string& inside, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  for (int tries = resolve_tries;; --tries) {
    const auto number = syscall(SYS_openat2, place.root.get(), inside.c_str(), &how, sizeof how);
    if (number >= 0) return FileDescriptor(static_cast<int>(number));
    if (errno == EINTR || (errno == EAGAIN && tries > 0)) continue;
    return resolve_failure(place, errno);
  }
}

Result<FileDescriptor> open_place(const Place& place, int flags) {
  return open_beneath(place, place.inside, flags);
}

Result<Entry> entry_of(const Place& place) {
  if (place.is_root()) {
    return failure(ErrorKind::refused, "is_a_root",
                   shown(place.path) +
                       " is a root of this run: its content can be changed, not "
                       "the folder itself");
  }
  const auto slash = place.inside.rfind('/');
  const auto folder = slash == std::string::npos ? "." : place.inside.substr(0, slash);
  return Entry{TRY(open_beneath(place, folder, O_PATH | O_DIRECTORY)),
               slash == std::string::npos ? place.inside : place.inside.substr(slash + 1)};
}

Result<std::string> link_target(const FileDescriptor& link, const std::string& path) {
  std::array<char, PATH_MAX> target;
  const auto size = readlinkat(link.get(), "", target.data(), target.size());
  if (size < 0) return file_failure("cannot read the symbolic link", path);
  return std::string(target.data(), static_cast<std::size_t>(size));
}

Error file_error(const std::string& what, const std::string& path, int number) {
  const char* reason = strerrordesc_np(number);
  const auto text = reason != nullptr ? std::string(reason) : std::to_string(number);
  const auto kind = number == ENOENT ? ErrorKind::not_found : ErrorKind::failed;
  return Error{kind, std::string(code_of(number)), what + " " + shown(path) + ": " + text, ""};
}

std::unexpected<Error> file_failure(const std::string& what, const std::string& path, int number) {
  return std::unexpected(file_error(what, path, number));
}

std::string shown(std::string_view path) {
  const bool is_text = is_utf8(path);
  std::string text;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !is_text)) {
      text += "\\x" + to_hex(std::string_view(&c, 1));
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace azwf::files
