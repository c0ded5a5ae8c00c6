// Writes values with msgpack-c's packer, which picks the smallest encoding of each; for numbers
// that would be an integer wherever one fits, so those are written here.
#include <bit>
#include <msgpack.hpp>

#include "engine/base/check.hpp"
#include "engine/base/packed.hpp"

namespace azwf {
namespace {

struct Sink {
  std::string* out;
  void write(const char* bytes, std::size_t size) { out->append(bytes, size); }
};

auto with_packer(std::string* out, auto&& write) {
  Sink sink{out};
  msgpack::packer<Sink> packer(sink);
  write(packer);
}

std::uint32_t checked(std::size_t size) {
  AZWF_CHECK(size <= UINT32_MAX);
  return static_cast<std::uint32_t>(size);
}

}  // namespace

Packer& Packer::nil() {
  out_->push_back('\xc0');
  return *this;
}

Packer& Packer::boolean(bool value) {
  out_->push_back(value ? '\xc3' : '\xc2');
  return *this;
}

Packer& Packer::integer(std::int64_t value) {
  with_packer(out_, [&](auto& packer) { packer.pack_int64(value); });
  return *this;
}

Packer& Packer::number(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  char bytes[9] = {'\xcb'};
  for (int i = 0; i < 8; ++i) bytes[1 + i] = static_cast<char>(bits >> (56 - 8 * i) & 0xff);
  out_->append(bytes, sizeof bytes);
  return *this;
}

Packer& Packer::string(std::string_view value) {
  with_packer(out_, [&](auto& packer) {
    packer.pack_str(checked(value.size()));
    packer.pack_str_body(value.data(), checked(value.size()));
  });
  return *this;
}

Packer& Packer::binary(std::string_view value) {
  with_packer(out_, [&](auto& packer) {
    packer.pack_bin(checked(value.size()));
    packer.pack_bin_body(value.data(), checked(value.size()));
  });
  return *this;
}

Packer& Packer::array(std::size_t size) {
  with_packer(out_, [&](auto& packer) { packer.pack_array(checked(size)); });
  return *this;
}

Packer& Packer::map(std::size_t size) {
  with_packer(out_, [&](auto& packer) { packer.pack_map(checked(size)); });
  return *this;
}

Packer& Packer::packed(std::string_view one_value) {
  out_->append(one_value);
  return *this;
}

}  // namespace azwf
