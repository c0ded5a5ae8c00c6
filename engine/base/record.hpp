// Maps and lists written member by member, in the order they are added, as one packed value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/packed.hpp"
#include "engine/base/strong.hpp"

namespace azwf {

class Record {
 public:
  Record& text(std::string_view name, std::string_view value);
  Record& optional_text(std::string_view name, std::string_view value);  // null when empty
  Record& integer(std::string_view name, std::int64_t value);
  Record& integer(std::string_view name, std::uint64_t value);
  Record& boolean(std::string_view name, bool value);
  // RFC 3339; null when there is none (0).
  Record& timestamp(std::string_view name, Timestamp value);
  Record& nothing(std::string_view name);
  Record& value(std::string_view name, const Packed& value);
  Record& record(std::string_view name, const Record& value) {
    return this->value(name, value.pack());
  }

  [[nodiscard]] Packed pack() const;

 private:
  Packer add(std::string_view name);

  std::string fields_;
  std::size_t count_ = 0;
};

class List {
 public:
  List& add(const Packed& value);
  List& add(const Record& value) { return add(value.pack()); }
  List& text(std::string_view value) { return add(packed_string(value)); }
  [[nodiscard]] Packed pack() const;

 private:
  std::string elements_;
  std::size_t count_ = 0;
};

}  // namespace azwf
