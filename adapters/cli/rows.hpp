// Two columns: what something is called, and what it is. Long texts go on under their own column.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace azwf::cli {

using Rows = std::vector<std::pair<std::string, std::string>>;

std::string rows_text(const Rows& rows);

}  // namespace azwf::cli
