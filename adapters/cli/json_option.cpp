// What comes on stdin is bounded before it is looked at.
#include <cstdio>

#include "adapters/cli/json.hpp"

namespace azwf::cli {

Result<Packed> packed_from_option(const std::string& value, std::string_view option,
                                  const Limits& limits) {
  if (value != "-") return packed_from_json(value, option, limits);
  const auto text_bytes_max = 4 * limits.value_bytes_max;  // JSON says it with more bytes
  std::string text(text_bytes_max + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), stdin));
  if (text.size() <= text_bytes_max) return packed_from_json(text, option, limits);
  return failure(ErrorKind::invalid, "too_large",
                 "stdin has more than " + std::to_string(text_bytes_max) + " bytes",
                 "put large data into a file or a blob, and name it");
}

}  // namespace azwf::cli
