// The operations there are. To offer another: a folder under adapters/operations, a line in
// catalog.cpp, a line in tests/operations.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "engine/base/limits.hpp"
#include "engine/event/blob_store.hpp"
#include "engine/operation/operation.hpp"

namespace azwf {

struct CatalogOptions {
  std::filesystem::path home;
  std::filesystem::path cwd;                  // where programs start; empty: the engine's
  std::string supervisor = "/proc/self/exe";  // a binary whose main knows `__supervise`
  std::chrono::milliseconds grace{2'000};     // between SIGTERM and SIGKILL
};

// `blobs` must outlive the catalog.
OperationCatalog make_catalog(const CatalogOptions& options, BlobStore& blobs,
                              const Limits& limits);

}  // namespace azwf
