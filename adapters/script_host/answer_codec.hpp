// What a host process says to the engine: one answer per request, in the order of the requests.
// Invariant: the engine takes nothing from a host that it has not checked.
#pragma once

#include <string>

#include "adapters/script_host/request_codec.hpp"
#include "engine/base/limits.hpp"
#include "engine/program/script_host.hpp"

namespace azwf::script_host {

// In the host: appends a frame. An answer too large to be taken becomes a verdict.
void write_answer(std::string& out, std::uint64_t number, const HostAnswer& answer,
                  const Limits& limits);

// In the engine: whether this answers the request of that number, whatever it says.
bool answers(std::string_view frame, std::uint64_t number);
// The answer to the request of that number, or Error{damaged, invalid}: no host in
// its right mind writes this.
Result<HostAnswer> read_answer(std::string_view frame, std::uint64_t number, const Request& request,
                               const Limits& limits);

}  // namespace azwf::script_host
