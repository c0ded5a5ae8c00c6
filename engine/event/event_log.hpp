// The seam to the log: the only way anything changes. Implementations live in storage/ and run one
// contract suite (tests/contract).
//
//      position        1          2          3          4
//      stream       run/a      run/b      run/a      inbox/x
//      revision of run/a: 3        a writer that expects 1 gets `conflict`
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/event/leaf.hpp"

namespace azwf {

struct AnyRevision {
  bool operator==(const AnyRevision&) const = default;
};
struct NewStream {
  bool operator==(const NewStream&) const = default;
};
// What a writer expects its stream's revision to be: any, none yet, or exactly this.
using Expected = std::variant<AnyRevision, NewStream, Position>;

// Below the reserve of free space `new_work` is refused; what settles begun work still enters.
enum class Urgency { new_work, settles };

struct Proposal {
  ProposalId id;
  StreamName stream;
  Expected expected;
  std::vector<Event> events;
  Urgency urgency = Urgency::new_work;
};

struct Committed {
  Position position;
  Digest chain;  // the log's chain there
};
// Another commit stands at the stream's head; nothing was written.
struct Conflict {};
// Never written, and will not be on another try: a limit, or no space.
struct Refused {
  Error why;
};
// It may be there. Append the same proposal again; on `conflict` then, read the stream: the same
// proposal id means committed (settle_unknown in append.hpp does this).
struct Unknown {
  Error why;
};
using AppendAnswer = std::variant<Committed, Conflict, Refused, Unknown>;

struct Commit {
  Frame frame;
  Leaf leaf;
  std::string leaf_bytes;  // as stored; leaf_hash(leaf_bytes) is the leaf's hash
};

enum class Direction { forwards, backwards };

// All commits, or those of one stream, that stand past `past` in the reading direction; without
// `past`, from the first (forwards) or the last (backwards).
struct ReadQuery {
  std::optional<StreamName> stream;
  Direction direction = Direction::forwards;
  std::optional<Position> past;

  bool operator==(const ReadQuery&) const = default;
};

// Reads commits one by one, in order. It sees at least what was durable when it was made.
// Threads: one. Must not outlive its log.
class Cursor {
 public:
  virtual ~Cursor() = default;
  // Reads the next commit into `commit`, which may hold another: its memory is used again. False at
  // the end. Error{damaged} names the position.
  virtual Result<bool> next(Commit& commit) = 0;
  // The next commit; nothing at the end.
  Result<std::optional<Commit>> next();
};

class EventLog {
 public:
  virtual ~EventLog() = default;

  // Each proposal is atomic and answered on its own, in the order given; one sync for the group.
  // Durable when answered `Committed`. After the answer `Unknown` caused by a failed write or sync
  // the log accepts nothing more: every further append is answered `Unknown`.
  // Threads: one at a time.
  virtual std::vector<AppendAnswer> append(std::span<const Proposal> proposals) = 0;

  // Threads: any.
  virtual Result<std::unique_ptr<Cursor>> read(const ReadQuery& query) = 0;

  // Blocks until the log's last position is past `position`, and returns the last position; when
  // stopped, returns at once with what there is. Threads: any.
  virtual Result<Position> wait_past(Position position, std::stop_token stop) = 0;

  // The epoch this opening writes under; raised by every opening for writing. 0: reading only.
  virtual std::uint64_t epoch() const = 0;
};

}  // namespace azwf
