// The run's stream is read on from where it was left; time passes in between for what is redrawn.
#include "adapters/cli/follow_story.hpp"

#include <thread>

#include "adapters/cli/follow.hpp"
#include "adapters/cli/progress_view.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/run/run_reader.hpp"

namespace azwf::cli {
namespace {

constexpr auto looked_again_every = std::chrono::milliseconds(50);

class Watch {
 public:
  Watch(ReadingSession& session, const RunId& run) : session_(session), run_(run) {}

  // What is new since the last look, commit by commit.
  Result<void> look(const std::function<void(const RunCommit&)>& visit) {
    const auto cursor = TRY(session_.log().read({.stream = run_stream(run_), .past = past_}));
    while (auto commit = TRY(cursor->next())) {
      const auto decoded = TRY(decode_run_commit(*commit, next_));
      past_ = decoded.position;
      next_ += static_cast<Ordinal>(decoded.events.size());
      visit(decoded);
    }
    return {};
  }

 private:
  ReadingSession& session_;
  const RunId& run_;
  std::optional<Position> past_;
  Ordinal next_ = 0;
};

void show(ProgressView& view, const RunId& run, Story& story, const RunCommit& commit) {
  auto after = story.state;
  for (const auto& recorded : commit.events) evolve(after, recorded);
  for (const auto& recorded : commit.events) {
    story.add(recorded);
    if (!begins_nothing(recorded.event, after)) view.event(run, story, recorded);
  }
  story.forget_settled();
}

}  // namespace

Result<Story> follow_story(ReadingSession& session, Console& console, const RunId& run) {
  SystemClock clock;
  Story story;
  Watch watch(session, run);
  TRY_VOID(watch.look([&](const RunCommit& commit) {
    for (const auto& recorded : commit.events) story.add(recorded);
  }));
  const auto view = make_progress_view(console, {session.home, session.blobs(), clock});
  const std::string status(to_text(story.state.status()));
  view->started(run, story, (story.state.ended() ? "has ended: " : "is ") + status);
  story.forget_settled();
  while (!story.state.ended() && !session.interrupted()) {
    view->tick();
    std::this_thread::sleep_for(looked_again_every);
    TRY_VOID(watch.look([&](const RunCommit& commit) { show(*view, run, story, commit); }));
  }
  view->finish();
  return story;
}

}  // namespace azwf::cli
