// Both sides are the same program, so the type's place in the variant names it.
#include "adapters/script_host/event_codec.hpp"

#include <array>
#include <utility>

#include "engine/run/field_codec.hpp"

namespace azwf::script_host {
namespace {

void pack_fields(Packer& packer, const EventEmitted& event) {
  packer.string(event.type).string(event.subject).packed(event.data);
}
void pack_fields(Packer& packer, const auto& event) { field_codec::write_fields(packer, event); }

Result<void> unpack_fields(Unpacker& unpacker, EventEmitted& event) {
  event.type = std::string(TRY(unpacker.string()));
  event.subject = std::string(TRY(unpacker.string()));
  event.data.bytes = std::string(TRY(unpacker.value()));
  return {};
}
Result<void> unpack_fields(Unpacker& unpacker, auto& event) {
  return field_codec::read_fields(unpacker, event);
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
