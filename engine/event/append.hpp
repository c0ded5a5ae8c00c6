// What writers do around EventLog::append: making proposals, settling an unknown answer, reading a
// whole stream.
#pragma once

#include <vector>

#include "engine/event/event_log.hpp"

namespace azwf {

// Settles an `Unknown` answer for one proposal: appends it again; on `conflict`, looks for its id
// in the stream. Gives Committed, Conflict or Refused; an Error when the log no longer answers.
Result<AppendAnswer> settle_unknown(EventLog& log, const Proposal& proposal);

// What a writer expects that has seen the stream up to there; 0: that there is none.
Expected expected_of(Position revision);

// About as many as the event takes in a leaf, and never less.
std::size_t bytes_of(const Event& event);

Result<std::vector<Commit>> read_stream(EventLog& log, const StreamName& stream);

// The log's last position; 0 when it is empty.
Result<Position> last_position(EventLog& log);

}  // namespace azwf
