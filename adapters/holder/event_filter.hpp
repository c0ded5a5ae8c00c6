// Whether a subscription's filter lets a commit through.
#pragma once

#include <optional>

#include "adapters/holder/subscription_messages.hpp"
#include "engine/base/limits.hpp"

namespace azwf::holder {

// Error{invalid} for an attribute that no event has, or more patterns than allowed.
Result<void> check_filter(const EventFilter& filter, const Limits& limits);

bool matches(const EventFilter& filter, const Leaf& leaf);
// The same of one event, whatever its stream.
bool matches(const EventFilter& filter, const Event& event);

// When the filter lets through one stream and nothing else of a commit is asked, that stream.
std::optional<StreamName> only_stream(const EventFilter& filter);

}  // namespace azwf::holder
