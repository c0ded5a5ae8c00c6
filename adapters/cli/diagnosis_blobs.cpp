// What runs refer to must be there, and every blob is read and hashed again.
#include <fmt/format.h>

#include <set>

#include "adapters/cli/diagnosis.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/digest.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/runtime/program_store.hpp"
#include "storage/files/descriptor.hpp"
#include "storage/open.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t piece_bytes = 1 << 20;
constexpr std::size_t begin_digits = 2;  // of its digest, in the name of a blob's folder

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

// Error{damaged} when its bytes are not those it is named for, or it is not there.
Result<void> read_whole(BlobStore& blobs, const Digest& digest) {
  const auto reader = TRY(blobs.get(digest));
  while (!TRY(reader->read(piece_bytes)).empty()) continue;
  return {};
}

// Every file there is, whether a run names it or an undo does.
Result<std::size_t> check_files(const std::filesystem::path& folder, BlobStore& blobs) {
  std::size_t count = 0;
  for (const auto& begin : TRY(names_in(folder))) {
    if (begin.size() != begin_digits) continue;  // what is unfinished is nobody's yet
    for (const auto& name : TRY(names_in(folder / begin))) {
      const auto digest = digest_from_hex(name);
      if (!digest) continue;
      TRY_VOID(read_whole(blobs, *digest));
      ++count;
    }
  }
  return count;
}

}  // namespace

Finding blobs_finding(const Home& home) {
  const auto count = check_files(home.blobs(), *open_blobs(home));
  if (!count) return problem("blobs", count.error());
  return well("blobs", count_text(*count, "blob") + "; all hashes agree");
}

Finding needed_blobs_finding(ReadingSession& session) {
  auto& blobs = session.blobs();
  const auto needed = needed_blobs(session.log());
  if (!needed) return problem("runs", needed.error());
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
  return well("runs", fmt::format("{} and {} that they name are there",
                                  count_text(needed->programs.size(), "program"),
                                  count_text(needed->outputs.size(), "output")));
}

}  // namespace azwf::cli
