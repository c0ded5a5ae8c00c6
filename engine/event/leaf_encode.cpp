// Writes leaves. The same functions run twice, once to count and once to write, so that the limits
// are checked first and the bytes are written once, into memory of the right size.
#include <fmt/format.h>

#include "engine/base/limits.hpp"
#include "engine/base/text.hpp"
#include "engine/event/canonical_reader.hpp"
#include "engine/event/leaf.hpp"
#include "engine/event/leaf_fields.hpp"

namespace azwf {
namespace {

// Counts what a Packer would write.
class Counter {
 public:
  Counter& integer(std::int64_t value) { return add(integer_size(value)); }
  Counter& string(std::string_view value) { return add(header(value.size(), 31) + value.size()); }
  Counter& binary(std::string_view value) { return add(header(value.size(), 0) + value.size()); }
  Counter& array(std::size_t size) { return add(size < 16 ? 1 : size <= 0xffff ? 3 : 5); }
  Counter& map(std::size_t size) { return array(size); }
  Counter& packed(std::string_view one_value) { return add(one_value.size()); }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  static std::size_t header(std::size_t size, std::size_t short_max) {
    if (short_max > 0 && size <= short_max) return 1;
    return size <= 0xff ? 2 : size <= 0xffff ? 3 : 5;
  }
  static std::size_t integer_size(std::int64_t value) {
    if (value >= -32 && value <= 127) return 1;
    if (value < 0)
      return value >= INT8_MIN ? 2 : value >= INT16_MIN ? 3 : value >= INT32_MIN ? 5 : 9;
    return value <= 0xff ? 2 : value <= 0xffff ? 3 : value <= 0xffff'ffff ? 5 : 9;
  }
  Counter& add(std::size_t size) {
    size_ += size;
    return *this;
  }

