// Keys of CURVE, by which the two sides of a connection know each other.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace azwf::zeromq {

inline constexpr std::size_t key_bytes = 32;

// A pair of CURVE keys, as bytes; a public half alone names somebody.
struct KeyPair {
  std::string public_key;  // 32 bytes
  std::string secret_key;  // 32 bytes
};

// A new pair, from the system's random bytes.
KeyPair make_key_pair();
// As text, 40 characters that are safe in shells and files (Z85), and back: Error{invalid}.
std::string key_text(std::string_view key);
Result<std::string> parse_key(std::string_view text);

}  // namespace azwf::zeromq
