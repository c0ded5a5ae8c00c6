// A supervisor's report on its way to the holder: one message, the only one that socket carries
// back.
#pragma once

#include "adapters/operations/process/file_descriptor.hpp"
#include "adapters/operations/process/supervision.hpp"

namespace azwf::process {

void send_report(const FileDescriptor& holder, const Report& report);

// What was sent before the other end was closed; an error when nothing was. Does not wait.
Result<Report> receive_report(const FileDescriptor& supervisor);

}  // namespace azwf::process
