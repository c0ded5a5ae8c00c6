// The log is read to its end and hashed again, and compared with the index beside it.
#include <fmt/format.h>
#include <sys/vfs.h>

#include <cerrno>

#include "adapters/cli/diagnosis.hpp"
#include "adapters/cli/file_systems.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/text.hpp"
#include "adapters/system/id_source.hpp"
#include "adapters/system/identity.hpp"
#include "engine/audit/verify_log.hpp"
#include "storage/files/anchor.hpp"
#include "storage/files/descriptor.hpp"
#include "storage/files/free_space.hpp"
#include "storage/rocksdb/stream_index.hpp"

namespace azwf::cli {
namespace {

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

Finding disk_finding(const Home& home) {
  struct statfs status {};
  if (::statfs(home.path.c_str(), &status) != 0) {
    return problem("disk", file_error("ask for the file system of", home.path, errno));
  }
  const auto number = file_system_number(status);
  const auto* const kind = find_file_system(number);
  if (kind == nullptr) return well("disk", fmt::format("file system {:#x}", number));
  if (kind->keeps == Keeps::until_restart) {
    return well("disk", fmt::format("{}: the store is gone after a restart", kind->name));
  }
  if (kind->keeps == Keeps::promises) return well("disk", std::string(kind->name));
  return problem("disk", {ErrorKind::failed, "disk_kind",
                          fmt::format("{}: locks and syncs may not be kept", kind->name),
                          "put the store on a disk of this machine"});
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

Finding index_finding(const Home& home) {
  const auto entries = count_stream_entries(home);
  if (!entries) return problem("streams", entries.error());
  return well("streams", count_text(*entries, "commit") + " found through the streams' index");
}

// Of a store that opened, so at least one slot is whole.
Finding anchor_finding(const Home& home) {
  const auto whole = Anchor::count_whole_slots(home.anchor());
  if (!whole) return problem("anchor", whole.error());
  if (*whole == 2) return well("anchor", "both of its slots are whole");
  return problem("anchor", {ErrorKind::failed, "torn_anchor",
                            "one of its two slots is damaged: should the log lose what was written "
                            "last, nobody would notice",
                            "the next command that writes, such as azwf emit, renews it"});
}

// What is read of a log that is damaged would only say so again.
void examine_log(const Home& home, ReadingSession& session, Findings& findings) {
  findings.push_back(log_finding(session.log()));
  if (!findings.back().ok) return;
  findings.push_back(index_finding(home));
  findings.push_back(needed_blobs_finding(session));
  findings.push_back(views_finding(home, session.log()));
}

}  // namespace

Findings examine_store(const Invocation& invocation, const Home& home) {
  Findings findings{home_finding(home)};
  if (!findings.front().ok) return findings;
  findings.push_back(disk_finding(home));
  findings.push_back(space_finding(home, Limits{}));
  if (const auto session = ReadingSession::open(invocation, Through::files)) {
    findings.push_back(well("store", "opens; the log reaches as far as its anchor says"));
    findings.push_back(anchor_finding(home));
    examine_log(home, **session, findings);
  } else {
    findings.push_back(problem("store", session.error()));
  }
  findings.push_back(blobs_finding(home));
  return findings;
}

Result<Finding> accept_loss_after(Position kept, const Home& home) {
  SystemClock clock;
  SystemIdSource ids(clock);
  const auto position =
      TRY(accept_loss(home, clock, {.writer = engine_name()}, {kept, account_name(), ids.next()}));
  return well("loss", fmt::format("accepted: the log ends at position {} and goes on at {}",
                                  kept.value, position.value));
}

}  // namespace azwf::cli
