// Going on without what was lost: the log's end is recorded as lost, once a person says so.
#pragma once

#include "engine/event/accepted_loss.hpp"
#include "storage/rocksdb/rocks_log.hpp"

namespace azwf {

// The caller holds the home's lock. Where the loss is recorded; the log goes on from there.
// Error{refused}: nothing is lost, or the log ends at another position; nothing was changed then.
// Error{damaged}: what is left is not whole either. When it is interrupted, the store is as short
// of its anchor as before, and may be accepted again.
Result<Position> accept_loss(const RocksLogOptions& options, const LossAcceptance& acceptance,
                             Clock& clock);

}  // namespace azwf
