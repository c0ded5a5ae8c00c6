// The library makes them, and writes them as text.
#include "adapters/zeromq/curve_key.hpp"

#include <zmq.h>

#include <array>

#include "engine/base/check.hpp"

namespace azwf::zeromq {
namespace {

constexpr std::size_t key_characters = 40;

}  // namespace

KeyPair make_key_pair() {
  std::array<char, key_characters + 1> shared{};
  std::array<char, key_characters + 1> secret{};
  AZWF_CHECK(zmq_curve_keypair(shared.data(), secret.data()) == 0);
  return {*parse_key(shared.data()), *parse_key(secret.data())};
}

std::string key_text(std::string_view key) {
  AZWF_CHECK(key.size() == key_bytes);
  std::array<char, key_characters + 1> text{};
  zmq_z85_encode(text.data(), reinterpret_cast<const std::uint8_t*>(key.data()), key.size());
  return {text.data(), key_characters};
}

Result<std::string> parse_key(std::string_view text) {
  std::string key(key_bytes, '\0');
  const std::string whole(text);
  if (text.size() == key_characters &&
      zmq_z85_decode(reinterpret_cast<std::uint8_t*>(key.data()), whole.c_str()) != nullptr) {
    return key;
  }
  return failure(ErrorKind::invalid, "bad_key", "not a key: one is 40 characters of Z85",
                 "azwf keys list names those that there are");
}

}  // namespace azwf::zeromq
