// A run's story as a document and as a page.
#pragma once

#include "adapters/cli/story.hpp"
#include "adapters/cli/style.hpp"

namespace azwf::cli {

Packed story_document(const RunId& run, const Story& story);
std::string story_page(const RunId& run, const Story& story, const Style& style);

}  // namespace azwf::cli
