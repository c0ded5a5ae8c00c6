// A commit has one stream; type, subject and attributes are those of one and the same event.
#include "adapters/holder/event_filter.hpp"

#include <algorithm>
#include <array>

#include "engine/base/glob.hpp"

namespace azwf::holder {
namespace {

struct Attribute {
  std::string_view name;
  const std::string& (*of)(const Event& event);
};

constexpr std::array attributes{
    Attribute{"id", [](const Event& event) -> const std::string& { return event.id; }},
    Attribute{"actor", [](const Event& event) -> const std::string& { return event.actor; }},
    Attribute{"origin", [](const Event& event) -> const std::string& { return event.origin; }},
};

const Attribute* find_attribute(std::string_view name) {
  const auto* const found = std::ranges::find(attributes, name, &Attribute::name);
  return found == attributes.end() ? nullptr : found;
}

bool matches_one(const std::vector<std::string>& patterns, std::string_view text) {
  return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
           return matches_glob(pattern, text);
         });
}

}  // namespace

Result<void> check_filter(const EventFilter& filter, const Limits& limits) {
  const auto patterns = filter.types.size() + filter.streams.size() + filter.subjects.size() +
                        filter.attributes.size();
  if (patterns > limits.bus_patterns_max) {
    return failure(ErrorKind::invalid, "too_many_patterns",
                   "a filter has at most " + std::to_string(limits.bus_patterns_max) + " patterns",
                   "subscribe more than once, or filter what arrives");
  }
  for (const auto& [name, pattern] : filter.attributes) {
    if (find_attribute(name) != nullptr) continue;
    return failure(ErrorKind::invalid, "unknown_attribute",
                   "events have no attribute \"" + name + "\" to filter by",
                   "there are id, actor and origin");
  }
  return {};
}

bool matches(const EventFilter& filter, const Event& event) {
  return matches_one(filter.types, event.type) && matches_one(filter.subjects, event.subject) &&
         std::ranges::all_of(filter.attributes, [&](const auto& entry) {
           const auto* attribute = find_attribute(entry.first);
           return attribute != nullptr && matches_glob(entry.second, attribute->of(event));
         });
}

bool matches(const EventFilter& filter, const Leaf& leaf) {
  if (filter.is_empty()) return true;
  return matches_one(filter.streams, leaf.stream.text) &&
         std::ranges::any_of(leaf.events,
                             [&](const Event& event) { return matches(filter, event); });
}

std::optional<StreamName> only_stream(const EventFilter& filter) {
  if (filter.streams.size() != 1 || !filter.types.empty() || !filter.subjects.empty() ||
      !filter.attributes.empty() ||
      filter.streams.front().find_first_of("*?") != std::string::npos) {
    return std::nullopt;
  }
  return StreamName{filter.streams.front()};
}

}  // namespace azwf::holder
