// Fields are packed as they are added; the container's size is put before them at the end.
#include "engine/base/record.hpp"

#include <limits>

#include "engine/base/check.hpp"
#include "engine/base/time_text.hpp"

namespace azwf {

Packer Record::add(std::string_view name) {
  ++count_;
  Packer packer(fields_);
  packer.string(name);
  return packer;
}

Record& Record::text(std::string_view name, std::string_view value) {
  add(name).string(value);
  return *this;
}

Record& Record::optional_text(std::string_view name, std::string_view value) {
  return value.empty() ? nothing(name) : text(name, value);
}

Record& Record::integer(std::string_view name, std::int64_t value) {
  add(name).integer(value);
  return *this;
}

Record& Record::integer(std::string_view name, std::uint64_t value) {
  AZWF_CHECK(value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  return integer(name, static_cast<std::int64_t>(value));
}

Record& Record::boolean(std::string_view name, bool value) {
  add(name).boolean(value);
  return *this;
}

Record& Record::timestamp(std::string_view name, Timestamp value) {
  return value.us == 0 ? nothing(name) : text(name, to_text(value));
}

Record& Record::nothing(std::string_view name) {
  add(name).nil();
  return *this;
}

Record& Record::value(std::string_view name, const Packed& value) {
  add(name).packed(value);
  return *this;
}

Packed Record::pack() const {
  Packed packed{""};
  Packer(packed.bytes).map(count_);
  packed.bytes += fields_;
  return packed;
}

List& List::add(const Packed& value) {
  ++count_;
  elements_ += value.bytes;
  return *this;
}

Packed List::pack() const {
  Packed packed{""};
  Packer(packed.bytes).array(count_);
  packed.bytes += elements_;
  return packed;
}

}  // namespace azwf
