// A file that was removed takes room until it is closed: it is when somebody has read all of it.
#include "adapters/cli/printed_pieces.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "adapters/operations/process/work_folder.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t files_max = 64;
constexpr auto kept_open_for = std::chrono::seconds(10);

std::unexpected<Error> no_output() {
  return failure(ErrorKind::not_found, "no_output", "nothing of this attempt is being printed",
                 "what it has printed is recorded when it has ended: azwf output");
}

}  // namespace

Result<holder::Piece> PrintedPieces::read(const holder::ReadOutput& read) {
  const std::lock_guard lock(mutex_);
  const auto found = TRY(find({read.run, read.step, read.attempt}));
  struct stat about {};
  if (fstat(found->second.file.get(), &about) != 0) return no_output();
  const auto size = static_cast<std::uint64_t>(about.st_size);
  const auto from = std::min(read.from, size);
  holder::Piece piece{size, std::string(std::min(read.bytes_max, size - from), '\0')};
  const auto got = pread(found->second.file.get(), piece.bytes.data(), piece.bytes.size(),
                         static_cast<off_t>(from));
  piece.bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  if (about.st_nlink == 0 && from == size) files_.erase(found);
  return piece;
}

Result<PrintedPieces::Files::iterator> PrintedPieces::find(const Name& name) {
  const auto now = Clock::now();
  close_some(now);
  auto found = files_.find(name);
  if (found == files_.end()) {
    const auto& [run, step, attempt] = name;
    const auto path = process::WorkFolder(home_.work()).spool_path({run, step, attempt});
    process::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.is_open()) return no_output();
    found = files_.try_emplace(name, std::move(file), now).first;
  }
  found->second.read_at = now;
  return found;
}

void PrintedPieces::close_some(Clock::time_point now) {
  std::erase_if(files_,
                [&](const auto& each) { return now - each.second.read_at > kept_open_for; });
  if (files_.size() < files_max) return;
  files_.erase(
      std::ranges::min_element(files_, {}, [](const auto& each) { return each.second.read_at; }));
}

}  // namespace azwf::cli
