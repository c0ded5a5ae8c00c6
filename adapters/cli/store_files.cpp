// One connection more to a server, which blobs and spools share.
#include "adapters/cli/store_files.hpp"

#include "adapters/holder/held_blobs.hpp"
#include "storage/open.hpp"

namespace azwf::cli {

StoreFiles files_of(const StoreAddress& address, const Limits& limits) {
  if (address.home) {
    return {open_blobs(*address.home), std::make_unique<FileSpools>(*address.home)};
  }
  const auto client = std::make_shared<holder::SharedClient>(address.connect);
  return {std::make_unique<holder::HeldBlobs>(limits, client),
          std::make_unique<HeldSpools>(limits, client)};
}

}  // namespace azwf::cli
