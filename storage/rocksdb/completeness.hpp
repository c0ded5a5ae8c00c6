// Whether all of a log's tables are there: a manifest from before some of them were made opens as
// if they had never been.
#pragma once

#include "storage/rocksdb/log_tables.hpp"

namespace azwf {

// Counts what the tables and the memory say they hold, and reads none of it. Error{damaged} when
// that is not one key for each commit up to `last`, and one more for the format.
Result<void> check_complete(const Database& database, Position last);

}  // namespace azwf
