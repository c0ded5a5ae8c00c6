// {"name", "role", "public", "secret", "server"}: keys as Z85, which needs no escapes.
#include "adapters/zeromq/key_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "adapters/json/json.hpp"
#include "adapters/system/file_descriptor.hpp"

namespace azwf::zeromq {
namespace {

constexpr std::size_t bytes_max = 4'096;

std::unexpected<Error> bad_file(const std::filesystem::path& path, const std::string& why) {
  return failure(ErrorKind::invalid, "bad_key_file", path.string() + ": " + why,
                 "azwf keys new NAME makes such a file");
}

std::unexpected<Error> unreadable(const std::filesystem::path& path) {
  const int number = errno;
  auto error = system_failure("cannot_read", "cannot read " + path.string(), number).error();
  if (number == ENOENT) error.kind = ErrorKind::not_found;
  error.hint = "azwf keys new NAME makes such a file";
  return std::unexpected(std::move(error));
}

Result<void> check_owner(const FileDescriptor& file, const std::filesystem::path& path) {
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return unreadable(path);
  if (!S_ISREG(status.st_mode)) return bad_file(path, "this is no file");
  if ((status.st_mode & 077U) == 0) return {};
  return failure(ErrorKind::refused, "key_not_secret", path.string() + " can be read by others",
                 "chmod 600 " + path.string() + ", or make a new key");
}

Result<void> set(KeyFile& file, std::string_view field, std::string_view text) {
  if (field == "name") file.name = text;
  if (field == "role") file.role = text;
  if (field == "public") file.keys.public_key = TRY(parse_key(text));
  if (field == "secret") file.keys.secret_key = TRY(parse_key(text));
  if (field == "server") file.server_key = TRY(parse_key(text));
  return {};
}

Result<KeyFile> read_fields(const Packed& fields) {
  KeyFile file;
  Unpacker unpacker(fields.bytes);
  for (auto left = TRY(unpacker.map()); left > 0; --left) {
    const auto field = TRY(unpacker.string());
    if (TRY(unpacker.peek()) != PackedType::string) {
      TRY_VOID(unpacker.value());
      continue;
    }
    const auto text = TRY(unpacker.string());
    TRY_VOID(set(file, field, text));
  }
  return file;
}

}  // namespace

Result<KeyFile> read_key_file(const std::filesystem::path& path) {
  const FileDescriptor opened(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!opened.is_open()) return unreadable(path);
  TRY_VOID(check_owner(opened, path));
  std::string text(bytes_max, '\0');
  const auto count = read(opened.get(), text.data(), text.size());
  if (count < 0) return unreadable(path);
  text.resize(static_cast<std::size_t>(count));
  const auto fields = packed_from_json(text, path.string(), Limits{});
  if (!fields) return bad_file(path, "this is no key");
  auto file = read_fields(*fields);
  if (!file || file->keys.public_key.empty() || file->keys.secret_key.empty()) {
    return bad_file(path, "it has no pair of keys");
  }
  return file;
}

}  // namespace azwf::zeromq
