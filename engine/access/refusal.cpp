// What is not known is left out.
#include "engine/access/refusal.hpp"

#include "engine/base/record.hpp"

namespace azwf {

StreamName refusals_stream() { return {"access"}; }

Event key_refused(const Refusal& refusal) {
  Record data;
  if (!refusal.address.empty()) data.text("address", refusal.address);
  data.integer("count", refusal.count);
  if (!refusal.key.empty()) data.text("key", refusal.key);
  data.text("reason", refusal.reason);
  Event event{.type = "key.refused", .subject = refusal.name};
  event.data = data.pack();
  return event;
}

}  // namespace azwf
