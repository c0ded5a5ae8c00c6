// Sockets that listen, made before the library sees them: in the file system nobody but the owner
// may connect, from the first moment on; on the network we keep a hold of them.
#pragma once

#include <string>

#include "adapters/system/file_descriptor.hpp"
#include "adapters/zeromq/endpoint.hpp"

namespace azwf::zeromq {

// Listens there; a name that leads to nobody is replaced. Error{unavailable} when somebody listens
// there already.
Result<FileDescriptor> listen_for_owner(const std::string& path);

// Of a tcp:// address.
Result<FileDescriptor> listen_at(const Endpoint& endpoint);

}  // namespace azwf::zeromq
