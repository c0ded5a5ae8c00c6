// The `content` of a CDEvent's subject, taken from an event's data.
#pragma once

#include <expected>
#include <string>

#include "engine/base/packed.hpp"
#include "engine/envelope/cd_mapping.hpp"

namespace azwf {

// The fields that the data has in their shape, under their names: `artifactId`, or as Lua has it
// `artifact_id`. What has another shape is left out. Unexpected: the name of a required field that
// is not there.
std::expected<Packed, std::string_view> content_from(const Packed& data,
                                                     std::span<const CdField> fields);

}  // namespace azwf
