// What every log does to a proposal before it keeps it: checks it against its stream's head and
// makes leaf and frame. Invariant: positions are dense, recorded times never go back, and each
// commit's chain extends the one before it.
#pragma once

#include <string>
#include <variant>

#include "engine/base/limits.hpp"
#include "engine/event/event_log.hpp"

namespace azwf {

// The last commit of a stream; position 0 when there is none.
struct StreamHead {
  Position revision;
  Digest leaf;
};

// The last commit of the log; position 0 when there is none.
struct LogHead {
  Position position;
  Timestamp recorded;
  Digest chain;
};

// Who writes: the part of a leaf that is the same for all commits of one opening.
struct Writer {
  std::string tenant;
  std::string name;
  std::uint64_t epoch = 0;
};

struct MadeCommit {
  Frame frame;
  Digest leaf_hash;
  std::string frame_bytes;
  std::string leaf_bytes;
};

class CommitMaker {
 public:
  CommitMaker(Writer writer, const Limits& limits, const LogHead& head)
      : writer_(std::move(writer)), limits_(limits), head_(head) {}

  [[nodiscard]] const LogHead& head() const { return head_; }
  [[nodiscard]] const Writer& writer() const { return writer_; }

  // Makes the next commit and moves the head on; a conflict or refusal leaves the head as it is.
  std::variant<MadeCommit, Conflict, Refused> make(const Proposal& proposal,
                                                   const StreamHead& stream, Timestamp now);

 private:
  Writer writer_;
  Limits limits_;
  LogHead head_;
};

}  // namespace azwf
