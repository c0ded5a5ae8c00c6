// A workflow's own parameters, as help pages and documents show them.
#pragma once

#include "engine/program/script_host.hpp"

namespace azwf::cli {

Packed parameters_document(const Description& description);
std::string parameters_text(const Description& description);

}  // namespace azwf::cli
