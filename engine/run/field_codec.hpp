// How each type of field stands in a run event's payload: one `write` and one `read` per type.
#pragma once

#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "engine/run/run_event.hpp"

namespace azwf::field_codec {

// An enum's values by their texts, in the enum's order.
template <class Enum> struct Texts;
template <> struct Texts<OnInterrupt> {
  static constexpr std::array<std::string_view, 4> all{"retry", "fail", "ask", "check"};
};
template <> struct Texts<Begin> {
  static constexpr std::array<std::string_view, 2> all{"at_once", "when_resumed"};
};
template <> struct Texts<Finding> {
  static constexpr std::array<std::string_view, 3> all{"done", "not_done", "unknown"};
};
template <> struct Texts<StopReason> {
  static constexpr std::array<std::string_view, 6> all{
      "cancel", "shutdown", "timeout", "heartbeat", "schedule_to_start", "schedule_to_close"};
};
template <> struct Texts<Resolution> {
  static constexpr std::array<std::string_view, 3> all{"done", "failed", "retry"};
};
template <> struct Texts<UndoCause> {
  static constexpr std::array<std::string_view, 3> all{"failed", "cancelled", "rollback"};
};
template <class T>
concept TextEnum = requires {
  Texts<T>::all;
};

// Left out of a payload when it says nothing; all other fields are always there.
bool is_absent(const auto&) { return false; }
inline bool is_absent(Begin value) { return value == Begin::at_once; }
inline bool is_absent(const std::string& value) { return value.empty(); }
inline bool is_absent(const std::vector<std::string>& value) { return value.empty(); }
inline bool is_absent(const std::vector<StepId>& value) { return value.empty(); }
inline bool is_absent(const std::optional<OutputRef>& value) { return !value; }
inline bool is_absent(const std::optional<StartedBy>& value) { return !value; }
template <class T>
constexpr bool may_be_absent =
    std::is_same_v<T, Begin> || std::is_same_v<T, std::string> ||
    std::is_same_v<T, std::vector<std::string>> || std::is_same_v<T, std::vector<StepId>> ||
    std::is_same_v<T, std::optional<OutputRef>> || std::is_same_v<T, std::optional<StartedBy>>;

void write(Packer& packer, const std::string& value);
void write(Packer& packer, const std::vector<std::string>& value);
void write(Packer& packer, bool value);
void write(Packer& packer, std::int64_t value);
void write(Packer& packer, std::uint32_t value);
void write(Packer& packer, std::uint64_t value);
void write(Packer& packer, const Packed& value);
void write(Packer& packer, const Digest& value);
void write(Packer& packer, const StepId& value);
void write(Packer& packer, Timestamp value);
void write(Packer& packer, const StepError& value);
void write(Packer& packer, const StepPolicy& value);
void write(Packer& packer, const std::optional<OutputRef>& value);
void write(Packer& packer, const std::vector<StepId>& value);
void write(Packer& packer, const std::optional<StartedBy>& value);
template <TextEnum E> void write(Packer& packer, E value) {
  packer.string(Texts<E>::all.at(static_cast<std::size_t>(value)));
}

Result<void> read(Unpacker& unpacker, std::string& value);
Result<void> read(Unpacker& unpacker, std::vector<std::string>& value);
Result<void> read(Unpacker& unpacker, bool& value);
Result<void> read(Unpacker& unpacker, std::int64_t& value);
Result<void> read(Unpacker& unpacker, std::uint32_t& value);
Result<void> read(Unpacker& unpacker, std::uint64_t& value);
Result<void> read(Unpacker& unpacker, Packed& value);
Result<void> read(Unpacker& unpacker, Digest& value);
Result<void> read(Unpacker& unpacker, StepId& value);
Result<void> read(Unpacker& unpacker, Timestamp& value);
Result<void> read(Unpacker& unpacker, StepError& value);
Result<void> read(Unpacker& unpacker, StepPolicy& value);
Result<void> read(Unpacker& unpacker, std::optional<OutputRef>& value);
Result<void> read(Unpacker& unpacker, std::vector<StepId>& value);
Result<void> read(Unpacker& unpacker, std::optional<StartedBy>& value);

std::unexpected<Error> bad_field(std::string_view what);

template <TextEnum E> Result<void> read(Unpacker& unpacker, E& value) {
  const auto text = TRY(unpacker.string());
  for (std::size_t i = 0; i < Texts<E>::all.size(); ++i) {
    if (Texts<E>::all[i] == text) {
      value = static_cast<E>(i);
      return {};
    }
  }
  return bad_field(text);
}

// Writes the fields of `self` as a map.
template <class T> void write_fields(Packer& packer, const T& self) {
  std::size_t count = 0;
  T::fields(self, [&](std::string_view, const auto& value) { count += is_absent(value) ? 0 : 1; });
  packer.map(count);
  T::fields(self, [&](std::string_view name, const auto& value) {
    if (is_absent(value)) return;
    packer.string(name);
    write(packer, value);
  });
}

// Reads a map into the fields of `self`; unknown names are passed over, missing ones an error.
template <class T> Result<void> read_fields(Unpacker& unpacker, T& self) {
  const auto size = TRY(unpacker.map());
  std::size_t found = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto key = TRY(unpacker.string());
    bool known = false;
    Result<void> outcome;
    T::fields(self, [&](std::string_view name, auto& value) {
      if (known || name != key) return;
      known = true;
      found += may_be_absent<std::remove_cvref_t<decltype(value)>> ? 0 : 1;
      outcome = read(unpacker, value);
    });
    TRY_VOID(std::move(outcome));
    if (!known) TRY(unpacker.value());
  }
  std::size_t required = 0;
  T::fields(self, [&](std::string_view, auto& value) {
    required += may_be_absent<std::remove_cvref_t<decltype(value)>> ? 0 : 1;
  });
  if (found < required) return bad_field("a field is missing");
  return {};
}

}  // namespace azwf::field_codec
