// Run events as they cross between engine and host: the number of their type and their fields.
#pragma once

#include "engine/base/packed.hpp"
#include "engine/run/run_event.hpp"

namespace azwf::script_host {

void pack_event(Packer& packer, const RunEvent& event);
// Well-formed, within its type; what the fields say is not judged.
Result<RunEvent> unpack_event(Unpacker& unpacker);

}  // namespace azwf::script_host
