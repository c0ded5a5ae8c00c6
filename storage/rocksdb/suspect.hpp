// Which file is to blame when the end of a log is gone.
#pragma once

#include <string>

#include "storage/rocksdb/database.hpp"

namespace azwf {

// Of a database that could be opened.
std::string suspect_of(const Database& database);

// Says so when CURRENT names a manifest that is not there; empty when it does not.
std::string astray_current(const std::filesystem::path& store);

// The names of the store's files that CURRENT leads to; there are none in a folder that never held
// a database, or in which making one was interrupted.
Result<std::vector<std::string>> files_behind_current(const std::filesystem::path& store);

// Whether no file of the store can hold a commit.
Result<bool> is_barren(const std::filesystem::path& store);

}  // namespace azwf
