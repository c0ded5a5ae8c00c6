// Values are kept packed, as they cross to the server and back.
#include <algorithm>
#include <limits>
#include <utility>

#include "adapters/client/translate.hpp"
#include "adapters/json/json.hpp"

namespace azwf::client {
namespace {

std::string pack(const auto& write) {
  std::string bytes;
  Packer packer(bytes);
  write(packer);
  return bytes;
}

Data valid(std::string bytes) {
  or_throw(validate_packed(bytes, Limits{}));
  return data_of({std::move(bytes)});
}

}  // namespace

Packed packed_of(const Data& data) { return {data.msgpack()}; }

Data data_of(const Packed& packed) { return DataAccess::make(packed.bytes); }

Data::Data() : packed_(Packed().bytes) {}
Data::Data(double value) : Data(valid(pack([&](Packer& packer) { packer.number(value); }))) {}
Data::Data(std::string_view text)
    : Data(valid(pack([&](Packer& packer) { packer.string(text); }))) {}

Data Data::of_boolean(bool value) {
  return data_of({pack([&](Packer& packer) { packer.boolean(value); })});
}

Data Data::of_integer(bool is_signed, std::uint64_t bits) {
  if (!is_signed && bits > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    fail({azwf::ErrorKind::invalid, "bad_value",
          "the integer " + std::to_string(bits) + " does not fit 64 bits with a sign", ""});
  }
  return data_of(packed_integer(static_cast<std::int64_t>(bits)));
}

Data::Data(std::initializer_list<std::pair<const char*, Data>> fields) {
  std::map<std::string, Data> sorted;
  for (const auto& [key, value] : fields) sorted.insert_or_assign(key, value);
  *this = map(sorted);
}

Data Data::map(const std::map<std::string, Data>& fields) {
  return valid(pack([&](Packer& packer) {
    packer.map(fields.size());
    for (const auto& [key, value] : fields) packer.string(key).packed(value.msgpack());
  }));
}

Data Data::list(const std::vector<Data>& items) {
  return valid(pack([&](Packer& packer) {
    packer.array(items.size());
    for (const auto& item : items) packer.packed(item.msgpack());
  }));
}

Data Data::bytes(std::string_view bytes) {
  return valid(pack([&](Packer& packer) { packer.binary(bytes); }));
}

Data Data::from_json(std::string_view text) {
  return data_of(or_throw(packed_from_json(text, "the text", Limits{})));
}

Data Data::from_msgpack(std::string bytes) { return valid(std::move(bytes)); }

std::string Data::json() const { return json_text({packed_}); }

Data Data::operator[](std::string_view key) const { return data_of(field_of({packed_}, key)); }

bool Data::is_nothing() const { return Packed{packed_}.is_nil(); }

std::optional<bool> Data::boolean() const {
  const auto value = Unpacker(packed_).boolean();
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<std::int64_t> Data::integer() const {
  const auto value = Unpacker(packed_).integer();
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<double> Data::number() const {
  const auto value = Unpacker(packed_).number();
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<std::string> Data::text() const {
  const auto value = Unpacker(packed_).string();
  return value ? std::optional(std::string(*value)) : std::nullopt;
}

std::vector<Data> Data::items() const {
  std::vector<Data> items;
  Unpacker unpacker(packed_);
  const auto size = unpacker.array();
  for (std::size_t i = 0; size && i < *size; ++i) {
    const auto item = unpacker.value();
    if (!item) break;
    items.push_back(data_of({std::string(*item)}));
  }
  return items;
}

}  // namespace azwf::client
