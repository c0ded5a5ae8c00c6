// Where the file lies is the process adapter's own knowledge; it is asked for the path.
#include "adapters/cli/spool.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "adapters/operations/process/work_folder.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t piece_bytes = 64 << 10;

class FileSpool : public Spool {
 public:
  explicit FileSpool(process::FileDescriptor file) : file_(std::move(file)) {}

  Result<bool> read(const std::function<void(std::string_view)>& sink) override {
    std::array<char, piece_bytes> piece{};
    for (;;) {
      const auto size = ::read(file_.get(), piece.data(), piece.size());
      if (size <= 0) return true;
      sink({piece.data(), static_cast<std::size_t>(size)});
    }
  }

  std::string tail(std::size_t bytes) override {
    struct stat about {};
    if (fstat(file_.get(), &about) != 0) return {};
    const auto size = static_cast<std::size_t>(about.st_size);
    std::string text(std::min(size, bytes), '\0');
    const auto got =
        pread(file_.get(), text.data(), text.size(), static_cast<off_t>(size - text.size()));
    text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return text;
  }

 private:
  process::FileDescriptor file_;
};

}  // namespace

std::unique_ptr<Spool> FileSpools::open(const RunId& run, const StepId& step,
                                        std::uint32_t attempt) {
  const auto path = process::WorkFolder(home_.work()).spool_path({run, step, attempt});
  process::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.is_open()) return nullptr;
  return std::make_unique<FileSpool>(std::move(file));
}

}  // namespace azwf::cli
