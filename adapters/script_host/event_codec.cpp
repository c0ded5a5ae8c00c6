// Both sides are the same program: the type's place in the variant names it, and fields need no
// names.
#include "adapters/script_host/event_codec.hpp"

#include <array>
#include <utility>

#include "engine/run/field_codec.hpp"

namespace azwf::script_host {
namespace {

// A policy is mostly the default one.
void pack_field(Packer& packer, const StepPolicy& policy) {
  if (policy == StepPolicy{}) {
    packer.nil();
  } else {
    field_codec::write(packer, policy);
  }
}
template <class T> void pack_field(Packer& packer, const std::optional<T>& value) {
  if (value) {
    field_codec::write(packer, value);
  } else {
    packer.nil();
  }
}
void pack_field(Packer& packer, const auto& value) { field_codec::write(packer, value); }

Result<bool> take_nil(Unpacker& unpacker) {
  if (TRY(unpacker.peek()) != PackedType::nil) return false;
  TRY_VOID(unpacker.nil());
  return true;
}

Result<void> unpack_field(Unpacker& unpacker, StepPolicy& policy) {
  if (TRY(take_nil(unpacker))) return {};
  return field_codec::read(unpacker, policy);
}
template <class T> Result<void> unpack_field(Unpacker& unpacker, std::optional<T>& value) {
  if (TRY(take_nil(unpacker))) return {};
  return field_codec::read(unpacker, value);
}
Result<void> unpack_field(Unpacker& unpacker, auto& value) {
  return field_codec::read(unpacker, value);
}

void pack_fields(Packer& packer, const EventEmitted& event) {
  packer.string(event.type).string(event.subject).packed(event.data);
}
template <class T> void pack_fields(Packer& packer, const T& event) {
  T::fields(event, [&](std::string_view, const auto& value) { pack_field(packer, value); });
}

Result<void> unpack_fields(Unpacker& unpacker, EventEmitted& event) {
  event.type = std::string(TRY(unpacker.string()));
  event.subject = std::string(TRY(unpacker.string()));
  event.data.bytes = std::string(TRY(unpacker.value()));
  return {};
}
template <class T> Result<void> unpack_fields(Unpacker& unpacker, T& event) {
  Result<void> outcome;
  T::fields(event, [&](std::string_view, auto& value) {
    if (outcome) outcome = unpack_field(unpacker, value);
  });
  return outcome;
}

template <std::size_t type> Result<RunEvent> unpack_as(Unpacker& unpacker) {
  RunEvent event(std::in_place_index<type>);
  TRY_VOID(unpack_fields(unpacker, std::get<type>(event)));
  return event;
}

using UnpackEvent = Result<RunEvent>(Unpacker&);
constexpr auto unpackers = []<std::size_t... types>(std::index_sequence<types...>) {
  return std::array<UnpackEvent*, sizeof...(types)>{&unpack_as<types>...};
}
(std::make_index_sequence<std::variant_size_v<RunEvent>>());

}  // namespace

void pack_event(Packer& packer, const RunEvent& event) {
  packer.integer(static_cast<std::int64_t>(event.index()));
  std::visit([&](const auto& each) { pack_fields(packer, each); }, event);
}

Result<RunEvent> unpack_event(Unpacker& unpacker) {
  const auto type = TRY(unpacker.integer());
  if (type < 0 || static_cast<std::size_t>(type) >= unpackers.size()) {
    return failure(ErrorKind::damaged, "bad_message", "no event has this type");
  }
  return unpackers[static_cast<std::size_t>(type)](unpacker);
}

}  // namespace azwf::script_host
