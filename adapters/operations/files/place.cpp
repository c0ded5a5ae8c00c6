// Paths are taken apart as text first; what the text says is then held against the kernel's view.
#include "adapters/operations/files/place.hpp"

#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "engine/base/check.hpp"
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

const std::string* root_of(const std::string& path, const std::vector<std::string>& roots) {
  const std::string* longest = nullptr;
  for (const auto& root : roots) {
    if (is_below(path, root) && (longest == nullptr || root.size() > longest->size()))
      longest = &root;
  }
  return longest;
}

// The path with a root's real name when its beginning leads there through symbolic links. A link in
// a root that is the whole path stands for itself.
std::string by_real_root(const std::string& path, const std::vector<std::string>& roots) {
  const auto* root = root_of(path, roots);
  std::string real_path = path;
  auto end = path.find('/', root == nullptr ? 1 : root->size() + 1);
  for (; end != std::string::npos || root == nullptr; end = path.find('/', end + 1)) {
    std::error_code error;
    const auto real = std::filesystem::canonical(path.substr(0, end), error).string();
    if (error) break;
    const auto rest = end == std::string::npos ? "" : path.substr(end);
    if (std::ranges::find(roots, real) != roots.end()) real_path = normal(real + rest);
    if (end == std::string::npos) break;
  }
  return real_path;
}

// The descriptor, or -1 and errno.
int open_resolved(int folder, const std::string& path, int flags, std::uint64_t resolve) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = resolve | RESOLVE_NO_MAGICLINKS;
  for (int tries = resolve_tries;; --tries) {
    const auto number = syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how);
    const bool is_worth_more = errno == EINTR || (errno == EAGAIN && tries > 0);
    if (number >= 0 || !is_worth_more) return static_cast<int>(number);
  }
}

std::unexpected<Error> behind_symlink(const std::string& root) {
  std::error_code error;
  const auto real = std::filesystem::canonical(root, error);
  return failure(ErrorKind::refused, "root_is_symlink",
                 "the root " + shown(root) + " is a symbolic link or lies behind one" +
                     (error ? "" : "; name the folder it leads to: " + shown(real.string())));
}

// The folders above a root may lie in another root, where steps make links.
Result<FileDescriptor> open_root(const std::string& root) {
  const std::uint64_t resolve = AZWF_PLANTED(91) ? 0 : RESOLVE_NO_SYMLINKS;
  FileDescriptor folder(open_resolved(AT_FDCWD, root, O_PATH | O_DIRECTORY, resolve));
  if (folder.is_open()) return folder;
  if (errno == ELOOP) return behind_symlink(root);
  if (errno == ENOTDIR) {
    return failure(ErrorKind::refused, "root_not_folder",
                   "the root " + shown(root) + " is no folder");
  }
  auto error = file_error("cannot open the root", root, errno);
  if (errno == ENOENT) error.code = "root_missing";
  return std::unexpected(std::move(error));
}

std::string folder_of(const std::string& inside) {
  const auto slash = inside.rfind('/');
  return slash == std::string::npos ? "." : inside.substr(0, slash);
}

// What the store lacks is not told either.
std::unexpected<Error> not_opened(const Place& place, const std::string& inside, int number) {
  if (number == EXDEV) {
    return failure(ErrorKind::refused, "outside_roots",
                   shown(place.path) + " leads out of its root through a symbolic link");
  }
  if (number == ENOENT && inside != ".") {
    const auto above = open_beneath(place, folder_of(inside), O_PATH | O_DIRECTORY);
    if (!above && above.error().code == "is_the_store") return std::unexpected(above.error());
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
  std::vector<std::string> roots;
  for (const auto& root : territory.roots) roots.push_back(normal(root));
  if (roots.empty()) roots.push_back(normal(territory.cwd));
  Place place;
  place.store = &territory.store;
  place.path = by_real_root(normal(std::filesystem::path(territory.cwd) / path), roots);
  const auto* root = root_of(place.path, roots);
  if (root == nullptr) {
    return failure(ErrorKind::refused, "outside_roots",
                   shown(place.path) + " is in none of this run's roots (" + join(roots) +
                       "); declare its folder in wf.workflow { roots = { … } } or run with --root");
  }
  place.root = TRY(open_root(*root));
  place.inside =
      place.path.substr(std::min(*root == "/" ? 1 : root->size() + 1, place.path.size()));
  if (place.inside.empty()) place.inside = ".";
  return place;
}

Result<FileDescriptor> open_beneath(const Place& place, const std::string& inside, int flags) {
  for (int tries = resolve_tries;; --tries) {
    FileDescriptor found(open_resolved(place.root.get(), inside, flags, RESOLVE_BENEATH));
    if (!found.is_open()) return not_opened(place, inside, errno);
    auto allowed = place.store->refuse_within(found, place.path);
    if (allowed) return found;
    if (allowed.error().code != "changed_meanwhile" || tries == 0)
      return std::unexpected(std::move(allowed.error()));
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
  return Entry{TRY(open_beneath(place, folder_of(place.inside), O_PATH | O_DIRECTORY)),
               place.inside.substr(place.inside.rfind('/') + 1)};
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
