// files.mkdir; and folders above a path, made and removed with it.
#pragma once

#include "adapters/operations/files/work.hpp"

namespace azwf::files {

// The nearest `count` folders above the place, those that are missing. `temporary`: their name
// until each is complete.
Result<void> make_parents(const Place& place, std::int64_t count, const std::string& temporary);
// The same, as far as they are empty.
void remove_parents(const Place& place, std::int64_t count);

std::unique_ptr<Operation> make_mkdir(std::shared_ptr<Shop> shop);

}  // namespace azwf::files
