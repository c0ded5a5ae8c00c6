// Drawn at most so often, whatever happens; an event only changes the tree.
#include "adapters/cli/live/live_view.hpp"

#include <unistd.h>

#include <algorithm>

#include "adapters/cli/progress.hpp"

namespace azwf::cli {
namespace {

constexpr auto drawn_every = std::chrono::milliseconds(80);
constexpr unsigned whole_every = 12;  // frames: heals what somebody else wrote between
constexpr auto finish_patience = std::chrono::milliseconds(100);  // without a byte taken
constexpr auto last_patience = std::chrono::milliseconds(1'000);  // of a process that ends
constexpr std::size_t rows_min = 4;  // of a window; one that is smaller loses lines

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

}  // namespace

LiveView::LiveView(Console& console, ProgressSources sources)
    : console_(console), sources_(sources), symbols_(symbols_of_locale()), screen_(STDERR_FILENO) {
  console_.show_above(&screen_);
  drawn_at_ = sources_.clock.monotonic();  // what is over by then needs no frame
}

LiveView::~LiveView() {
  finish();
  console_.show_above(nullptr);
  screen_.drain(last_patience);
}

void LiveView::started(const RunId& run, const Story& story, std::string_view doing) {
  console_.note(started_line(run, story, doing));
  const auto [entry, is_new] = runs_.try_emplace(run, run, sources_);
  if (is_new) entry->second.begin(story);
}

void LiveView::event(const RunId& run, const Story& story, const RecordedEvent& recorded) {
  const auto found = runs_.find(run);
  if (found == runs_.end()) return;
  found->second.event(story, recorded);
  tick();
}

void LiveView::tick() {
  if (is_finished_) screen_.drain(std::chrono::milliseconds(0));
  const auto now = sources_.clock.monotonic();
  if (is_finished_ || runs_.empty() || now - drawn_at_ < drawn_every) return;
  draw();
  drawn_at_ = sources_.clock.monotonic();  // a slow terminal gets fewer frames, not all the time
}

std::chrono::microseconds LiveView::patience() const { return drawn_every; }

bool LiveView::is_through() { return screen_.drain(std::chrono::milliseconds(0)); }

void LiveView::let_go() { screen_.let_go(); }

void LiveView::finish() {
  if (std::exchange(is_finished_, true)) return;
  std::vector<std::string> lines;
  const auto last = look(true);
  for (const auto& [run, live] : runs_) {
    if (runs_.size() > 1) lines.push_back(live.status_line(last, true));
    std::ranges::move(live.whole(last), std::back_inserter(lines));
  }
  screen_.close(joined(lines));
  screen_.drain(finish_patience);
}

TreeLook LiveView::look(bool is_last) const {
  return {.now = sources_.clock.now(),
          .style = console_.err_style(),
          .symbols = symbols_,
          .columns = screen_.size().columns,
          .cuts = !is_last,
          .turns = !is_last};
}

void LiveView::draw() {
  const auto rows = std::max(screen_.size().rows, rows_min) - 1;  // the cursor has one
  const auto now = look(false);
  std::vector<std::string> above;
  auto lines = runs_.size() == 1 ? lines_of_one(now, rows, above) : lines_of_all(now, rows, above);
  screen_.draw(std::move(lines), joined(above), frames_++ % whole_every == 0);
}

std::vector<std::string> LiveView::lines_of_one(const TreeLook& now, std::size_t rows,
                                                std::vector<std::string>& above) {
  auto& run = runs_.begin()->second;
  auto lines = run.lines(now, rows - 1, above);
  lines.push_back(run.status_line(now, false));
  return lines;
}

// Runs that have ended are a line each, as long as there is room; the others share the rest.
std::vector<std::string> LiveView::lines_of_all(const TreeLook& now, std::size_t rows,
                                                std::vector<std::string>& above) {
  const auto live = static_cast<std::size_t>(
      std::ranges::count_if(runs_, [](const auto& entry) { return !entry.second.has_ended(); }));
  std::size_t headers_left = std::min(runs_.size(), rows);
  std::size_t left = rows - headers_left;
  std::size_t ended_left = headers_left - std::min(headers_left, live);
  std::vector<std::string> lines;
  for (auto& [run, each] : runs_) {
    if (headers_left == 0 || (each.has_ended() && ended_left == 0)) continue;
    --headers_left;
    lines.push_back(each.status_line(now, true));
    if (each.has_ended()) {
      --ended_left;
      continue;
    }
    auto own = each.lines(now, left / std::max<std::size_t>(live, 1), above);
    std::ranges::move(own, std::back_inserter(lines));
  }
  return lines;
}

}  // namespace azwf::cli
