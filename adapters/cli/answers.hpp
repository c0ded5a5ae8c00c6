// What a server answers queries with: the documents that commands print with --json.
#pragma once

#include "adapters/holder/message.hpp"
#include "engine/event/event_log.hpp"
#include "engine/event/view_store.hpp"

namespace azwf::cli {

// What is true at `last`, where the views stand. Error{invalid} when there is no such query, or its
// arguments are others.
Result<Packed> answer_to(const holder::Query& query, Position last, EventLog& log,
                         ViewStore& views);

}  // namespace azwf::cli
