// Opens stores: the one place that knows which backends there are.
#pragma once

#include <memory>

#include "engine/base/clock.hpp"
#include "engine/base/limits.hpp"
#include "engine/event/accepted_loss.hpp"
#include "engine/event/blob_store.hpp"
#include "engine/event/event_log.hpp"
#include "engine/event/view_store.hpp"
#include "storage/files/home.hpp"

namespace azwf {

struct StoreOptions {
  std::string tenant;
  std::string writer = "azwf";  // recorded in every commit: who runs this opening
  Limits limits;
  bool fresh_views = false;  // throw the views away: they are folded from the log again
};

// What keeps the parts of a store open: locks, and what they share.
class StoreHold {
 public:
  virtual ~StoreHold() = default;
};

// Members are given up from the last to the first: the home's lock goes last.
struct Store {
  std::unique_ptr<StoreHold> hold;
  std::unique_ptr<EventLog> log;
  std::unique_ptr<ViewStore> views;
  std::unique_ptr<BlobStore> blobs;
};

// Makes the home when there is none. `clock` outlives the store.
// Error{unavailable, "held"} names the process that has it open for writing; Error{damaged} when
// the home is not safe to use or the store is not whole.
Result<Store> open_for_writing(const Home& home, Clock& clock, const StoreOptions& options);

// Takes no lock, appends nothing, works beside a writer. The log follows the writer; the views stay
// as they were last flushed (their checkpoint says how far that is).
Result<Store> open_for_reading(const Home& home);

// The blobs alone, to be read beside whoever writes them.
std::unique_ptr<BlobStore> open_blobs(const Home& home);

// Records that what stood past `kept` is lost; the log goes on from the position it returns.
// Error{refused} when nothing is lost or the log ends at another position: nothing is changed then.
Result<Position> accept_loss(const Home& home, Clock& clock, const StoreOptions& options,
                             const LossAcceptance& acceptance);

}  // namespace azwf
