// What runs refer to must be there, and every blob is read and hashed again.
#include <fmt/format.h>

#include <set>

#include "adapters/cli/diagnosis.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/digest.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/runtime/program_store.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t piece_bytes = 1 << 20;

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
  std::error_code none_there;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, none_there)) {
    const auto digest = digest_from_hex(entry.path().filename().string());
    if (!digest || !entry.is_regular_file()) continue;
    TRY_VOID(read_whole(blobs, *digest));
    ++count;
  }
  return count;
}

}  // namespace

Finding blobs_finding(ReadingSession& session) {
  auto& blobs = session.blobs();
  const auto needed = needed_blobs(session.log());
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
  const auto count = check_files(session.home.blobs(), blobs);
  if (!count) return problem("blobs", count.error());
  return well("blobs", fmt::format("{}, with {} and {} that runs name; all hashes agree",
                                   count_text(*count, "blob"),
                                   count_text(needed->programs.size(), "program"),
                                   count_text(needed->outputs.size(), "output")));
}

}  // namespace azwf::cli
