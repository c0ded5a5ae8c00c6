// files.write, files.copy, files.remove, files.symlink: one path becomes something else.
#pragma once

#include <memory>

#include "adapters/operations/files/work.hpp"

namespace azwf::files {

std::unique_ptr<Operation> make_write(std::shared_ptr<Shop> shop);
std::unique_ptr<Operation> make_copy(std::shared_ptr<Shop> shop);
std::unique_ptr<Operation> make_remove(std::shared_ptr<Shop> shop);
std::unique_ptr<Operation> make_symlink(std::shared_ptr<Shop> shop);

}  // namespace azwf::files
