// Documents a command prints with --json.
#pragma once

#include "engine/base/record.hpp"
#include "engine/base/result.hpp"

namespace azwf::cli {

// {code, message, hint}
inline Record error_fields(const Error& error) {
  return Record()
      .text("code", error.code)
      .text("message", error.message)
      .optional_text("hint", error.hint);
}

}  // namespace azwf::cli
