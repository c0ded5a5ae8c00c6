// The operations that change nothing: files.read, files.list, files.stat, files.sha256.
#pragma once

#include <memory>

#include "adapters/operations/files/work.hpp"

namespace azwf::files {

std::unique_ptr<Operation> make_read(std::shared_ptr<Shop> shop);
std::unique_ptr<Operation> make_list(std::shared_ptr<Shop> shop);
std::unique_ptr<Operation> make_stat(std::shared_ptr<Shop> shop);
std::unique_ptr<Operation> make_sha256(std::shared_ptr<Shop> shop);

}  // namespace azwf::files
