// The file descriptors of adapters/system, under the names this folder uses.
#pragma once

#include "adapters/system/file_descriptor.hpp"

namespace azwf::process {

using azwf::FileDescriptor;
using azwf::system_failure;

}  // namespace azwf::process
