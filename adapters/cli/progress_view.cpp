// Lines and JSON Lines have no memory but the names of the runs.
#include "adapters/cli/progress_view.hpp"

#include <set>

#include "adapters/cli/live/live_view.hpp"
#include "adapters/cli/progress.hpp"
#include "adapters/cli/progress_json.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t prefix_columns = 13;  // of a UUIDv7: to the millisecond

class PlainView : public ProgressView {
 public:
  explicit PlainView(Console& console) : console_(console) {}

  void started(const RunId& run, const Story& story, std::string_view doing) override {
    runs_.insert(run);
    console_.note(started_line(run, story, doing));
  }
  void event(const RunId& run, const Story& story, const RecordedEvent& recorded) override {
    const auto prefix = runs_.size() < 2 ? "" : run.text.substr(0, prefix_columns) + " ";
    tell_progress(console_, prefix, run, story, recorded);
  }

 private:
  Console& console_;
  std::set<RunId> runs_;
};

class JsonView : public ProgressView {
 public:
  explicit JsonView(Console& console) : console_(console) {}

  void started(const RunId& run, const Story& story, std::string_view doing) override {
    console_.tell_json(started_document(run, story, doing));
  }
  void event(const RunId& run, const Story& story, const RecordedEvent& recorded) override {
    const auto document = progress_document(run, story, recorded);
    if (!document.is_nil()) console_.tell_json(document);
  }

 private:
  Console& console_;
};

class NoView : public ProgressView {
 public:
  void started(const RunId&, const Story&, std::string_view) override {}
  void event(const RunId&, const Story&, const RecordedEvent&) override {}
};

}  // namespace

std::unique_ptr<ProgressView> make_progress_view(Console& console, ProgressSources sources) {
  switch (console.progress()) {
    case Progress::tty: return std::make_unique<LiveView>(console, sources);
    case Progress::plain: return std::make_unique<PlainView>(console);
    case Progress::json: return std::make_unique<JsonView>(console);
    case Progress::silent: break;
  }
  return std::make_unique<NoView>();
}

}  // namespace azwf::cli
