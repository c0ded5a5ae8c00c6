// {"name", "role", "public", "secret", "server"}: keys as Z85, which needs no escapes.
#include "adapters/cli/key_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "adapters/cli/json.hpp"
#include "engine/access/access_key.hpp"
#include "engine/base/record.hpp"
#include "storage/files/descriptor.hpp"

namespace azwf::cli {
namespace {

std::string text_of(const KeyFile& file) {
  Record record;
  record.optional_text("name", file.name).optional_text("role", file.role);
  record.text("public", zeromq::key_text(file.keys.public_key));
  record.text("secret", zeromq::key_text(file.keys.secret_key));
  if (!file.server_key.empty()) record.text("server", zeromq::key_text(file.server_key));
  return json_text(record.pack()) + "\n";
}

// Another process may do so at the same time: whoever is first has made it.
Result<void> make_server_key(const std::filesystem::path& path) {
  const auto made = write_key_file(path, {.keys = zeromq::make_key_pair()});
  if (!made && made.error().code != "file_exists") return made;
  return {};
}

Error not_known(const std::filesystem::path& path) {
  return {ErrorKind::refused, "new_server_key",
          path.string() +
              " was gone, and the server has a new key: key files made before open it no more",
          "put the old file back, or make new key files: azwf keys new"};
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

Result<zeromq::KeyPair> server_key_of(const Home& home, EventLog& log, Console& console) {
  const auto path = home.bus_key();
  if (!std::filesystem::exists(path)) {
    TRY_VOID(make_server_key(path));
    AccessKeys known;
    TRY_VOID(known.catch_up(log));
    if (std::ranges::any_of(known.all(), &AccessKey::is_valid)) console.error(not_known(path));
  }
  return TRY(read_key_file(path)).keys;
}

}  // namespace azwf::cli
