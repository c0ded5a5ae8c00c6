// The public types are the engine's, told in the standard library's words.
#include "adapters/client/translate.hpp"

#include "adapters/holder/event_filter.hpp"

namespace azwf::client {
namespace {

using std::chrono::microseconds;
using std::chrono::system_clock;

static_assert(static_cast<int>(ErrorKind::unavailable) ==
              static_cast<int>(azwf::ErrorKind::unavailable));

system_clock::time_point time_of(Timestamp time) {
  return system_clock::time_point(microseconds(time.us));
}

struct FromTranslator {
  holder::From operator()(Now) const { return holder::FromNow{}; }
  holder::From operator()(Beginning) const { return holder::FromBeginning{}; }
  holder::From operator()(Position position) const {
    return holder::FromPosition{azwf::Position{position}};
  }
  holder::From operator()(system_clock::time_point time) const {
    const auto since = std::chrono::floor<microseconds>(time.time_since_epoch());
    return holder::FromTime{Timestamp{since.count()}};
  }
};

Event event_of(const azwf::Event& event) {
  const auto* data = std::get_if<Packed>(&event.data);
  return {.id = event.id,
          .type = event.type,
          .subject = event.subject,
          .actor = event.actor,
          .origin = event.origin,
          .correlation = event.correlation,
          .causation = event.causation,
          .time = time_of(event.time),
          .data = data == nullptr ? Data() : data_of(*data),
          .is_sealed = data == nullptr};
}

}  // namespace

void fail(const azwf::Error& error) {
  throw Error(static_cast<ErrorKind>(error.kind), error.code, error.message, error.hint);
}

holder::From from_of(const From& from) { return std::visit(FromTranslator{}, from); }

holder::EventFilter filter_of(const Filter& filter) {
  return {.types = filter.types,
          .streams = filter.streams,
          .subjects = filter.subjects,
          .attributes = filter.attributes};
}

Commit commit_of(const azwf::Commit& commit, const holder::EventFilter& filter) {
  Commit translated{.position = commit.frame.position.value,
                    .stream = commit.leaf.stream.text,
                    .recorded = time_of(commit.frame.recorded),
                    .events = {}};
  for (const auto& event : commit.leaf.events) {
    if (holder::matches(filter, event)) translated.events.push_back(event_of(event));
  }
  return translated;
}

}  // namespace azwf::client
