// {"name", "role", "public", "secret", "server"}: keys as Z85, which needs no escapes.
#include "adapters/cli/key_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "adapters/cli/json.hpp"
#include "engine/base/record.hpp"
#include "storage/files/descriptor.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t bytes_max = 4'096;

std::string text_of(const KeyFile& file) {
  Record record;
  record.optional_text("name", file.name).optional_text("role", file.role);
  record.text("public", zeromq::key_text(file.keys.public_key));
  record.text("secret", zeromq::key_text(file.keys.secret_key));
  if (!file.server_key.empty()) record.text("server", zeromq::key_text(file.server_key));
  return json_text(record.pack()) + "\n";
}

std::unexpected<Error> bad_file(const std::filesystem::path& path, const std::string& why) {
  return failure(ErrorKind::invalid, "bad_key_file", path.string() + ": " + why,
                 "azwf keys new NAME makes such a file");
}

Result<void> check_owner(const Descriptor& file, const std::filesystem::path& path) {
  struct stat status {};
  if (fstat(file.number(), &status) != 0) return std::unexpected(file_error("read", path, errno));
  if (!S_ISREG(status.st_mode)) return bad_file(path, "this is no file");
  if ((status.st_mode & 077U) == 0) return {};
  return failure(ErrorKind::refused, "key_not_secret", path.string() + " can be read by others",
                 "chmod 600 " + path.string() + ", or make a new key");
}

Result<void> set(KeyFile& file, std::string_view field, std::string_view text) {
  if (field == "name") file.name = text;
  if (field == "role") file.role = text;
  if (field == "public") file.keys.public_key = TRY(zeromq::parse_key(text));
  if (field == "secret") file.keys.secret_key = TRY(zeromq::parse_key(text));
  if (field == "server") file.server_key = TRY(zeromq::parse_key(text));
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

// Another process may do so at the same time: whoever is first has made it.
Result<void> make_server_key(const std::filesystem::path& path) {
  const auto made = write_key_file(path, {.keys = zeromq::make_key_pair()});
  if (!made && made.error().code != "file_exists") return made;
  return {};
}

}  // namespace

Result<void> write_key_file(const std::filesystem::path& path, const KeyFile& file) {
  const auto fresh = path.string() + "." + std::to_string(getpid()) + ".tmp";
  const auto opened = TRY(open_file(fresh, O_WRONLY | O_CREAT | O_EXCL));
  auto done = write_all(opened, text_of(file), fresh);
  if (done) done = sync_file(opened, fresh);
  const int linked = done ? link(fresh.c_str(), path.c_str()) : 0;  // unlike rename, never over one
  const int error_number = errno;
  (void)unlink(fresh.c_str());
  TRY_VOID(done);
  if (linked == 0) return sync_folder(path.has_parent_path() ? path.parent_path() : ".");
  if (error_number != EEXIST) return std::unexpected(file_error("write", path, error_number));
  return failure(ErrorKind::refused, "file_exists", path.string() + " is there already",
                 "name another file: --out FILE");
}

Result<KeyFile> read_key_file(const std::filesystem::path& path) {
  const auto opened = TRY(open_file(path, O_RDONLY));
  TRY_VOID(check_owner(opened, path));
  const auto text = TRY(read_at(opened, bytes_max, 0, path));
  const auto fields = packed_from_json(text, path.string(), Limits{});
  if (!fields) return bad_file(path, "this is no key");
  auto file = read_fields(*fields);
  if (!file || file->keys.public_key.empty() || file->keys.secret_key.empty()) {
    return bad_file(path, "it has no pair of keys");
  }
  return file;
}

Result<zeromq::KeyPair> server_key_of(const Home& home) {
  if (!std::filesystem::exists(home.bus_key())) TRY_VOID(make_server_key(home.bus_key()));
  return TRY(read_key_file(home.bus_key())).keys;
}

}  // namespace azwf::cli
