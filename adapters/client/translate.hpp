// Between the types of the public header and the engine's.
#pragma once

#include "adapters/client/include/azwf/client.hpp"
#include "adapters/holder/subscription_messages.hpp"
#include "engine/event/event_log.hpp"

namespace azwf::client {

// What has failed is thrown.
[[noreturn]] void fail(const azwf::Error& error);
template <class T> T or_throw(Result<T> result) {
  if (!result) fail(result.error());
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// The one way around the checks: for what was checked, or came from a log.
struct DataAccess {
  static Data make(std::string packed) {
    Data data;
    data.packed_ = std::move(packed);
    return data;
  }
};

Packed packed_of(const Data& data);
Data data_of(const Packed& packed);

holder::From from_of(const From& from);
holder::EventFilter filter_of(const Filter& filter);
// With the events that the filter lets through.
Commit commit_of(const azwf::Commit& commit, const holder::EventFilter& filter);

}  // namespace azwf::client
