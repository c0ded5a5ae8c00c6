// What an attempt printed: whole in a blob, or inline in its result or error.
#pragma once

#include <functional>

#include "adapters/cli/story.hpp"
#include "engine/event/blob_store.hpp"

namespace azwf::cli {

// Its size in bytes; 0 when nothing was printed or kept.
std::uint64_t output_bytes(const AttemptStory& attempt);

// Hands the output over piece by piece. Inline, standard error comes after standard output.
Result<void> read_output(BlobStore& blobs, const AttemptStory& attempt,
                         const std::function<void(std::string_view)>& sink);

// Its last lines, at most `count`, as plain_line has them.
Result<std::vector<std::string>> last_lines(BlobStore& blobs, const AttemptStory& attempt,
                                            std::size_t count);

}  // namespace azwf::cli
