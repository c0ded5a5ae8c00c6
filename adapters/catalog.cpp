// Read from top to bottom: every operation a step can call.
#include "adapters/catalog.hpp"

#include "adapters/operations/debug/echo.hpp"
#include "adapters/operations/files/file_operations.hpp"
#include "adapters/operations/process/process_operations.hpp"

namespace azwf {

OperationCatalog make_catalog(const CatalogOptions& options, BlobStore& blobs,
                              const Limits& limits) {
  const auto processes = std::make_shared<process::ProcessRunner>(
      process::ProcessOptions{.work = options.home / "work",
                              .cwd = options.cwd,
                              .supervisor = options.supervisor,
                              .grace = options.grace},
      blobs, limits);

  OperationCatalog catalog;
  catalog.add(process::make_process_run(processes));
  catalog.add(process::make_process_shell(processes));
  catalog.add(std::make_unique<EchoOperation>());
  std::error_code no_working_folder;  // then it is empty, and steps of runs without one say so
  const auto& cwd = options.cwd.empty() ? std::filesystem::path(".") : options.cwd;
  files::add_file_operations(
      catalog,
      {.cwd = std::filesystem::weakly_canonical(cwd, no_working_folder).string(),
       .home = options.home.string()},
      blobs, limits);
  return catalog;
}

}  // namespace azwf
