// Runs as trees at the lower end of a terminal, redrawn while they go on. What is over scrolls off
// above them when the window is full; at the end everything that was left is printed whole.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "adapters/cli/live/live_run.hpp"
#include "adapters/cli/live/screen.hpp"
#include "adapters/cli/progress_view.hpp"

namespace azwf::cli {

// Threads: as ProgressView says. The story is looked at in `started` and `event` alone.
class LiveView : public ProgressView {
 public:
  LiveView(Console& console, ProgressSources sources);
  ~LiveView() override;
  LiveView(const LiveView&) = delete;
  LiveView& operator=(const LiveView&) = delete;

  void started(const RunId& run, const Story& story, std::string_view doing) override;
  void event(const RunId& run, const Story& story, const RecordedEvent& recorded) override;
  void tick() override;
  [[nodiscard]] std::chrono::microseconds patience() const override;
  void finish() override;
  [[nodiscard]] bool is_through() override;
  void let_go() override;

 private:
  void draw();
  [[nodiscard]] TreeLook look(bool is_last) const;
  std::vector<std::string> lines_of_one(const TreeLook& now, std::size_t rows,
                                        std::vector<std::string>& above);
  std::vector<std::string> lines_of_all(const TreeLook& now, std::size_t rows,
                                        std::vector<std::string>& above);

  Console& console_;
  ProgressSources sources_;
  const Symbols& symbols_;
  Screen screen_;
  std::map<RunId, LiveRun> runs_;
  std::chrono::microseconds drawn_at_{0};
  unsigned frames_ = 0;
  bool is_finished_ = false;
};

}  // namespace azwf::cli
