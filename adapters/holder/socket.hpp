// The socket in a store's folder: reached through the folder's descriptor, so that the length of
// its path does not matter; only for processes of the same user.
#pragma once

#include <filesystem>

#include "adapters/system/file_descriptor.hpp"

namespace azwf::holder {

std::filesystem::path socket_in(const std::filesystem::path& home);
// Binds the name anew, whatever an earlier holder left there. Only whoever has the store may.
Result<FileDescriptor> listen_in(const std::filesystem::path& home);
// Removes the name. By whoever still has the store.
void stop_listening_in(const std::filesystem::path& home);
// Error{not_found, "no_holder"} when nobody listens there.
Result<FileDescriptor> connect_in(const std::filesystem::path& home);
// The next connection, non-blocking; closed when there is none, or it is another user's.
FileDescriptor accept_own(const FileDescriptor& listening);

}  // namespace azwf::holder
