// Which workflows are installed, and which starts events ask for: folded from the log, so that
// nothing else has to remember how far triggers have looked at it. A start is pending from its
// event on until the log has its run, or says why there is none.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/event/event_id.hpp"
#include "engine/event/event_log.hpp"
#include "engine/event/view_store.hpp"
#include "engine/trigger/installed_workflow.hpp"
#include "engine/trigger/pending_start.hpp"
#include "engine/view/view.hpp"

namespace azwf {

// Threads: one.
class TriggerView {
 public:
  TriggerView(ViewStore& views, EventLog& log) : views_(&views), log_(log) {}

  // Takes over what the views have.
  Result<void> load();

  // A commit of a run, or of any other stream: what it means is added to the batch.
  Result<void> see(const RunChange& change, ViewBatch& batch);
  Result<void> see(const Commit& commit, ViewBatch& batch);

  // Uninstalled ones, too.
  [[nodiscard]] const std::map<std::string, InstalledWorkflow>& workflows() const {
    return workflows_;
  }
  [[nodiscard]] const PendingStarts& starts() const { return starts_; }

 private:
  // An event on its way past the triggers.
  struct Passing {
    EventSeen seen;
    Position position;
    std::uint32_t index = 0;
    Timestamp time;
    std::uint32_t depth = 0;  // of the run that it is of
    std::string_view correlation;
    const std::function<Result<std::string>()>& id;
  };
  Result<void> pass(const Passing& event, ViewBatch& batch);
  Result<void> change(const std::string& name, const WorkflowEvent& event, Timestamp time,
                      Position position, ViewBatch& batch);
  Result<void> take_backlog(InstalledWorkflow& workflow, Position before, ViewBatch& batch);
  void settle(const std::string& workflow, const std::vector<std::string>& events,
              ViewBatch& batch);
  void drop(InstalledWorkflow& workflow, ViewBatch& batch);
  [[nodiscard]] bool is_watched(std::string_view type) const;

  ViewStore* views_;
  EventLog& log_;
  std::map<std::string, InstalledWorkflow> workflows_;
  PendingStarts starts_;
};

// What the workflow would be asked to start by what stands in the log from a position on, up to
// another, as if it had been installed before: those without a run there. Counted in `workflow`.
Result<PendingStarts> starts_between(EventLog& log, InstalledWorkflow& workflow, Position from,
                                     Position before);

// An event that asks for a start, as its script sees it. Error{damaged} when it is not where it
// stood.
Result<Packed> event_seen(EventLog& log, const EventRef& event);

// As the views have them.
Result<std::vector<InstalledWorkflow>> installed_workflows(ViewStore& views);

}  // namespace azwf
