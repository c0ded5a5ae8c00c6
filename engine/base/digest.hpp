// SHA-256, hexadecimal and UUID text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/strong.hpp"

namespace azwf {

Digest sha256(std::string_view bytes);
// SHA-256 of a domain byte followed by the parts, so that hashes of different things never meet.
Digest sha256(char domain, std::string_view first, std::string_view second = {});

std::string to_hex(std::string_view bytes);
inline std::string to_hex(const Digest& digest) { return to_hex(digest.view()); }
std::optional<Digest> digest_from_hex(std::string_view text);
std::string to_text(const Uuid& uuid);  // 8-4-4-4-12, lower case

// Hashes a stream of bytes piece by piece.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::string_view bytes);
  Digest finish();  // and begins anew

 private:
  static constexpr std::size_t context_bytes = 112;
  alignas(8) std::byte context_[context_bytes];
};

}  // namespace azwf
