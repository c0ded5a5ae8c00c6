// What a bug report needs to know of the machine and of this process. No value of a variable is
// told that azwf does not know: it may be a secret.
#pragma once

#include <filesystem>

#include "adapters/cli/record.hpp"

namespace azwf::cli {

Record machine_facts();      // system, kernel, processors, memory
Record process_limits();     // of descriptors, processes, address space; null: none
Record environment_facts();  // what azwf heeds, with values; other AZWF_ variables by name alone
// What the folder lies on: kind, size and what is free; empty fields when the system does not tell.
Record file_system_facts(const std::filesystem::path& folder);

}  // namespace azwf::cli
