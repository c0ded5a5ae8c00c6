// The annotations of all of `wf` as one file for editors: what scripts/annotations/wf.lua says of
// the library, and what descriptors say of operations.
#pragma once

#include <span>
#include <string>

#include "engine/operation/operation.hpp"

namespace azwf::cli {

std::string annotations_with(std::span<const OperationDescriptor> operations);
// Those of what this program offers to authors.
std::string all_annotations();

}  // namespace azwf::cli
