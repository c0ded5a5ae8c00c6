// Run events as log events: the type is the struct's, the payload its fields, the place of a
// script's decision the event's origin.
#include "engine/run/run_codec.hpp"

#include <algorithm>
#include <charconv>

#include "engine/run/field_codec.hpp"

namespace azwf {
namespace {

constexpr std::string_view stream_prefix = "run/";
constexpr std::array<std::string_view, 12> reserved_prefixes{
    "run.",    "step.",  "attempt.", "timer.", "retry.",    "undo.",
    "signal.", "event.", "wait.",    "key.",   "workflow.", "trigger."};

std::string origin_text(const ScriptPlace& place) {
  if (place.module.empty()) return {};
  return place.module + ":" + std::to_string(place.line);
}

ScriptPlace place_of(const std::string& origin) {
  const auto colon = origin.rfind(':');
  if (colon == std::string::npos) return {};
  ScriptPlace place{origin.substr(0, colon), 0};
  std::from_chars(origin.data() + colon + 1, origin.data() + origin.size(), place.line);
  return place;
}

Packed payload_of(const EventEmitted& event) { return event.data; }

template <class T> Packed payload_of(const T& event) {
  Packed payload{""};
  payload.bytes.reserve(64);
  Packer packer(payload.bytes);
  field_codec::write_fields(packer, event);
  return payload;
}

template <class T> Result<RunEvent> decode_as(std::string_view bytes) {
  T event;
  Unpacker unpacker(bytes);
  TRY_VOID(field_codec::read_fields(unpacker, event));
  return RunEvent{std::move(event)};
}

struct Decoder {
  std::string_view type;
  Result<RunEvent> (*decode)(std::string_view bytes) = nullptr;
};

template <class... T> constexpr auto decoders_of(std::variant<T...>*) {
  std::array<Decoder, sizeof...(T)> decoders{};
  std::size_t count = 0;
  const auto add = [&]<class Each>(Each*) {
    if constexpr (!std::is_same_v<Each, EventEmitted>) {
      decoders[count++] = {Each::type, &decode_as<Each>};
    }
  };
  (add(static_cast<T*>(nullptr)), ...);
  std::ranges::sort(decoders, {}, &Decoder::type);
  return decoders;
}

constexpr auto decoders = decoders_of(static_cast<RunEvent*>(nullptr));  // by type

Result<RunEvent> decode_payload(const Event& event, const Packed& payload) {
  const auto found = std::ranges::lower_bound(decoders, event.type, {}, &Decoder::type);
  if (found != decoders.end() && found->type == event.type && found->decode != nullptr) {
    return found->decode(payload.bytes);
  }
  if (is_reserved_type(event.type)) {
    return failure(ErrorKind::damaged, "unknown_event",
                   "event type " + event.type + " was written by a newer azwf",
                   "use that version to work with this run");
  }
  return RunEvent{EventEmitted{event.type, event.subject, payload}};
}

}  // namespace

std::string_view type_of(const RunEvent& event) {
  return std::visit([](const auto& each) -> std::string_view { return each.type; }, event);
}

Packed pack_payload(const RunEvent& event) {
  return std::visit([](const auto& each) { return payload_of(each); }, event);
}

Event encode_run_event(const RecordedEvent& recorded, std::string_view actor) {
  Event event;
  event.type = type_of(recorded.event);
  if (const auto* emitted = std::get_if<EventEmitted>(&recorded.event)) {
    event.subject = emitted->subject;
  }
  event.actor = actor;
  event.origin = origin_text(recorded.place);
  event.time = recorded.time;
  event.data = pack_payload(recorded.event);
  return event;
}

Result<RecordedEvent> decode_run_event(const Event& event, Ordinal ordinal) {
  const auto* payload = std::get_if<Packed>(&event.data);
  if (payload == nullptr) {
    return failure(ErrorKind::unavailable, "sealed", "event " + event.type + " is sealed",
                   "open it with the key it names");
  }
  auto decoded = TRY(decode_payload(event, *payload));
  return RecordedEvent{ordinal, event.time, std::move(decoded), place_of(event.origin)};
}

bool is_type_name(std::string_view type) {
  if (type.empty() || type.front() == '.' || type.back() == '.') return false;
  if (type.find("..") != type.npos) return false;
  return std::ranges::all_of(type, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

bool is_reserved_type(std::string_view type) {
  return std::ranges::any_of(reserved_prefixes,
                             [&](auto prefix) { return type.starts_with(prefix); });
}

StreamName run_stream(const RunId& run) { return {std::string(stream_prefix) + run.text}; }

std::optional<RunId> run_of(const StreamName& stream) {
  if (!stream.text.starts_with(stream_prefix)) return {};
  return RunId{stream.text.substr(stream_prefix.size())};
}

std::string_view to_text(OnInterrupt value) {
  return field_codec::Texts<OnInterrupt>::all.at(static_cast<std::size_t>(value));
}
std::string_view to_text(StopReason value) {
  return field_codec::Texts<StopReason>::all.at(static_cast<std::size_t>(value));
}
std::string_view to_text(UndoCause value) {
  return field_codec::Texts<UndoCause>::all.at(static_cast<std::size_t>(value));
}
std::string_view to_text(Finding value) {
  return field_codec::Texts<Finding>::all.at(static_cast<std::size_t>(value));
}
std::string_view to_text(Resolution value) {
  return field_codec::Texts<Resolution>::all.at(static_cast<std::size_t>(value));
}

}  // namespace azwf
