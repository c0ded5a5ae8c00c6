// One run as it is shown while it goes on: its tree, fed event by event, and what its steps print.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "adapters/cli/live/tree_fit.hpp"
#include "adapters/cli/progress_view.hpp"
#include "adapters/cli/spool.hpp"

namespace azwf::cli {

class LiveRun {
 public:
  LiveRun(RunId run, ProgressSources sources) : run_(std::move(run)), sources_(sources) {}

  // As it is now; of a long past, only the latest part.
  void begin(const Story& story);
  void event(const Story& story, const RecordedEvent& recorded);

  // "⠙ ci  running 12.3s  14 done, 2 running"
  [[nodiscard]] std::string status_line(const TreeLook& look, bool names_run) const;
  // The tree in that many rows; what is over and has no room is taken away, as lines in `above`.
  std::vector<std::string> lines(const TreeLook& look, std::size_t rows,
                                 std::vector<std::string>& above);
  // All that is left of it.
  [[nodiscard]] std::vector<std::string> whole(const TreeLook& look) const;
  [[nodiscard]] bool has_ended() const { return is_final(status_); }

 private:
  void show(const StepStory* step);
  void show(const WaitStory* wait);
  void show(const UndoStory* undo);
  void note(const RecordedEvent& recorded);
  void show_ended_waits(const Story& story);
  void show_all(const Story& story);
  void keep_printed(const StepStory& step);
  void take_away(const TreeLook& look, std::size_t rows, std::vector<std::string>& above);
  std::vector<std::string> printed_last(const Node& step, std::size_t count);

  struct Printing {
    std::uint32_t attempt;
    std::unique_ptr<Spool> spool;
  };

  RunId run_;
  ProgressSources sources_;
  RunTree tree_;
  std::string workflow_;
  RunStatus status_ = RunStatus::running;
  Timestamp started_at_;
  Timestamp ended_at_;
  std::size_t before_ = 0;                // steps of the past that are not shown
  std::map<std::string, Printing> open_;  // by step: what is being printed
};

}  // namespace azwf::cli
