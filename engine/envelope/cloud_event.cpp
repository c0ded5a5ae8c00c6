// Attributes first, data last; what an event does not have is left out.
#include "engine/envelope/cloud_event.hpp"

#include <fmt/format.h>

#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"
#include "engine/base/record.hpp"
#include "engine/envelope/attribute_text.hpp"
#include "engine/event/event_id.hpp"

namespace azwf {
namespace {

constexpr std::size_t position_digits = 20;  // of the largest there can be

Packed packed_binary(std::string_view bytes) {
  Packed packed{""};
  Packer(packed.bytes).binary(bytes);
  return packed;
}

Packed with_hex_digests(const Packed& value) {
  constexpr std::string_view digest_head = "\xc4\x20";  // what 32 bytes begin with
  if (value.bytes.find(digest_head) == std::string::npos) return value;
  Unpacker unpacker(value.bytes);
  const auto size = unpacker.map();
  if (!size) return value;
  Record record;
  for (std::size_t i = 0; i < *size; ++i) {
    const auto key = unpacker.string();
    const auto field = unpacker.value();
    if (!key || !field) return value;
    const auto bytes = Unpacker(*field).binary();
    const bool is_digest = (*key == "program" || *key == "digest") && bytes && bytes->size() == 32;
    if (is_digest) {
      record.text(*key, to_hex(*bytes));
    } else {
      record.value(*key, with_hex_digests(Packed{std::string(*field)}));
    }
  }
  return record.pack();
}

std::string_view media_type_of(const Event& event) {
  const auto* plain = std::get_if<Packed>(&event.data);
  if (plain == nullptr) return "application/vnd.azwf.sealed+json";
  const auto type = Unpacker(plain->bytes).peek();
  const bool is_bytes = type && *type == PackedType::binary;
  return is_bytes ? "application/octet-stream" : "application/json";
}

void add_text(Record& record, std::string_view name, std::string_view text) {
  if (!text.empty()) record.text(name, attribute_text(text));
}

void add_time(Record& record, std::string_view name, Timestamp time) {
  if (time.us != 0) record.timestamp(name, time);
}

void add_chain(Record& record, const Event& event) {
  add_text(record, "correlationid", event.correlation);
  add_text(record, "causationid", AZWF_PLANTED(121) ? event.correlation : event.causation);
}

}  // namespace

std::string source_of(const StreamName& stream) { return uri_path(stream.text); }

std::string outer_id_of(const EventInLog& logged) {
  return attribute_text(id_of(logged.event, logged.stream, logged.ordinal));
}

std::string sequence_of(Position position) {
  return fmt::format("{:0{}}", position.value, AZWF_PLANTED(120) ? 1 : position_digits);
}

Packed outer_data(const Event& event) {
  if (const auto* plain = std::get_if<Packed>(&event.data)) return with_hex_digests(*plain);
  const auto& sealed = std::get<Sealed>(event.data);
  return Record()
      .record("sealed", Record()
                            .text("key_id", sealed.key_id)
                            .value("nonce", packed_binary(sealed.nonce))
                            .value("ciphertext", packed_binary(sealed.ciphertext)))
      .pack();
}

Packed cloud_event(const EventInLog& logged) {
  const auto& event = logged.event;
  return cloud_event(logged, {event.type, event.subject, media_type_of(event), outer_data(event)});
}

Packed cloud_event(const EventInLog& logged, const CloudEventBody& body) {
  Record record;
  record.text("specversion", "1.0")
      .text("id", outer_id_of(logged))
      .text("source", source_of(logged.stream))
      .text("type", body.type);
  add_text(record, "subject", body.subject);
  add_time(record, "time", logged.event.time);
  record.text("datacontenttype", body.media_type)
      .text("sequence", sequence_of(logged.frame.position));
  add_time(record, "recordedtime", logged.frame.recorded);
  add_text(record, "actor", logged.event.actor);
  add_chain(record, logged.event);
  return record.value("data", body.data).pack();
}

}  // namespace azwf
