// The run's stream is read on from where it was left; time passes in between for what is redrawn.
#include "adapters/cli/follow_story.hpp"

#include <thread>

#include "adapters/cli/follow.hpp"
#include "adapters/cli/progress_view.hpp"
#include "adapters/cli/run_watch.hpp"
#include "adapters/system/clock.hpp"

namespace azwf::cli {
namespace {

constexpr auto looked_again_every = std::chrono::milliseconds(50);

// `after`: the state when all of the commit has happened.
void show(ProgressView& view, const RunId& run, Story& story, const RunCommit& commit,
          const RunState& after) {
  for (const auto& recorded : commit.events) {
    story.add(recorded);
    if (!begins_nothing(recorded.event, after)) view.event(run, story, recorded);
  }
  story.forget_settled();
}

// Nobody hears any more that the process is stopped, once the view is gone.
class Stops {
 public:
  Stops(ReadingSession& session, ProgressView& view) : session_(session) {
    session_.ask_at_stop([&view] { view.let_go(); });
  }
  ~Stops() { session_.ask_at_stop({}); }
  Stops(const Stops&) = delete;
  Stops& operator=(const Stops&) = delete;

 private:
  ReadingSession& session_;
};

}  // namespace

Result<Story> follow_story(ReadingSession& session, Console& console, const RunId& run) {
  SystemClock clock;
  Story story;
  RunWatch watch(session.log(), run);
  TRY_VOID(watch.look([&](const RunCommit& commit) {
    for (const auto& recorded : commit.events) story.add(recorded);
  }));
  auto after = story.state;
  const auto view = make_progress_view(console, {session.spools(), session.blobs(), clock});
  const Stops stops(session, *view);
  const std::string status(to_text(story.state.status()));
  view->started(run, story, (story.state.ended() ? "has ended: " : "is ") + status);
  story.forget_settled();
  while (!story.state.ended() && !session.interrupted()) {
    view->tick();
    std::this_thread::sleep_for(looked_again_every);
    TRY_VOID(watch.look([&](const RunCommit& commit) {
      for (const auto& recorded : commit.events) evolve(after, recorded);
      show(*view, run, story, commit, after);
    }));
  }
  view->finish();
  while (!view->is_through() && !session.interrupted()) {
    std::this_thread::sleep_for(looked_again_every);
  }
  return story;
}

}  // namespace azwf::cli
