// Committed text that must come out the same for ever. AZWF_ACCEPT=1 writes it anew; then look at
// what changed before committing it.
#pragma once

#include <filesystem>
#include <string>

namespace azwf::tests {

// Compares `text` with the file, a path from the repository's root.
void check_golden(const std::filesystem::path& file, const std::string& text);

}  // namespace azwf::tests
