// One logged event in the forms it is printed in.
#pragma once

#include "adapters/cli/event_stream.hpp"
#include "adapters/cli/style.hpp"

namespace azwf::cli {

// For people: position, time, stream, type, and what it says, in short.
std::string event_line(const LoggedEvent& logged, const Style& style);
// Everything.
Packed event_document(const LoggedEvent& logged);
// A CloudEvents envelope as its JSON has it: data that is bytes is `data_base64`.
Packed envelope_document(const Packed& envelope);

}  // namespace azwf::cli
