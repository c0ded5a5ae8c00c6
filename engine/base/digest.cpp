// SHA-256 by OpenSSL, and the texts of digests and ids. Its older interface, because the newer one
// allocates for each digest, which costs as much as hashing a small commit.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "engine/base/digest.hpp"

#include <openssl/sha.h>

#include <new>

#include "engine/base/check.hpp"

namespace azwf {
namespace {

SHA256_CTX* as_context(std::byte* context) {
  return std::launder(reinterpret_cast<SHA256_CTX*>(context));
}

}  // namespace

Sha256::Sha256() {
  static_assert(sizeof(SHA256_CTX) <= context_bytes && alignof(SHA256_CTX) <= alignof(Sha256));
  AZWF_CHECK(SHA256_Init(new (context_) SHA256_CTX) == 1);
}

void Sha256::update(std::string_view bytes) {
  AZWF_CHECK(SHA256_Update(as_context(context_), bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
  Digest digest;
  AZWF_CHECK(SHA256_Final(digest.bytes.data(), as_context(context_)) == 1);
  AZWF_CHECK(SHA256_Init(as_context(context_)) == 1);
  return digest;
}

Digest sha256(std::string_view bytes) {
  Sha256 hasher;
  hasher.update(bytes);
  return hasher.finish();
}

Digest sha256(char domain, std::string_view first, std::string_view second) {
  Sha256 hasher;
  hasher.update({&domain, 1});
  hasher.update(first);
  hasher.update(second);
  return hasher.finish();
}

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    const auto value = static_cast<std::uint8_t>(byte);
    text += digits[value >> 4];
    text += digits[value & 15];
  }
  return text;
}

std::optional<Digest> digest_from_hex(std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  Digest digest;
  if (text.size() != 2 * digest.bytes.size()) return {};
  for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
    const auto high = digits.find(text[2 * i]);
    const auto low = digits.find(text[2 * i + 1]);
    if (high == digits.npos || low == digits.npos) return {};
    digest.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return digest;
}

std::string to_text(const Uuid& uuid) {
  auto text = to_hex(uuid.view());
  for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
  return text;
}

}  // namespace azwf
