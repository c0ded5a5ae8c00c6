// The event's own fields, once it has them.
#include "engine/envelope/chain.hpp"

namespace azwf {
namespace {

template <class E> Chain fields_of(const E& event) {
  if constexpr (requires { event.correlation; }) return {event.correlation, event.causation};
  return {};
}

}  // namespace

Chain chain_of(const Event& event) { return fields_of(event); }

}  // namespace azwf
