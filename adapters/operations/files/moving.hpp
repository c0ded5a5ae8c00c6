// files.move and files.restore, which undoes it and every other change.
#pragma once

#include <memory>

#include "adapters/operations/files/work.hpp"

namespace azwf::files {

std::unique_ptr<Operation> make_move(std::shared_ptr<Shop> shop);
std::unique_ptr<Operation> make_restore(std::shared_ptr<Shop> shop);

}  // namespace azwf::files
