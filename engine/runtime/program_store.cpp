// Bundles are blobs like any other; the digest of their bytes is the program's name.
#include "engine/runtime/program_store.hpp"

#include "engine/base/digest.hpp"

namespace azwf {
namespace {

constexpr std::size_t bundle_bytes_max = 256U << 20;

}  // namespace

Result<std::shared_ptr<const Program>> ProgramStore::put(Program program) {
  const auto bytes = pack_program(program);
  const auto stored = TRY(put_blob(blobs_, bytes));
  program.digest = stored.digest;
  const std::lock_guard lock(mutex_);
  auto& known = in_use_[stored.digest];
  if (auto shared = known.lock()) return shared;
  auto shared = std::make_shared<const Program>(std::move(program));
  known = shared;
  return shared;
}

Result<std::shared_ptr<const Program>> ProgramStore::get(const Digest& digest) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = in_use_.find(digest);
    if (found != in_use_.end()) {
      if (auto shared = found->second.lock()) return shared;
    }
  }
  auto bytes = get_blob(blobs_, digest, bundle_bytes_max);
  if (!bytes) {
    auto error = std::move(bytes).error();
    error.message = "program " + to_hex(digest) + ": " + error.message;
    if (error.kind != ErrorKind::not_found) return std::unexpected(std::move(error));
    return failure(
        ErrorKind::damaged, "program_missing", std::move(error.message),
        "restore the store's blobs folder from a backup; azwf kill ends a run without it");
  }
  auto shared = std::make_shared<const Program>(TRY(unpack_program(*bytes)));
  const std::lock_guard lock(mutex_);
  in_use_[digest] = shared;
  return shared;
}

}  // namespace azwf
