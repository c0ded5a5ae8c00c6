// Reads leaves back. Only canonical bytes are a leaf: each field at most once, in order, in its
// smallest form, so that encoding again gives the same bytes.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "engine/event/canonical_reader.hpp"
#include "engine/event/leaf.hpp"
#include "engine/event/leaf_fields.hpp"

namespace azwf {
namespace {

// The fields of one map, in order: `at` asks whether the next one has this number.
class Fields {
 public:
  explicit Fields(CanonicalReader& reader) : reader_(reader), left_(reader.map()) { advance(); }

  template <class Field> bool at(Field field) const {
    return has_next_ && next_ == static_cast<std::int64_t>(field);
  }
  template <class Field> void require(Field field) {
    if (!at(field)) reader_.fail();
  }
  void advance() {
    has_next_ = left_ > 0 && !reader_.failed();
    if (!has_next_) return;
    --left_;
    const auto field = reader_.integer();
    if (field <= next_) reader_.fail();
    next_ = field;
  }
  // What is left: fields of a later version, numbered from `first` on.
  void unknown(std::int64_t first, UnknownFields& fields) {
    for (; has_next_ && !reader_.failed(); advance()) {
      if (next_ < first) return reader_.fail();
      keep(fields);
    }
  }
  void keep(UnknownFields& fields) {
    const auto field = next_;
    fields.emplace_back(field, Packed{std::string(reader_.value())});
  }

 private:
  CanonicalReader& reader_;
  std::size_t left_;
  std::int64_t next_ = -1;
  bool has_next_ = false;
};

template <class Bytes> void read_bytes(CanonicalReader& reader, Bytes& bytes) {
  const auto view = reader.binary();
  if (view.size() != bytes.size()) return reader.fail();
  std::memcpy(bytes.data(), view.data(), bytes.size());
}

std::string_view required(CanonicalReader& reader) {
  const auto text = reader.string();
  if (text.empty()) reader.fail();
  return text;
}

void read_optional(CanonicalReader& reader, Fields& fields, EventField field, std::string& text) {
  if (!fields.at(field)) return text.clear();
  text = required(reader);
  fields.advance();
}

Sealed read_sealed(CanonicalReader& reader) {
  Sealed sealed;
  Fields fields(reader);
  fields.require(SealedField::key_id);
  sealed.key_id = reader.string();
  fields.advance();
  fields.require(SealedField::nonce);
  sealed.nonce = reader.binary();
  fields.advance();
  fields.require(SealedField::ciphertext);
  sealed.ciphertext = reader.binary();
  fields.advance();
  UnknownFields none;
  fields.unknown(INT64_MAX, none);
  return sealed;
}

void read_event(CanonicalReader& reader, Event& event) {
  Fields fields(reader);
  read_optional(reader, fields, EventField::id, event.id);
  fields.require(EventField::type);
  event.type = required(reader);
  fields.advance();
  read_optional(reader, fields, EventField::subject, event.subject);
  read_optional(reader, fields, EventField::actor, event.actor);
  fields.require(EventField::time);
  event.time.us = reader.integer();
  fields.advance();
  if (fields.at(EventField::plain)) {
    if (!std::holds_alternative<Packed>(event.data)) event.data = Packed{};
    std::get<Packed>(event.data).bytes = reader.value();
  } else {
    fields.require(EventField::sealed);
    event.data = read_sealed(reader);
  }
  fields.advance();
  read_optional(reader, fields, EventField::origin, event.origin);
  event.unknown.clear();
  if (fields.at(event_field_unused)) {
    fields.keep(event.unknown);
    fields.advance();
  }
  read_optional(reader, fields, EventField::correlation, event.correlation);
  read_optional(reader, fields, EventField::causation, event.causation);
  fields.unknown(event_fields, event.unknown);
}

void read_events(CanonicalReader& reader, std::vector<Event>& events) {
  const auto count = reader.array();
  events.reserve(std::min<std::size_t>(count, 64));
  std::size_t read = 0;
  for (; read < count && !reader.failed(); ++read) {
    if (read == events.size()) events.emplace_back();
    read_event(reader, events[read]);
  }
  events.resize(read);
  if (read == 0) reader.fail();
}

void read_fields(CanonicalReader& reader, Fields& fields, Leaf& leaf) {
  const auto next = [&](LeafField field) {
    fields.advance();
    fields.require(field);
  };
  next(LeafField::tenant);
  leaf.tenant = reader.string();
  next(LeafField::stream);
  leaf.stream.text = required(reader);
  next(LeafField::previous);
  read_bytes(reader, leaf.previous.bytes);
  next(LeafField::proposal);
  read_bytes(reader, leaf.proposal.bytes);
  next(LeafField::writer);
  leaf.writer = reader.string();
  next(LeafField::epoch);
  const auto epoch = reader.integer();
  if (epoch < 0) reader.fail();
  leaf.epoch = static_cast<std::uint64_t>(epoch);
  next(LeafField::events);
  read_events(reader, leaf.events);
  fields.advance();
  leaf.unknown.clear();
  fields.unknown(leaf_fields, leaf.unknown);
}

std::unexpected<Error> newer_format(std::int64_t format) {
  return failure(
      ErrorKind::damaged, "newer_format",
      fmt::format("a commit has format {}, this azwf reads up to {}", format, leaf_format_version),
      "use a newer azwf");
}

}  // namespace

Result<void> decode_leaf(std::string_view bytes, Leaf& leaf) {
  CanonicalReader reader(bytes);
  Fields fields(reader);
  fields.require(LeafField::format);
  leaf.format = reader.integer();
  if (!reader.failed() && leaf.format > leaf_format_version) return newer_format(leaf.format);
  if (leaf.format != leaf_format_version) reader.fail();
  read_fields(reader, fields, leaf);
  if (reader.failed() || !reader.at_end()) {
    return failure(ErrorKind::damaged, "bad_leaf", "the bytes of a commit are damaged",
                   "run azwf doctor");
  }
  return {};
}

Result<Leaf> decode_leaf(std::string_view bytes) {
  Result<Leaf> leaf;
  if (auto decoded = decode_leaf(bytes, *leaf); !decoded) {
    return std::unexpected(std::move(decoded).error());
  }
  return leaf;
}

}  // namespace azwf
