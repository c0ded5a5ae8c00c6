// The options of azwf serve from where they may stand: flags go before environment variables, and
// these before the configuration file.
#pragma once

#include <string>
#include <string_view>

#include "adapters/cli/command.hpp"
#include "adapters/cli/rows.hpp"
#include "adapters/cli/serve/options.hpp"

namespace azwf::cli {

// Error{invalid} says where what is wrong stands; Error{not_found} when there is no such file.
Result<ServeOptions> read_serve_options(const Invocation& invocation);

// Each key, its value and what it is, with * where a changed one counts from the next start.
Rows option_key_rows();
// A file of all keys, each with its default and set to nothing else.
std::string sample_configuration();

}  // namespace azwf::cli
