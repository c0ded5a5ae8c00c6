// A socket in the file system that nobody but its owner may connect to, from its first moment on.
#pragma once

#include <string>

#include "adapters/system/file_descriptor.hpp"

namespace azwf::zeromq {

// Listens there; a name that leads to nobody is replaced. Error{unavailable} when somebody listens
// there already.
Result<FileDescriptor> listen_for_owner(const std::string& path);

}  // namespace azwf::zeromq
