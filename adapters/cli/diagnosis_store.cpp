// The log is read to its end and hashed again; what runs refer to must be there.
#include <fmt/format.h>

#include <set>

#include "adapters/cli/diagnosis.hpp"
#include "adapters/cli/find_home.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/text.hpp"
#include "engine/audit/verify_log.hpp"
#include "engine/base/digest.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/runtime/program_store.hpp"
#include "engine/view/projector.hpp"
#include "storage/files/free_space.hpp"
#include "storage/memory/memory_views.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t keys_named_max = 5;

Finding home_finding(const Home& home) {
  if (const auto safe = check_home(home); !safe) return problem("home", safe.error());
  return well("home", home.path.string() + " is yours, and nobody else may write to it");
}

Finding space_finding(const Home& home, const Limits& limits) {
  const auto bytes = free_bytes_at(home.path)();
  if (!bytes) return problem("free space", bytes.error());
  if (*bytes > limits.free_space_reserve_bytes) return well("free space", size_text(*bytes));
  return problem("free space",
                 {ErrorKind::failed, "no_space",
                  fmt::format("{} left; new work is refused below {}", size_text(*bytes),
                              size_text(limits.free_space_reserve_bytes)),
                  "free some"});
}

Finding log_finding(EventLog& log) {
  const auto report = verify_log(log);
  if (!report) return problem("log", report.error());
  if (report->bad_position) {
    return problem("log",
                   {ErrorKind::damaged, "damaged",
                    fmt::format("at position {}: {}", report->bad_position->value, report->problem),
                    "restore the store from a backup; do not write to it"});
  }
  return well(
      "log", fmt::format("{}, {}, {} up to position {}; all hashes agree",
                         count_text(report->commits, "commit"), count_text(report->events, "event"),
                         size_text(report->bytes), report->last.value));
}

// The blobs that runs name.
struct Needed {
  std::set<Digest> programs;
  std::set<Digest> outputs;

  void operator()(const RunStarted& event) { programs.insert(event.program); }
  void operator()(const StepSucceeded& event) { add(event.output); }
  void operator()(const AttemptFailed& event) { add(event.output); }
  void operator()(const AttemptStopped& event) { add(event.output); }
  void operator()(const AttemptLost& event) { add(event.output); }
  void operator()(const auto&) {}

 private:
  void add(const std::optional<OutputRef>& output) {
    if (output) outputs.insert(output->digest);
  }
};

Result<Needed> needed_blobs(EventLog& log) {
  Needed needed;
  const auto cursor = TRY(log.read({}));
  while (const auto commit = TRY(cursor->next())) {
    if (!run_of(commit->leaf.stream)) continue;
    for (const auto& event : commit->leaf.events) {
      std::visit(needed, TRY(decode_run_event(event, 0)).event);
    }
  }
  return needed;
}

Finding blobs_finding(EventLog& log, BlobStore& blobs) {
  const auto needed = needed_blobs(log);
  if (!needed) return problem("blobs", needed.error());
  ProgramStore programs(blobs);
  for (const auto& digest : needed->programs) {
    if (const auto program = programs.get(digest); !program) {
      return problem("programs", program.error());
    }
  }
  for (const auto& digest : needed->outputs) {
    const auto found = blobs.stat(digest);
    if (!found) return problem("outputs", found.error());
    if (*found) continue;
    return problem("outputs", {ErrorKind::damaged, "blob_missing",
                               "the output " + to_hex(digest) + " is missing",
                               "restore the home's blobs from a backup"});
  }
  return well("blobs",
              fmt::format("{} and {} are there", count_text(needed->programs.size(), "program"),
                          count_text(needed->outputs.size(), "output")));
}

Finding views_finding(const std::vector<std::string>& differing) {
  if (differing.empty()) return well("views", "equal to what the log folds to");
  std::string keys;
  for (const auto& key : differing) keys += (keys.empty() ? "" : ", ") + printable(key);
  return problem("views",
                 {ErrorKind::failed, "views_differ", "they differed from the log at " + keys,
                  "they have been rebuilt; a second doctor finds them equal, or report this"});
}

Result<std::vector<std::string>> compare_views(const Home& home) {
  const auto opened = TRY(WritableStore::open(home));
  const auto& store = opened->store;
  TRY(catch_up(*store.views, *store.log));
  MemoryViewStore fresh;
  TRY(catch_up(fresh, *store.log));
  return differing_keys(*store.views, fresh, keys_named_max);
}

}  // namespace

Findings examine_store(const Invocation& invocation, const Home& home) {
  Findings findings{home_finding(home)};
  if (!findings.front().ok) return findings;
  findings.push_back(space_finding(home, Limits{}));
  const auto session = ReadingSession::open(invocation);
  if (!session) {
    findings.push_back(problem("store", session.error()));
    return findings;
  }
  findings.push_back(well("store", "opens; the log reaches as far as its anchor says"));
  findings.push_back(log_finding((*session)->log()));
  if (findings.back().ok) {
    findings.push_back(blobs_finding((*session)->log(), (*session)->blobs()));
  }
  return findings;
}

Result<Finding> rebuild_views(const Invocation& invocation) {
  const auto home = TRY(home_for_writing(invocation));
  const auto found = compare_views(home);
  if (!found && found.error().kind != ErrorKind::damaged) return std::unexpected(found.error());
  const auto opened = TRY(WritableStore::open(home, true));
  TRY(catch_up(*opened->store.views, *opened->store.log));
  if (found) return views_finding(*found);
  return problem("views", {ErrorKind::failed, "views_damaged", found.error().message,
                           "they have been rebuilt from the log"});
}

}  // namespace azwf::cli