  std::size_t size_ = 0;
};

template <class Field> std::int64_t number(Field field) { return static_cast<std::int64_t>(field); }

void put_optional(auto& out, EventField field, std::string_view text) {
  if (!text.empty()) out.integer(number(field)).string(text);
}

void put_unknown(auto& out, std::span<const UnknownFields::value_type> unknown) {
  for (const auto& [field, value] : unknown) out.integer(field).packed(value.bytes);
}

void put(auto& out, const Packed& plain) {
  out.integer(number(EventField::plain)).packed(plain.bytes);
}

void put(auto& out, const Sealed& sealed) {
  out.integer(number(EventField::sealed)).map(3);
  out.integer(number(SealedField::key_id)).string(sealed.key_id);
  out.integer(number(SealedField::nonce)).binary(sealed.nonce);
  out.integer(number(SealedField::ciphertext)).binary(sealed.ciphertext);
}

void put(auto& out, const Event& event) {
  const std::size_t optional = !event.id.empty() + !event.subject.empty() + !event.actor.empty() +
                               !event.origin.empty() + !event.correlation.empty() +
                               !event.causation.empty();
  out.map(3 + optional + event.unknown.size());
  put_optional(out, EventField::id, event.id);
  out.integer(number(EventField::type)).string(event.type);
  put_optional(out, EventField::subject, event.subject);
  put_optional(out, EventField::actor, event.actor);
  out.integer(number(EventField::time)).integer(event.time.us);
  std::visit([&](const auto& data) { put(out, data); }, event.data);
  put_optional(out, EventField::origin, event.origin);
  const std::span unknown = event.unknown;
  const std::size_t before = !unknown.empty() && unknown.front().first == event_field_unused;
  put_unknown(out, unknown.first(before));
  put_optional(out, EventField::correlation, event.correlation);
  put_optional(out, EventField::causation, event.causation);
  put_unknown(out, unknown.subspan(before));
}

void put_head(auto& out, const LeafParts& parts) {
  out.map(static_cast<std::size_t>(leaf_fields) + parts.unknown.size());
  out.integer(number(LeafField::format)).integer(leaf_format_version);
  out.integer(number(LeafField::tenant)).string(parts.tenant);
  out.integer(number(LeafField::stream)).string(parts.stream);
  out.integer(number(LeafField::previous)).binary(parts.previous.view());
  out.integer(number(LeafField::proposal)).binary(parts.proposal.view());
  out.integer(number(LeafField::writer)).string(parts.writer);
  out.integer(number(LeafField::epoch)).integer(static_cast<std::int64_t>(parts.epoch));
  out.integer(number(LeafField::events)).array(parts.events.size());
}

std::unexpected<Error> invalid(std::string code, std::string message, std::string hint = {}) {
  return failure(ErrorKind::invalid, std::move(code), std::move(message), std::move(hint));
}

Result<void> check_name(std::string_view what, std::string_view name, const Limits& limits) {
  if (name.size() > limits.name_bytes_max) {
    return invalid("name_too_long", fmt::format("the {} has {} bytes, {} are allowed", what,
                                                name.size(), limits.name_bytes_max));
  }
  if (!is_utf8(name) || name.find('\0') != name.npos) {
    return invalid("bad_name", fmt::format("the {} is not UTF-8 text without NUL", what));
  }
  return {};
}

Result<void> check_required_name(std::string_view what, std::string_view name,
                                 const Limits& limits) {
  if (name.empty()) return invalid("bad_name", fmt::format("the {} is empty", what));
  return check_name(what, name, limits);
}

// With the reader's own eyes, so that what is accepted here can be read.
Result<void> check_one_value(std::string_view bytes, std::string_view type) {
  CanonicalReader reader(bytes);
  if (!reader.value().empty() && reader.at_end()) return {};
  return invalid("bad_value", fmt::format("the data of event {} is not one packed value", type));
}

Result<void> check_unknown(std::span<const UnknownFields::value_type> unknown, std::int64_t first) {
  for (const auto& [field, value] : unknown) {
    if (field < first) return invalid("bad_field", fmt::format("field {} is out of order", field));
    first = field + 1;
    TRY_VOID(check_one_value(value.bytes, "field"));
  }
  return {};
}

Result<void> check_event(const Event& event, const Limits& limits) {
  TRY_VOID(check_required_name("event type", event.type, limits));
  for (const auto* text : {&event.id, &event.subject, &event.actor, &event.origin,
                           &event.correlation, &event.causation}) {
    if (is_utf8(*text)) continue;
    return invalid("bad_name", fmt::format("event {}: a text of it is not UTF-8", event.type));
  }
  if (const auto* plain = std::get_if<Packed>(&event.data)) {
    TRY_VOID(check_one_value(plain->bytes, event.type));
  } else if (!is_utf8(std::get<Sealed>(event.data).key_id)) {
    return invalid("bad_name", fmt::format("event {}: the key id is not UTF-8 text", event.type));
  }
  std::span<const UnknownFields::value_type> unknown = event.unknown;
  if (!unknown.empty() && unknown.front().first == event_field_unused) {
    TRY_VOID(check_one_value(unknown.front().second.bytes, "field"));
    unknown = unknown.subspan(1);
  }
  return check_unknown(unknown, event_fields);
}

Result<void> check_leaf(const LeafParts& parts, const Limits& limits) {
  TRY_VOID(check_name("tenant", parts.tenant, limits));
  TRY_VOID(check_required_name("stream name", parts.stream, limits));
  TRY_VOID(check_name("writer", parts.writer, limits));
  if (parts.events.empty()) return invalid("no_events", "a commit needs at least one event");
  if (parts.events.size() > limits.commit_events_max) {
    return invalid("too_many_events", fmt::format("the commit has {} events, {} are allowed",
                                                  parts.events.size(), limits.commit_events_max));
  }
  return check_unknown(parts.unknown, leaf_fields);
}

Result<std::size_t> leaf_size(const LeafParts& parts, const Limits& limits) {
  Counter whole;
  put_head(whole, parts);
  put_unknown(whole, parts.unknown);
  auto size = whole.size();
  for (const auto& event : parts.events) {
    TRY_VOID(check_event(event, limits));
    Counter one;
    put(one, event);
    if (one.size() > limits.event_bytes_max) {
      return invalid("event_too_large",
                     fmt::format("event {} has {} bytes, {} are allowed", event.type, one.size(),
                                 limits.event_bytes_max),
                     "keep large data in files or blobs");
    }
    size += one.size();
  }
  return size;
}

}  // namespace

Result<std::string> encode_leaf(const LeafParts& parts, const Limits& limits) {
  TRY_VOID(check_leaf(parts, limits));
  const auto size = TRY(leaf_size(parts, limits));
  if (size > limits.commit_bytes_max) {
    return invalid("commit_too_large", fmt::format("the commit has {} bytes, {} are allowed", size,
                                                   limits.commit_bytes_max));
  }
  std::string bytes;
  bytes.reserve(size);
  Packer packer(bytes);
  put_head(packer, parts);
  for (const auto& event : parts.events) put(packer, event);
  put_unknown(packer, parts.unknown);
  return bytes;
}

Result<std::string> encode_leaf(const Leaf& leaf, const Limits& limits) {
  return encode_leaf(LeafParts{.tenant = leaf.tenant,
                               .stream = leaf.stream.text,
                               .previous = leaf.previous,
                               .proposal = leaf.proposal,
                               .writer = leaf.writer,
                               .epoch = leaf.epoch,
                               .events = leaf.events,
                               .unknown = leaf.unknown},
                     limits);
}

}  // namespace azwf
